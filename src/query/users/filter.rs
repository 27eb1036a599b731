//! The filter of a list of users, and what leads to its rows.

use sea_orm::{
    ColumnTrait, DbBackend, IdenStatic,
    sea_query::{Condition, Expr, ExprTrait, Func},
};

use crate::{
    access::SourceAccess,
    clock::Timestamp,
    query::{
        cursor::{KeyKind, KeyPart, List},
        error::QueryError,
        identifier_match,
        live_view::{LiveView, unindexed, unindexed_number},
        source_access,
        unknown_names::{FilterName, NameKind},
        walk::Walk,
        word_search::{self, WordSearch},
    },
    text::{identifier::Identifier, words::Search},
    views::users::{Column, Entity, NEVER, UserRow},
};

/// By the key of the view.
const BY_ID: List = List { name: "users", key: &[KeyKind::Text, KeyKind::Text] };
const BY_LAST_SIGN_IN: List =
    List { name: "users/last_sign_in", key: &[KeyKind::Integer, KeyKind::Text, KeyKind::Text] };
pub(super) const BY_WORD: List = List { name: "users/word", key: word_search::KEY };

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBy {
    /// Source and id.
    Id,
    /// Users who never signed in come before all others in ascending order.
    LastSignIn,
}

#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// All of these identifiers, current or former.
    pub identifiers: Vec<Identifier>,
    /// Beginnings of words of names and identifiers, current or former, and of the id.
    pub search: Option<Search>,
    /// Users who signed in, and not since then.
    pub last_sign_in_before: Option<Timestamp>,
    pub never_signed_in: Option<bool>,
    /// Whether a second factor is enabled. Users of whom no event reports it are neither.
    pub mfa: Option<bool>,
    /// The same for users who are banned.
    pub banned: Option<bool>,
    /// By default the id, or the last sign-in for a list by its time.
    pub order_by: Option<OrderBy>,
}

/// What leads to the rows of a page.
pub(super) enum Lead {
    /// The index of identifiers, which has few rows for each: they are collected and sorted.
    Few,
    /// The key of the view, and no filter that many rows fail.
    Key,
    Walk(Walk),
}

impl UserFilter {
    /// Rejects filters that exclude each other.
    pub(super) fn check(&self) -> Result<(), QueryError> {
        let refused = |name, reason: &str| Err(QueryError::Parameter { name, reason: reason.to_owned() });
        if self.never_signed_in == Some(true) && self.last_sign_in_before.is_some() {
            return refused(
                "never_signed_in",
                "a user who never signed in has no last sign-in that comes before a time; leave out \
                 never_signed_in=true or last_sign_in_before, and ask for each by itself",
            );
        }
        if self.searched().is_some() && self.order_by.is_some() {
            let reason = "a search is sorted by the word that it finds; leave order_by out, or q";
            return refused("order_by", reason);
        }
        Ok(())
    }

    /// The search, if it leads to the rows.
    pub(super) const fn searched(&self) -> Option<&Search> {
        if self.identifiers.is_empty() { self.search.as_ref() } else { None }
    }

    fn is_by_last_sign_in(&self) -> bool {
        self.order_by.map_or(self.last_sign_in_before.is_some(), |order| order == OrderBy::LastSignIn)
    }

