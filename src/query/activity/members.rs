//! The filter for activity of an organization's members, by their memberships as they are known
//! now.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use crate::{
    access::SourceAccess,
    query::{
        error::QueryError,
        live_view::{LiveView, finds_row},
        source_access,
    },
    views::{
        Memberships,
        activity::{self, ActivityRow, Entity},
        memberships::Column,
        term::term,
    },
};

/// Maximum number of memberships of the organization: each row is tested against their users.
pub const MEMBERSHIPS_MAX: u64 = 1_000;

/// The memberships of an organization by source and user.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(HashMap<(String, String), Vec<Membership>>);

/// When somebody belonged to it: from, and up to but without.
type Membership = (i64, Option<i64>);

impl Members {
    pub(super) async fn load(
        on: &impl ConnectionTrait,
        organization_id: &str,
        source: Option<&str>,
        allowed_sources: &SourceAccess,
    ) -> Result<Self, QueryError> {
        let view = LiveView::load::<Memberships>(on).await?;
        let is_candidate = source_access::candidates(on, Column::Source, source, allowed_sources).await?;
        let found: Vec<(String, Option<String>, i64, Option<i64>)> = view
            .find::<Memberships>()
            .select_only()
            .columns([Column::Source, Column::UserId, Column::StartedAt, Column::DeletedAt])
            .filter(Column::OrganizationId.eq(organization_id))
            .filter(is_candidate)
            .limit(MEMBERSHIPS_MAX + 1)
            .into_tuple()
            .all(on)
            .await?;
        if found.len() as u64 > MEMBERSHIPS_MAX {
            let reason = format!(
                "the organization has more than {MEMBERSHIPS_MAX} memberships, now or formerly; ask for its own \
                 activity with organization_id, or for single members with user_id"
            );
            return Err(QueryError::Parameter { name: "member_of", reason });
        }
        let mut members = Self::default();
        for (source, user_id, started_at, ended_at) in found {
            if let Some(user_id) = user_id {
                members.0.entry((source, user_id)).or_default().push((started_at, ended_at));
            }
        }
        Ok(members)
    }

    /// The terms of their ids.
    pub(super) fn terms(&self) -> Vec<i64> {
        let terms: BTreeSet<i64> = self.0.keys().map(|(_, user_id)| term(user_id)).collect();
        terms.into_iter().collect()
    }

    /// The condition on a row of a member: it happened during a membership.
    pub(super) fn during(&self) -> Condition {
        const GIVEN: &str = "membership";
        let memberships = self.0.iter().flat_map(|((_, user_id), memberships)| {
            memberships.iter().map(|(from, to)| (term(user_id), *from, to.unwrap_or(i64::MAX)))
        });
        let memberships: Vec<_> = memberships.collect();
        if memberships.is_empty() {
            // No row is about a member of nothing.
            return Condition::all();
        }
        let membership = Query::select()
            .expr(Expr::value(1))
            .from_values(memberships, GIVEN)
            .and_where(Expr::col((GIVEN, "column1")).equals((Entity, activity::Column::UserTerm)))
            .and_where(Expr::col((GIVEN, "column2")).lte(Expr::col((Entity, activity::Column::OccurredAt))))
            .and_where(Expr::col((GIVEN, "column3")).gt(Expr::col((Entity, activity::Column::OccurredAt))))
            .limit(1)
            .take();
        Condition::all().add(finds_row(membership))
    }

    /// The same for a row that was read. A term can stand for other ids too.
    pub(super) fn hold(&self, row: &ActivityRow) -> bool {
        let memberships = row.user_id.as_ref().and_then(|user_id| self.0.get(&(row.source.clone(), user_id.clone())));
        let mut memberships = memberships.into_iter().flatten();
        memberships.any(|(from, to)| *from <= row.occurred_at && to.is_none_or(|to| row.occurred_at < to))
    }
}
