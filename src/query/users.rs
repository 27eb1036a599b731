//! Users: the last description of each, whether the user was deleted, and sign-ins from the
//! sessions.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement},
};

use super::{
    bodies,
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    hidden_instances,
    identifier_match::{self, IdentifierMatch},
    incomplete,
    instances::Instances,
    live_view::{LiveView, unindexed},
    page::{Page, PageRequest, Pager},
    source_access,
    unknown_names::{self, FilterName, NameKind},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    text::identifier::{Identifier, IdentifierKind},
    views::{
        Sessions, Users, identifiers, sessions,
        users::{self, Column, Entity, UserRow},
    },
};

/// By the key of the view.
const LIST: List = List { name: "users", key: &[KeyKind::Text, KeyKind::Text] };

#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// All of these identifiers, current or former.
    pub identifiers: Vec<Identifier>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub row: UserRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    /// From the description or from the sessions that the user began in person, whichever is
    /// later.
    pub last_sign_in_at: Option<Timestamp>,
    /// The number of sessions that the user began in person.
    pub sign_ins: i64,
    /// True if the user is locked out; false after the end of the lock-out.
    pub locked: Option<bool>,
    /// True if that end is inferred: no event reports it.
    pub lock_end_inferred: bool,
    /// The addresses in the description, sorted.
    pub emails: Vec<String>,
    /// Every other address that was ever seen, sorted.
    pub former_emails: Vec<String>,
    /// In a list, the requested identifiers that found the user.
    pub matched: Vec<IdentifierMatch>,
    /// Since when this may be incomplete because of a failure.
    pub incomplete_since: Option<Timestamp>,
}

#[derive(FromQueryResult)]
struct FoundUser {
    #[sea_orm(nested)]
    row: UserRow,
    joined_sign_in_at: Option<i64>,
    sign_ins: i64,
    incomplete_since: Option<i64>,
}

/// One page of users, by source and id. What is inferred is as of the first page, on every page.
pub async fn list(
    store: &Store,
    filter: &UserFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<User>, QueryError> {
    let (mut pager, on) = Pager::begin(store, page, &LIST).await?;
    let now = pager.fix_now(now.micros());
    let users = LiveView::load::<Users>(&on).await?;
    let all = find(&on, &users).await?;
    let select = |instances: &Instances| {
        let mut select = all.clone().filter(filter.condition(&users, instances, allowed_sources));
        let (query, key) = (QueryTrait::query(&mut select), [(Entity, Column::Source), (Entity, Column::UserId)]);
        if filter.finds_few() {
            pager.gather(query, key);
        } else {
            pager.in_source(
                query,
                source_access::one_source(filter.source.as_deref(), allowed_sources),
                (Entity, Column::UserId),
            );
            pager.select(query, key);
        }
        select
    };
    let rows = select(instances).into_model::<FoundUser>().all(&on).await?;
    let key =
        |found: &FoundUser| vec![KeyPart::Text(found.row.source.clone()), KeyPart::Text(found.row.user_id.clone())];
    let page = pager.page(&on, rows, key).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        let (current, ever) = (found.row.current_identifiers.as_deref(), found.row.identifiers.as_deref());
        let matched = identifier_match::matched(&filter.identifiers, current, ever);
        User { audited, matched, ..found.at(now) }
    });
    identifier_match::explain(&mut page, &filter.identifiers);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let of_row = ((Entity, Column::Source), (Entity, Column::InstanceId));
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    hidden_instances::explain(&mut page, &on, instances, requested, of_row, select).await?;
    Ok(page)
}

/// The user with this id, of any instance.
pub async fn one(
    store: &Store,
    user_id: &str,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
    now: Timestamp,
) -> Result<Option<User>, QueryError> {
    let on = store.begin_read().await?;
    let users = LiveView::load::<Users>(&on).await?;
    let mut select = find(&on, &users).await?.filter(Column::UserId.eq(user_id));
    select = select.filter(source_access::candidates(&on, Column::Source, source, allowed_sources).await?);
    let found =
        source_access::only(select.into_model::<FoundUser>().all(&on).await?, |found| found.row.source.as_str())?;
    let audited = audited(store, found.iter()).await?.into_values().next();
    Ok(found.map(|found| User { audited, ..found.at(now.micros()) }))
}

/// The audited fields, by the position of the describing event.
async fn audited(store: &Store, found: impl Iterator<Item = &FoundUser>) -> Result<HashMap<i64, String>, QueryError> {
    let positions: Vec<i64> = found.filter_map(|found| found.row.described_position).collect();
    bodies::read(store, positions, users::audited).await
}