    pub(super) fn list(&self) -> &'static List {
        match self.searched() {
            Some(_) => &BY_WORD,
            None if self.is_by_last_sign_in() => &BY_LAST_SIGN_IN,
            None => &BY_ID,
        }
    }

    /// The columns of the key, of a list that is not by word.
    pub(super) fn key_columns(&self) -> &'static [Column] {
        if self.is_by_last_sign_in() {
            &[Column::LastSignInAt, Column::Source, Column::UserId]
        } else {
            &[Column::Source, Column::UserId]
        }
    }

    pub(super) fn key(&self, row: &UserRow, words: Option<&WordSearch<'_>>) -> Vec<KeyPart> {
        if let Some(words) = words {
            return words.key(row.words.as_deref(), &row.source, &row.user_id);
        }
        let time = self.is_by_last_sign_in().then_some(KeyPart::Integer(row.last_sign_in_at));
        time.into_iter().chain([&row.source, &row.user_id].map(|text| KeyPart::Text(text.clone()))).collect()
    }

    /// What leads to the rows of a list that is not by word.
    pub(super) fn lead(&self, users: &LiveView) -> Lead {
        if !self.identifiers.is_empty() {
            return Lead::Few;
        }
        let never = (self.never_signed_in == Some(true)).then(|| Column::LastSignInAt.eq(NEVER));
        let banned = self.banned.map(|banned| Column::Banned.eq(banned));
        let mfa = self.mfa.map(|mfa| Column::TwoFactorEnabled.eq(mfa));
        let walk = |lead: Option<Expr>, range, filters: usize| {
            let others = usize::from(self.source.is_some()) + usize::from(self.instance_id.is_some());
            let tests = filters + others > usize::from(lead.is_some());
            let (list, lead) = (self.list(), Condition::all().add_option(lead));
            let key: Vec<&str> = self.key_columns().iter().map(IdenStatic::as_str).collect();
            let indexed = key.len();
            Lead::Walk(Walk { table: users.table.clone(), alias: users.name, list, key, indexed, lead, range, tests })
        };
        let filters = [banned.is_some(), mfa.is_some()].into_iter().filter(|given| *given).count();
        if self.is_by_last_sign_in() {
            let signed_in = self.last_sign_in_before.is_some() || self.never_signed_in == Some(false);
            let from = signed_in.then_some(NEVER + 1);
            let to = self.last_sign_in_before.map(Timestamp::micros).or(never.map(|_| NEVER + 1));
            return walk(None, (from.map(Into::into), to.map(Into::into)), filters);
        }
        let by_time = usize::from(self.last_sign_in_before.is_some()) + usize::from(self.never_signed_in.is_some());
        match banned.or(mfa).or(never) {
            None if by_time == 0 => Lead::Key,
            lead => walk(lead, (None, None), filters + by_time),
        }
    }

    /// All filters but that by instance. Only the columns that lead to the rows are written so
    /// that an index serves them.
    pub(super) fn condition(
        &self,
        backend: DbBackend,
        users: &LiveView,
        allowed_sources: &SourceAccess,
        lead: &Lead,
    ) -> Condition {
        let is_by_key = matches!(lead, Lead::Key) || matches!(lead, Lead::Walk(walk) if walk.list.name == BY_ID.name);
        let source = (Entity, Column::Source);
        let allowed = if is_by_key || matches!(lead, Lead::Few) {
            source_access::rows(source, allowed_sources)
        } else {
            source_access::rows_in_order(source, allowed_sources)
        };
        let in_order = if is_by_key { Expr::col(source) } else { unindexed(source) };
        let requested = |name: &String| in_order.eq(name.as_str());
        let last_sign_in = || unindexed_number((Entity, Column::LastSignInAt));
        let never = |never: bool| if never { last_sign_in().eq(NEVER) } else { last_sign_in().gt(NEVER) };
        let before = |before: Timestamp| last_sign_in().between(NEVER + 1, before.micros().saturating_sub(1));
        let flag = |column: Column, wanted: bool| {
            Expr::from(Func::coalesce([Expr::col((Entity, column)), Expr::value(!wanted)])).eq(wanted)
        };
        let by_words = self.search.as_ref().filter(|_| self.searched().is_none());
        Condition::all()
            .add_option(allowed)
            .add_option(self.source.as_ref().map(requested))
            .add(identifier_match::with(users, [Column::Source, Column::UserId], Entity, &self.identifiers))
            .add_option(by_words.map(|search| word_search::all_of(backend, users.name, search)))
            .add_option(self.never_signed_in.map(never))
            .add_option(self.last_sign_in_before.map(before))
            .add_option(self.mfa.map(|mfa| flag(Column::TwoFactorEnabled, mfa)))
            .add_option(self.banned.map(|banned| flag(Column::Banned, banned)))
    }

    pub(super) fn names(&self) -> [Option<FilterName>; 1] {
        [FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref())]
    }
}
