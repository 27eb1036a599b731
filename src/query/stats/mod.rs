//! Statistics: counts by hour, day, ISO week or month of a time zone.
//!
//! A number is a function of the events that a key may see. Counts of activity are kept by quarter
//! of an hour and counted anew when a later event falls into the quarter; sessions and users are
//! kept as rows and read anew when an event is about them. Nothing is counted up.

mod activity;
mod answer;
mod buckets;
mod cache;
mod people;
mod places;
mod quarters;
mod session_rows;
mod sessions;
mod user_rows;
mod users;
mod view_state;
mod zone;

pub use activity::{ActivityCounts, COUNTED_VALUES_MAX, activity};
pub use answer::{BucketStats, StatsAnswer, StatsFilter};
pub use buckets::{BUCKETS_MAX, Bucket, BucketQuery, BucketSize, SPAN_DAYS_MAX};
pub use cache::StatsCache;
pub use quarters::Dimension;
pub use sessions::{SessionCounts, SessionStats, sessions};
pub use users::{DORMANT_DAYS_DEFAULT, DORMANT_DAYS_MAX, UserCounts, UserStats, users};
pub use zone::TimeZone;
