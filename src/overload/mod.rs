//! Overload: more arrives than this machine can hold. What is in short supply is bounded, and what
//! is over a bound is refused early and cheaply, so that memory stays bounded and a genuine
//! delivery is recorded at its first attempt. Nobody is banned and no address is limited: hosted
//! senders deliver for many customers, also for an attacker, from the same addresses.
//!
//! A delivery meets the bounds in this order:
//!
//! - `connections`: 8,192, or what the limit of open files allows. Beyond that the slowest is
//!   closed, then the longest idle, and never one whose request is being answered, which lasts
//!   until the last byte of a streamed answer is handed over.
//! - `connection_activity`: the time for a head, for an idle client and for taking a response.
//!   The connection is closed.
//! - `request_body`: the time for a body, as a whole, since its last byte and by its rate: 408.
//! - [`bodies`]: the memory for bodies that are not verified yet, 128 MiB. The slowest body is
//!   answered 503, or the largest if all are young. A body over 2 MiB is answered 413.
//! - [`verification`]: permits to verify bodies over 64 KiB, half of the processors. 32 bodies may
//!   wait; further ones are answered 503.
//! - The queue of the log's writer, in [`crate::event_log`]: 16,384 events or 64 MiB, then 503.
//! - [`log_throttle`]: log lines about all of this, 20 a minute for each reason. The rest is
//!   counted, and reported as a number.
//!
//! Three rules hold everywhere:
//!
//! - **What is held counts, not what is announced.** A body costs the capacity of its buffer as
//!   bytes arrive; a `Content-Length` reserves nothing. An evicted body frees its buffer at once,
//!   before its task runs.
//! - **The slow go first.** A client is slow by its bytes per second since it began, and only
//!   after a grace period of 2 s, because a lost packet is sent again within about one. So slow
//!   clients evict each other, and a delivery of usual size, which arrives with its head, stays.
//! - **Work that has begun keeps its permit.** A permit to verify belongs to the work and not to
//!   the request, so that hanging up does not free it early.
//!
//! A sender that is answered 503 or cut off tries again, and a retry is recorded once. Metrics
//! count every refusal; only log lines are throttled.
//!
//! The limits are constants with their reasons, and nothing here is configured: those on
//! connections are in [`limits`], each other in the file that enforces it. Nothing here knows
//! routes, sources or the log: [`crate::server`] and [`crate::ingest`] ask before they go on.

pub mod bodies;
pub(crate) mod connection_activity;
pub(crate) mod connections;
pub mod limits;
pub mod log_throttle;
pub(crate) mod request_body;
pub(crate) mod response_body;
pub mod verification;
