//! Buckets: where the local hour, day, ISO week or month changes, found minute by minute.

use chrono::{DateTime, Datelike as _, Offset as _, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use gatelog::{
    clock::Timestamp,
    query::stats::{BUCKETS_MAX, Bucket, BucketQuery, BucketSize, TimeZone},
};

const MINUTE: i64 = 60_000_000;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn query(size: BucketSize, zone: &str, since: &str, until: &str) -> BucketQuery {
    let zone = TimeZone::parse(zone).expect("a zone");
    BucketQuery { size, zone, since: Some(at(since)), until: Some(at(until)), now: at("2030-01-01") }
}

fn buckets(size: BucketSize, zone: &str, since: &str, until: &str) -> Vec<Bucket> {
    query(size, zone, since, until).buckets().expect("buckets")
}

fn texts(buckets: &[Bucket]) -> Vec<String> {
    buckets.iter().map(|bucket| format!("{} {} {}", bucket.start, bucket.end, bucket.offset)).collect()
}

/// What all times of a bucket have in common.
fn label(size: BucketSize, zone: Tz, micros: i64) -> (i64, u32, i32) {
    let local = zone.from_utc_datetime(&DateTime::<Utc>::from_timestamp_micros(micros).expect("a time").naive_utc());
    let date = local.date_naive();
    match size {
        BucketSize::Hour => (date.num_days_from_ce().into(), local.hour(), local.offset().fix().local_minus_utc()),
        BucketSize::Day => (date.num_days_from_ce().into(), 0, 0),
        BucketSize::Week => (date.iso_week().year().into(), date.iso_week().week(), 0),
        BucketSize::Month => (date.year().into(), date.month(), 0),
    }
}

#[test]
fn buckets_change_where_the_local_clock_does() {
    for (zone, since, until) in [
        ("UTC", "2025-12-27T10:20Z", "2026-01-07T03:00Z"),
        ("Europe/Berlin", "2025-10-24T10:20Z", "2025-11-02T03:00Z"),
        ("Europe/Berlin", "2026-03-27T10:20Z", "2026-04-02T03:00Z"),
        ("Asia/Kathmandu", "2025-12-27T10:20Z", "2026-01-07T03:00Z"),
        ("Australia/Lord_Howe", "2025-10-03T10:20Z", "2025-10-07T03:00Z"),
        ("Australia/Lord_Howe", "2026-04-03T10:20Z", "2026-04-07T03:00Z"),
        ("America/Sao_Paulo", "2018-11-02T10:20Z", "2018-11-07T03:00Z"),
        ("America/Havana", "2025-10-31T10:20Z", "2025-11-04T03:00Z"),
        ("Pacific/Apia", "2011-12-28T10:20Z", "2012-01-02T03:00Z"),
        ("America/New_York", "2025-10-31T10:20Z", "2025-11-04T03:00Z"),
    ] {
        for size in [BucketSize::Hour, BucketSize::Day, BucketSize::Week, BucketSize::Month] {
            let buckets = buckets(size, zone, since, until);
            let tz: Tz = zone.parse().expect("a zone");
            let (since, until) = (at(since).micros(), at(until).micros());
            let minutes = (since / MINUTE + 1..until / MINUTE).map(|minute| minute * MINUTE);
            let changes = minutes.filter(|at| label(size, tz, *at) != label(size, tz, at - 1));
            let starts: Vec<i64> = [since].into_iter().chain(changes).collect();
            let found: Vec<i64> = buckets.iter().map(|bucket| bucket.start.micros()).collect();
            assert_eq!(found, starts, "{size:?} {zone}");
            let ends: Vec<i64> = starts.iter().copied().skip(1).chain([until]).collect();
            let found: Vec<i64> = buckets.iter().map(|bucket| bucket.end.micros()).collect();
            assert_eq!(found, ends, "{size:?} {zone}");
        }
    }
}

#[test]
fn day_has_25_hours_when_clocks_go_back() {
    let days = buckets(BucketSize::Day, "Europe/Berlin", "2025-10-25T22:00Z", "2025-10-27T12:00Z");
    assert_eq!(
        texts(&days),
        [
            "2025-10-25T22:00:00.000Z 2025-10-26T23:00:00.000Z +02:00",
            "2025-10-26T23:00:00.000Z 2025-10-27T12:00:00.000Z +01:00"
        ]
    );
    let hours = buckets(BucketSize::Hour, "Europe/Berlin", "2025-10-26T00:00Z", "2025-10-26T02:00Z");
    assert_eq!(
        texts(&hours),
        [
            "2025-10-26T00:00:00.000Z 2025-10-26T01:00:00.000Z +02:00",
            "2025-10-26T01:00:00.000Z 2025-10-26T02:00:00.000Z +01:00"
        ]
    );
    let days = buckets(BucketSize::Day, "Asia/Kathmandu", "2025-10-26", "2025-10-27");
    assert_eq!(
        texts(&days),
        [
            "2025-10-26T00:00:00.000Z 2025-10-26T18:15:00.000Z +05:45",
            "2025-10-26T18:15:00.000Z 2025-10-27T00:00:00.000Z +05:45"
        ]
    );
    let weeks = buckets(BucketSize::Week, "UTC", "2025-12-24", "2026-01-06");
    assert_eq!(
        weeks.iter().map(|week| week.start.to_string()[..10].to_owned()).collect::<Vec<_>>(),
        ["2025-12-24", "2025-12-29", "2026-01-05"]
    );
}

#[test]
fn default_start_is_a_whole_bucket() {
    for (size, start, number) in [
        (BucketSize::Hour, "2026-03-09T13:00:00.000Z", 24),
        (BucketSize::Day, "2026-02-08T23:00:00.000Z", 30),
        (BucketSize::Week, "2025-12-14T23:00:00.000Z", 13),
        (BucketSize::Month, "2025-03-31T22:00:00.000Z", 12),
    ] {
        let zone = TimeZone::parse("Europe/Berlin").expect("a zone");
        let query = BucketQuery { size, zone, since: None, until: None, now: at("2026-03-10T12:30Z") };
        let buckets = query.buckets().expect("buckets");
        assert_eq!((buckets[0].start.to_string().as_str(), buckets.len()), (start, number), "{size:?}");
        assert_eq!(buckets[number - 1].end, at("2026-03-10T12:30Z"), "{size:?}");
    }
}

#[test]
fn number_of_buckets_is_bounded() {
    let of = |size, since, until| query(size, "UTC", since, until).buckets().map(|buckets| buckets.len());
    assert_eq!(of(BucketSize::Hour, "2025-01-01", "2025-02-11T16:00Z").expect("buckets"), BUCKETS_MAX);
    for (size, since, until, says) in [
        (BucketSize::Hour, "2025-01-01", "2025-02-11T16:00:00.001Z", "1000 buckets of one hour"),
        (BucketSize::Month, "0000-01-01", "2025-02-12", "more than 3660 days"),
        (BucketSize::Day, "2016-01-01", "2025-02-12", "1000 buckets of one day"),
    ] {
        let error = of(size, since, until).expect_err("too many").to_string();
        assert!(error.contains(says), "{error}");
    }
    // A time of long ago, with an offset of minutes and seconds.
    let old = buckets(BucketSize::Day, "Europe/Amsterdam", "1890-01-01", "1890-01-02");
    assert_eq!(old.len(), 2);
    for wrong in ["", "Berlin", "europe/berlin", "+01:00", "CEST"] {
        assert!(TimeZone::parse(wrong).expect_err("no zone").contains("Europe/Berlin"), "{wrong}");
    }
}
