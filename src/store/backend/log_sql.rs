//! How the log is read; the same on both databases, but for what is read on `SQLite` without the driver.

pub const SIZE: &str = "SELECT size FROM log_head WHERE id = 0";

/// Events from position `$1` on: at most `$2`, and no more bytes of bodies than `$3`, but at least one.
pub const READ: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM (SELECT position, source, svix_id, event_type, svix_timestamp, received_at, body_bytes,
               SUM(body_bytes) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS running
          FROM (SELECT * FROM events WHERE position >= $1 ORDER BY position LIMIT $2) AS first) AS e
  LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.running <= $3 OR e.position = $1
 ORDER BY e.position";

/// The event of source `$1` with id `$2`.
pub const FIND: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id = $2";

/// Events of source `$1` with ids after `$2` and below `$3`, at position `$4` or later: at most `$5`, by id. Ids compare
/// by their bytes on both databases, so this is a walk along the index of ids.
pub const NAMED: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id > $2 AND e.svix_id < $3 AND e.position >= $4
 ORDER BY e.svix_id LIMIT $5";

/// The last event, by id, of source `$1` with an id after `$2` and below `$3`.
pub const LAST_NAMED: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM events AS e LEFT JOIN payloads AS p ON p.position = e.position
 WHERE e.source = $1 AND e.svix_id > $2 AND e.svix_id < $3
 ORDER BY e.svix_id DESC LIMIT 1";

/// Events at the positions `$1`, in order: as many of the first as have fewer than `$2` bytes of bodies before them. One
/// look into the key for each position, whatever the planner knows. For `PostgreSQL`; `SQLite` is asked for one at a time.
pub const READ_AT: &str = "\
SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes, p.encoding, p.body
  FROM (SELECT e.position, e.source, e.svix_id, e.event_type, e.svix_timestamp, e.received_at, e.body_bytes,
               SUM(e.body_bytes) OVER (ORDER BY e.position ROWS UNBOUNDED PRECEDING) - e.body_bytes AS before
          FROM UNNEST($1) AS wanted (position)
          CROSS JOIN LATERAL (SELECT * FROM events AS e WHERE e.position = wanted.position LIMIT 1) AS e) AS e
  LEFT JOIN LATERAL (SELECT p.encoding, p.body FROM payloads AS p WHERE p.position = e.position LIMIT 1) AS p ON true
 WHERE e.before < $2
 ORDER BY e.position";
