//! Under any load, memory stays bounded, slow clients are evicted first, and genuine deliveries
//! are recorded. The drill `tests/drills/flood` does the same at full scale.

mod bodies;
mod connections;
mod log_throttle;
mod overload_server;
mod streamed;
mod verification;
