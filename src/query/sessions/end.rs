//! The end of a session in SQL: reported by an event, otherwise inferred. A session ends with its
//! user or when it expires, whichever is first. A reported end takes precedence. A deletion does
//! not end a session that began later.

use sea_orm::{
    ColumnTrait,
    sea_query::{CaseStatement, Condition, Expr, ExprTrait},
};

use crate::{
    clock::Timestamp,
    views::{
        sessions::{Column, Entity, SessionRow},
        users,
    },
};

/// The status and end reason of a session whose user was deleted.
pub const USER_DELETED: &str = "user_deleted";
/// The status and end reason of a session that was inactive until `expire_at`.
pub const EXPIRED: &str = "expired";
/// The status and end reason of a session that lasted until `abandon_at`.
pub const ABANDONED: &str = "abandoned";

/// The status if no event reports a known one. Every status in a response can be used as a filter.
pub const UNKNOWN: &str = "unknown";

/// A presented status: from the provider, or of an inferred end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(&'static str);

impl Status {
    pub const ALL: [Self; 10] = [
        Self("active"),
        Self("pending"),
        Self("ended"),
        Self("removed"),
        Self("revoked"),
        Self("replaced"),
        Self(EXPIRED),
        Self(ABANDONED),
        Self(USER_DELETED),
        Self(UNKNOWN),
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

/// The end of a session as known at a time. Requires sessions joined with users.
pub struct End {
    pub now: i64,
}

/// The end of one session; `None` if it is open.
pub struct Ended {
    pub at: Option<i64>,
    pub reason: Option<String>,
    pub status: String,
}

impl End {
    /// The same as the expressions below, for a row in memory and the deletion of its user. A test
    /// compares both on generated histories.
    pub fn evaluate(&self, row: &SessionRow, user_deleted_at: Option<i64>) -> Ended {
        let expires_first = row.abandon_at.is_none() || row.expire_at.is_some_and(|at| Some(at) <= row.abandon_at);
        let lapse = if expires_first { EXPIRED } else { ABANDONED };
        let lapses_at = if expires_first { row.expire_at } else { row.abandon_at };
        let deleted_at = user_deleted_at
            .filter(|deleted_at| *deleted_at >= row.started_at)
            .filter(|deleted_at| lapses_at.is_none_or(|lapses_at| lapses_at > self.now || *deleted_at <= lapses_at));
        let inferred = |at: Option<i64>, why: &str| Ended { at, reason: Some(why.into()), status: why.into() };
        if row.ended_at.is_some() {
            let status = if row.terminal { &row.status } else { &row.end_reason };
            Ended { at: row.ended_at, reason: row.end_reason.clone(), status: known(status.as_deref()) }
        } else if deleted_at.is_some() {
            inferred(deleted_at, USER_DELETED)
        } else if lapses_at.is_some_and(|lapses_at| lapses_at <= self.now) {
            inferred(lapses_at, lapse)
        } else {
            Ended { at: None, reason: None, status: known(row.status.as_deref()) }
        }
    }

    /// When: reported, or the earlier of the user's deletion and the expiry.
    pub fn at(&self) -> Expr {
        self.cases(column(Column::EndedAt), deleted_at(), lapses_at(), Expr::value(None::<i64>))
    }

    /// Why: the provider's reason, or inferred.
    pub fn reason(&self) -> Expr {
        let none = Expr::value(None::<String>);
        self.cases(column(Column::EndReason), USER_DELETED.into(), lapse(), none)
    }

    /// The provider's last status, the reason of a notice without a status, or inferred.
    pub fn status(&self) -> Expr {
        let reported = column(Column::Status);
        let ended = CaseStatement::new().case(Column::Terminal.eq(true), reported.clone());
        let is_known = Column::Status.is_in(Status::ALL.map(Status::as_str));
        let open = CaseStatement::new().case(is_known, reported).finally(UNKNOWN);
        self.cases(ended.finally(column(Column::EndReason)).into(), USER_DELETED.into(), lapse(), open.into())
    }

    pub fn after(&self, moment: Timestamp) -> Condition {
        Condition::any().add(self.at().is_null()).add(self.at().gt(moment.micros()))
    }

    fn cases(&self, reported: Expr, user_deleted: Expr, lapsed: Expr, open: Expr) -> Expr {
        let is_reported = Condition::all().add(column(Column::EndedAt).is_not_null());
        let is_user_deleted = Condition::all().add(deleted_at().is_not_null()).add(
            Condition::any()
                .add(lapses_at().is_null())
                .add(lapses_at().gt(self.now))
                .add(deleted_at().lte(lapses_at())),
        );
        let is_lapsed = Condition::all().add(lapses_at().lte(self.now));
        CaseStatement::new()
            .case(is_reported, reported)
            .case(is_user_deleted, user_deleted)
            .case(is_lapsed, lapsed)
            .finally(open)
            .into()
    }
}

fn known(status: Option<&str>) -> String {
    let is_known = |status: &&str| Status::ALL.iter().any(|known| known.as_str() == *status);
    status.filter(is_known).unwrap_or(UNKNOWN).to_owned()
}

/// When the session expires.
fn lapses_at() -> Expr {
    expires_first(column(Column::ExpireAt), column(Column::AbandonAt))
}

/// Which of the two that is.
fn lapse() -> Expr {
    expires_first(EXPIRED.into(), ABANDONED.into())
}

/// `expires` if `expire_at` is first, otherwise `abandoned`. LEAST and MIN handle null differently
/// on the two databases.
fn expires_first(expires: Expr, abandoned: Expr) -> Expr {
    let first =
        Condition::any().add(Column::AbandonAt.is_null()).add(column(Column::ExpireAt).lte(column(Column::AbandonAt)));
    CaseStatement::new().case(first, expires).finally(abandoned).into()
}

fn column(column: Column) -> Expr {
    Expr::col((Entity, column))
}

/// When the user was deleted; null if the session began later.
fn deleted_at() -> Expr {
    let deleted_at = || Expr::col((users::Entity, users::Column::DeletedAt));
    CaseStatement::new().case(deleted_at().gte(column(Column::StartedAt)), deleted_at()).into()
}