/// Selects users with the sessions that they began in person.
async fn find(on: &impl ConnectionTrait, users: &LiveView) -> Result<Select<Entity>, QueryError> {
    let sessions = LiveView::load::<Sessions>(on).await?;
    let mut select = users.find::<Users>();
    let of_sessions = |what: Expr| Expr::SubQuery(None, Box::new(in_person(&sessions).expr(what).take().into()));
    let started_at = Expr::col((sessions::Entity, sessions::Column::StartedAt));
    QueryTrait::query(&mut select)
        .expr_as(of_sessions(started_at.clone().max()), "joined_sign_in_at")
        .expr_as(of_sessions(started_at.count()), "sign_ins")
        .expr_as(incomplete::since(users, (Entity, Column::Source), (Entity, Column::UserId)), "incomplete_since");
    Ok(select)
}

/// The completed sign-ins of a user in person, by neither an impersonator nor an agent. Each
/// session counts once.
fn in_person(view: &LiveView) -> SelectStatement {
    use sessions::Column as Session;
    let session = |column: Session| Expr::col((sessions::Entity, column));
    Query::select()
        .from_as(view.table.clone(), sessions::Entity)
        // By the index on the user: the planner could follow the key and read all sessions of the
        // source for each user.
        .and_where(unindexed((sessions::Entity, Session::Source)).equals((Entity, Column::Source)))
        .and_where(session(Session::UserId).equals((Entity, Column::UserId)))
        .and_where(session(Session::HasActor).eq(false))
        .cond_where(super::sessions::is_signed_in())
        .take()
}

impl UserFilter {
    /// True if it filters by identifier: an index has the few users with it.
    fn finds_few(&self) -> bool {
        !self.identifiers.is_empty()
    }

    fn condition(&self, users: &LiveView, instances: &Instances, allowed_sources: &SourceAccess) -> Condition {
        let is = |column: Column, value: &Option<String>| value.as_ref().map(|value| column.eq(value.as_str()));
        let requested = self.instance_id.as_deref();
        Condition::all()
            .add_option(source_access::rows((Entity, Column::Source), allowed_sources))
            .add(instances.visible((Entity, Column::Source), (Entity, Column::InstanceId), requested))
            .add_option(is(Column::Source, &self.source))
            .add(identifier_match::with(users, [Column::Source, Column::UserId], Entity, &self.identifiers))
    }

    fn names(&self) -> [Option<FilterName>; 1] {
        [FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref())]
    }
}

impl FoundUser {
    /// The user as known at a time.
    fn at(self, now: i64) -> User {
        let Self { row, joined_sign_in_at, sign_ins, incomplete_since } = self;
        let last = Ord::max(row.last_sign_in_at, joined_sign_in_at);
        let lock_ended = row.locked == Some(true) && row.lockout_expires_at.is_some_and(|end| end <= now);
        let emails_now = emails(row.current_identifiers.as_deref());
        let current: Vec<String> = emails_now.iter().map(|email| IdentifierKind::Email.term(email)).collect();
        let mut former_emails = emails(row.identifiers.as_deref());
        // Another spelling of an address is the same address.
        former_emails.retain(|email| !current.contains(&IdentifierKind::Email.term(email)));
        User {
            last_sign_in_at: last.map(Timestamp::from_micros),
            sign_ins,
            locked: if lock_ended { Some(false) } else { row.locked },
            lock_end_inferred: lock_ended,
            emails: emails_now,
            former_emails,
            matched: Vec::new(),
            audited: None,
            incomplete_since: incomplete_since.map(Timestamp::from_micros),
            row,
        }
    }
}

/// The user's own e-mail addresses among identifiers.
fn emails(column: Option<&str>) -> Vec<String> {
    let all = identifiers::read(column).into_iter();
    all.filter(|named| named.kind == IdentifierKind::Email && !named.of_account).map(|named| named.value).collect()
}

/// Presents a row in memory, with these sign-ins, as of a time.
pub(super) fn present(
    row: UserRow,
    audited: Option<String>,
    sign_ins: (Option<i64>, i64),
    incomplete_since: Option<i64>,
    now: i64,
) -> User {
    let (joined_sign_in_at, sign_ins) = sign_ins;
    User { audited, ..FoundUser { row, joined_sign_in_at, sign_ins, incomplete_since }.at(now) }
}

/// The same as [`in_person`] in SQL.
pub(super) fn is_in_person(row: &sessions::SessionRow) -> bool {
    !row.has_actor && row.is_signed_in()
}
