//! Statistics of activity, sessions and users.

mod activity;
mod sessions;
mod users;

use poem_openapi::{OpenApi, param::Query, payload::Json};

use self::{activity::ActivityStats, sessions::SessionStats, users::UserStats};
use crate::{
    api::{
        middleware::auth::{Granted, ViewsRead},
        wire::{
            document::Tag,
            error::Problem,
            ids::InstanceId,
            parameters::{
                BucketInterval, DateTime, DormantDays, NonEmptyText, StatsDimension, TimeZoneParam, choice, date_time,
                text,
            },
        },
    },
    clock::Timestamp,
    query::{
        Interval, QueryError,
        stats::{self, BucketQuery, DORMANT_DAYS_DEFAULT, StatsFilter, TimeZone},
    },
};

pub(crate) struct Statistics;

#[OpenApi(tag = "Tag::Statistics")]
impl Statistics {
    /// Count events
    ///
    /// Counts events by what they did, or by the country or browser of the session's device, in
    /// each bucket of time. Times are those at which the events happened. An event that arrives
    /// late is counted where it belongs.
    #[oai(path = "/v1/stats/activity", method = "get", operation_id = "get_activity_stats")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn activity(
        &self,
        granted: Granted<ViewsRead>,
        /// What events are counted by.
        by: Query<Option<StatsDimension>>,
        /// Size of a bucket. A week begins on Monday (ISO 8601).
        interval: Query<Option<BucketInterval>>,
        /// Time zone of the buckets, by its name in the IANA database. A day on which the clocks
        /// change has 23 or 25 hours.
        time_zone: Query<Option<TimeZoneParam>>,
        /// Start, inclusive. The first bucket begins here. By default 24 hours, 30 days, 13 weeks
        /// or 12 months are counted, with the one that holds the end.
        since: Query<Option<DateTime>>,
        /// End, exclusive. The last bucket ends here. Now, if that is earlier or there is none.
        until: Query<Option<DateTime>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
    ) -> Result<Json<ActivityStats>, Problem> {
        let zone = zone(time_zone);
        let query = bucket_query(interval, zone, (since, until), granted.now())?;
        let filter = StatsFilter { source: text(source.0), instance_id: text(instance_id.0) };
        let (instances, by) = (granted.instances(), choice(by.0).unwrap_or_default());
        let access = (&instances, granted.allowed_sources());
        let counted = (&filter, by, query.buckets()?);
        let answer = stats::activity(granted.store(), &granted.state.stats, counted, access).await?;
        Ok(Json(ActivityStats::new(answer, zone.name())))
    }

    /// Count sessions
    ///
    /// Counts in each bucket of time the sessions that started and ended, their users, how long
    /// they were and how many were open at once; and how many are open now. An end that no event
    /// reported is inferred as in the list of sessions.
    #[oai(path = "/v1/stats/sessions", method = "get", operation_id = "get_session_stats")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn sessions(
        &self,
        granted: Granted<ViewsRead>,
        /// Size of a bucket. A week begins on Monday (ISO 8601).
        interval: Query<Option<BucketInterval>>,
        /// Time zone of the buckets, by its name in the IANA database. A day on which the clocks
        /// change has 23 or 25 hours.
        time_zone: Query<Option<TimeZoneParam>>,
        /// Start, inclusive. The first bucket begins here. By default 24 hours, 30 days, 13 weeks
        /// or 12 months are counted, with the one that holds the end.
        since: Query<Option<DateTime>>,
        /// End, exclusive. The last bucket ends here. Now, if that is earlier or there is none.
        until: Query<Option<DateTime>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
    ) -> Result<Json<SessionStats>, Problem> {
        let (zone, now) = (zone(time_zone), granted.now());
        let query = bucket_query(interval, zone, (since, until), now)?;
        let filter = StatsFilter { source: text(source.0), instance_id: text(instance_id.0) };
        let instances = granted.instances();
        let access = (&instances, granted.allowed_sources());
        let counted = (&filter, query.buckets()?);
        let stats = stats::sessions(granted.store(), &granted.state.stats, counted, access, now).await?;
        Ok(Json(SessionStats::new(stats, zone.name())))
    }

    /// Count users
    ///
    /// Counts in each bucket of time the users who were created and deleted, who signed in, and
    /// who were signed in; and how many have not signed in for a long time.
    #[oai(path = "/v1/stats/users", method = "get", operation_id = "get_user_stats")]
    #[expect(clippy::too_many_arguments, reason = "one for each documented parameter")]
    async fn users(
        &self,
        granted: Granted<ViewsRead>,
        /// Days without a sign-in after which a user counts as dormant.
        dormant_days: Query<Option<DormantDays>>,
        /// Size of a bucket. A week begins on Monday (ISO 8601).
        interval: Query<Option<BucketInterval>>,
        /// Time zone of the buckets, by its name in the IANA database. A day on which the clocks
        /// change has 23 or 25 hours.
        time_zone: Query<Option<TimeZoneParam>>,
        /// Start, inclusive. The first bucket begins here. By default 24 hours, 30 days, 13 weeks
        /// or 12 months are counted, with the one that holds the end.
        since: Query<Option<DateTime>>,
        /// End, exclusive. The last bucket ends here. Now, if that is earlier or there is none.
        until: Query<Option<DateTime>>,
        /// Only rows from this source.
        source: Query<Option<NonEmptyText>>,
        /// Only rows of this Clerk instance. Without it, rows of instances that are not
        /// configured are left out.
        instance_id: Query<Option<InstanceId>>,
    ) -> Result<Json<UserStats>, Problem> {
        let (zone, now) = (zone(time_zone), granted.now());
        let query = bucket_query(interval, zone, (since, until), now)?;
        let filter = StatsFilter { source: text(source.0), instance_id: text(instance_id.0) };
        let dormant_days = dormant_days.0.map_or(DORMANT_DAYS_DEFAULT, |DormantDays(days)| days);
        let instances = granted.instances();
        let access = (&instances, granted.allowed_sources());
        let counted = (&filter, query.buckets()?, dormant_days);
        let stats = stats::users(granted.store(), &granted.state.stats, counted, access, now).await?;
        Ok(Json(UserStats::new(stats, dormant_days, zone.name())))
    }
}

fn zone(Query(parameter): Query<Option<TimeZoneParam>>) -> TimeZone {
    parameter.map(|TimeZoneParam(zone)| zone).unwrap_or_default()
}

fn bucket_query(
    Query(interval): Query<Option<BucketInterval>>,
    zone: TimeZone,
    (Query(since), Query(until)): (Query<Option<DateTime>>, Query<Option<DateTime>>),
    now: Timestamp,
) -> Result<BucketQuery, QueryError> {
    let Interval { since, until, .. } = Interval::new(date_time(since), date_time(until), None, now)?;
    Ok(BucketQuery { size: choice(interval).unwrap_or_default(), zone, since, until, now })
}
