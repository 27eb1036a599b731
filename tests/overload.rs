//! However much is sent, and however slowly: memory stays within its bound, the slow give way first, and what is
//! genuine is recorded. The same at full scale is the drill of `tests/drills/flood`.

mod bodies;
mod connections;
mod lines;
mod served;
mod turns;
