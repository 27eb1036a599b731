//! The past of a user: own events, snapshots in other events, and the number of sign-ins in them.
//! The rules are those of [`users`], where they are SQL.

use std::collections::{BTreeSet, HashMap};

use super::resource::{DetailsOf, Evidence, PresentationTime, Resource, RowOf};
use crate::{
    event::{RecordedEvent, clerk::Body},
    projection::{Projection, Row},
    query::users::{self, User},
    views::{
        self, Sessions, Users,
        audited::{Field, USER},
        mentions::KIND_USER,
        sessions::SessionRow,
        version::{DESCRIBED_BY_NONE, DESCRIBED_BY_OWN},
    },
};

#[derive(Clone, Copy, Debug)]
pub struct UserHistory;

/// The sign-ins of a user over time, by the time of their events.
#[derive(Debug, Default)]
pub struct SignIns {
    user_id: String,
    /// What each event reports about a session, with the time of the event.
    observed: Vec<(i64, SessionRow)>,
    /// From each time on: the number of sign-ins in person. Sorted.
    known: Vec<(i64, i64)>,
}

impl Resource for UserHistory {
    type View = Users;
    type Facts = SignIns;
    type Details = String;
    type Presented = User;

    const VIEW: Users = Users;
    const KIND: i16 = KIND_USER;
    const NAME: &'static str = "user";
    // Every snapshot may hold an address that no own event has.
    const OWN_SUFFICES: bool = false;

    const FIELDS: &'static [Field] = USER;
    const FOLLOWING: &'static [&'static str] = &["emails", "former_emails"];

    fn version_at(row: &RowOf<Self>) -> Option<i64> {
        row.version_at
    }

    fn evidence(row: &RowOf<Self>) -> Evidence {
        match row.described_by {
            _ if row.deleted_at.is_some() => Evidence::Deletion,
            DESCRIBED_BY_OWN => Evidence::Object,
            DESCRIBED_BY_NONE => Evidence::Mention,
            _ => Evidence::Snapshot,
        }
    }

    fn collect_facts(facts: &mut SignIns, id: &str, event: &RecordedEvent, body: &Body<'_>) {
        if facts.user_id.is_empty() {
            id.clone_into(&mut facts.user_id);
        }
        let rows = Sessions.project(event, body).unwrap_or_default();
        facts.observed.extend(rows.into_iter().map(|row| (body.occurred_at.at.micros(), row)));
    }

    fn sessions(facts: &SignIns) -> Vec<String> {
        let ids: BTreeSet<&String> = facts.observed.iter().map(|(_, row)| &row.session_id).collect();
        ids.into_iter().cloned().collect()
    }

    fn finish(facts: &mut SignIns) {
        facts.finish();
    }

    fn details(body: &Body<'_>) -> Option<String> {
        views::users::audited(body)
    }

    fn audited<'a>(row: &RowOf<Self>, details: &'a DetailsOf<Self>) -> Option<(i64, &'a str)> {
        Some((row.version_at?, details.get(&row.described_position?)?))
    }

    fn present(row: RowOf<Self>, details: &DetailsOf<Self>, facts: &SignIns, at: PresentationTime) -> User {
        let audited = Self::audited(&row, details).map(|(_, audited)| audited.to_owned());
        users::present(row, audited, facts.until(at.occurred_until), at.incomplete_since, at.now)
    }
}

impl SignIns {
    /// Replays the sessions over time, once for all points.
    fn finish(&mut self) {
        self.observed.sort_by_key(|(occurred_at, _)| *occurred_at);
        let counts = |row: &SessionRow, whose: &str| row.user_id.as_deref() == Some(whose) && users::is_in_person(row);
        let mut sessions: HashMap<String, SessionRow> = HashMap::new();
        // Each session counts once.
        let mut sign_ins = 0;
        for (occurred_at, row) in std::mem::take(&mut self.observed) {
            let before = sessions.remove(&row.session_id);
            sign_ins -= i64::from(before.as_ref().is_some_and(|row| counts(row, &self.user_id)));
            let row = match before {
                Some(before) => before.merge(row),
                None => row,
            };
            sign_ins += i64::from(counts(&row, &self.user_id));
            sessions.insert(row.session_id.clone(), row);
            self.known.push((occurred_at, sign_ins));
        }
    }

    /// The number of sign-ins in person up to this time.
    fn until(&self, occurred_until: i64) -> i64 {
        let places = self.known.partition_point(|(occurred_at, _)| *occurred_at <= occurred_until);
        places.checked_sub(1).map_or(0, |last| self.known[last].1)
    }
}
