//! The last sign-in of a user, from descriptions and from events of sessions, in any order.
//!
//! A sign-in is a session that the user began in person and completed, as the sessions view counts
//! them. An event that reports the session active settles it. One that reports the session pending
//! or ended does not: a session that was only ever pending is no sign-in, and which of both is
//! known may come later. Such a session is kept until a later sign-in makes it irrelevant.

use std::collections::BTreeSet;

use crate::views::{
    sessions::{SignIn, SignInStage},
    set,
};

/// In place of a time: no sign-in is known. Rows without one have a place in the order of the
/// others, before them.
pub const NEVER: i64 = -1;

/// Suffixes of an unsettled session.
const PENDING: &str = "pending";
const UNCLEAR: &str = "unclear";

/// What is known of the sign-ins of a user, as a user row stores it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignIns {
    /// The last sign-in that is certain, or [`NEVER`].
    pub(super) settled_at: i64,
    /// A set of `<start> <session> pending` or `… unclear`, for sessions that began later.
    pub(super) unsettled: Option<String>,
}

impl SignIns {
    /// What one event reports: the last sign-in in a description, and a session.
    pub(super) fn new(described: Option<i64>, session: Option<&SignIn>) -> Self {
        let mut known = Self { settled_at: described.unwrap_or(NEVER).max(NEVER), unsettled: None };
        if let Some(SignIn { session_id, started_at, stage }) = session.filter(|session| session.started_at > NEVER) {
            let suffix = match stage {
                SignInStage::Completed => None,
                SignInStage::Pending => Some(PENDING),
                SignInStage::Unclear => Some(UNCLEAR),
            };
            match suffix {
                None => known.settled_at = known.settled_at.max(*started_at),
                Some(suffix) => known.unsettled = set::from_texts([&*format!("{started_at} {session_id} {suffix}")]),
            }
        }
        known.without_earlier()
    }

    pub(super) fn merge(self, other: Self) -> Self {
        let settled_at = self.settled_at.max(other.settled_at);
        Self { settled_at, unsettled: set::union(self.unsettled, other.unsettled) }.without_earlier()
    }

    /// The last sign-in as far as known, or [`NEVER`].
    pub(super) fn last(&self) -> i64 {
        let texts = set::texts(self.unsettled.as_deref());
        let all: Vec<(i64, &str, &str)> = texts.iter().filter_map(|text| parse(text)).collect();
        let pending: BTreeSet<&str> =
            all.iter().filter(|(.., stage)| *stage == PENDING).map(|(_, id, _)| *id).collect();
        let counted = all.iter().filter(|(_, id, _)| !pending.contains(id)).map(|(started_at, ..)| *started_at);
        counted.fold(self.settled_at, i64::max)
    }

    /// Without the sessions that began no later than the certain sign-in.
    fn without_earlier(self) -> Self {
        if self.unsettled.is_none() {
            return self;
        }
        let texts = set::texts(self.unsettled.as_deref());
        let is_later = |text: &&String| parse(text).is_some_and(|(started_at, ..)| started_at > self.settled_at);
        Self { unsettled: set::from_texts(texts.iter().filter(is_later).map(String::as_str)), ..self }
    }
}

fn parse(text: &str) -> Option<(i64, &str, &str)> {
    let (started_at, rest) = text.split_once(' ')?;
    let (session_id, stage) = rest.rsplit_once(' ')?;
    Some((started_at.parse().ok()?, session_id, stage))
}
