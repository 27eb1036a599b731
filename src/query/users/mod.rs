//! Users: the last description of each, the last sign-in, whether the user was deleted, and the
//! number of sign-ins from the sessions.

mod filter;

pub use filter::{OrderBy, UserFilter};

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, QueryFilter, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use self::filter::{BY_WORD, Lead};
use super::{
    bodies,
    cursor::KeyPart,
    error::QueryError,
    hidden_instances,
    identifier_match::{self, IdentifierMatch},
    incomplete,
    instances::Instances,
    live_view::{LiveView, unindexed},
    page::{Page, PageRequest, Pager},
    signed_in::is_signed_in,
    source_access, unknown_names,
    word_search::{self, WordSearch},
};
use crate::{
    access::SourceAccess,
    clock::Timestamp,
    storage::Store,
    text::{identifier::IdentifierKind, words::Search},
    views::{
        Sessions, Users, identifiers, sessions,
        users::{self, Column, Entity, NEVER, UserRow},
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub row: UserRow,
    /// The audited fields of the description, as a [`Snapshot`](crate::views::audited::Snapshot) in
    /// JSON.
    pub audited: Option<String>,
    /// The latest of what descriptions report and of the sessions that the user began in person
    /// and completed.
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
    sign_ins: i64,
    incomplete_since: Option<i64>,
}

/// One page of users. What is inferred is as of the first page, on every page.
pub async fn list(
    store: &Store,
    filter: &UserFilter,
    instances: &Instances,
    allowed_sources: &SourceAccess,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<User>, QueryError> {
    filter.check()?;
    let (mut pager, on) = Pager::begin(store, page, filter.list()).await?;
    let now = pager.fix_now(now.micros());
    let users = LiveView::load::<Users>(&on).await?;
    let query = UserQuery { on: &on, users: &users, all: find(&on, &users).await?, filter, allowed_sources };
    let (rows, stopped_at, words) = query.page(&pager, instances).await?;
    let key = |found: &FoundUser| filter.key(&found.row, words.as_ref());
    let page = pager.page_up_to(&on, rows, key, stopped_at).await?;
    let mut audited = audited(store, page.data.iter()).await?;
    let mut page = page.map(|found| {
        let audited = found.row.described_position.and_then(|position| audited.remove(&position));
        let (current, ever) = (found.row.current_identifiers.as_deref(), found.row.identifiers.as_deref());
        let matched = identifier_match::matched(&filter.identifiers, current, ever);
        User { audited, matched, ..found.at(now) }
    });
    identifier_match::explain(&mut page, &filter.identifiers);
    unknown_names::explain(&mut page, &on, allowed_sources, filter.source.as_deref(), filter.names()).await?;
    let requested = (filter.instance_id.as_deref(), filter.source.as_deref(), allowed_sources);
    let hidden = async || {
        let first = query.page(&pager.first_only(filter.list()), &Instances::default()).await?.0.into_iter().next();
        Ok(first.and_then(|found| Some((found.row.source, found.row.instance_id?))))
    };
    hidden_instances::explain_by(&mut page, &on, instances, requested, hidden).await?;
    Ok(page)
}

/// The sources and ids of users who are or were called so, of any instance.
pub(super) async fn called(
    on: &impl ConnectionTrait,
    search: &Search,
    source: Option<&str>,
    allowed_sources: &SourceAccess,
) -> Result<Vec<(String, String)>, QueryError> {
    let users = LiveView::load::<Users>(on).await?;
    let visible = source_access::of((Entity, Column::Source), source, allowed_sources);
    word_search::all_ids(on, (&users, "user_id"), &BY_WORD, search, visible).await
}

/// A list of users in one generation.
struct UserQuery<'a, C> {
    on: &'a C,
    users: &'a LiveView,
    all: Select<Entity>,
    filter: &'a UserFilter,
    allowed_sources: &'a SourceAccess,
}

/// The rows of a page, the key after which the next page continues if this one ended early, and
/// the search that found them.
type FoundUsers<'a> = (Vec<FoundUser>, Option<Vec<KeyPart>>, Option<WordSearch<'a>>);

impl<'a, C: ConnectionTrait> UserQuery<'a, C> {
    async fn page(&self, pager: &Pager, instances: &Instances) -> Result<FoundUsers<'a>, QueryError> {
        let visible = instances.visible(
            (Entity, Column::Source),
            (Entity, Column::InstanceId),
            self.filter.instance_id.as_deref(),
        );
        let (lead, search) = match self.filter.searched() {
            Some(search) => {
                let (view, id) = (self.users, "user_id");
                let words = WordSearch::new(self.on, view, id, &BY_WORD, (search, pager)).await?;
                (Lead::Walk(words.walk().clone()), Some(words))
            }
            None => (self.filter.lead(self.users), None),
        };
        let backend = self.on.get_database_backend();
        let select = || {
            let select = self.all.clone().filter(visible.clone());
            select.filter(self.filter.condition(backend, self.users, self.allowed_sources, &lead))
        };
        if let Lead::Walk(walk) = &lead {
            let statement = || {
                let mut statement = select().into_query();
                if let Some(words) = &search {
                    words.join(backend, &mut statement);
                }
                statement
            };
            let (rows, stopped_at) = walk.page(self.on, pager, statement).await?;
            return Ok((rows, stopped_at, search));
        }
        let mut select = select();
        let (query, columns) = (QueryTrait::query(&mut select), self.filter.key_columns());
        let key = columns.iter().map(|column| (Entity, *column));
        if matches!(lead, Lead::Few) {
            pager.gather(query, key);
        } else {
            pager.in_source(
                query,
                source_access::one_source(self.filter.source.as_deref(), self.allowed_sources),
                (Entity, Column::UserId),
            );
            pager.select(query, key);
        }
        Ok((select.into_model::<FoundUser>().all(self.on).await?, None, None))
    }
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
        .cond_where(is_signed_in())
        .take()
}

impl FoundUser {
    /// The user as known at a time.
    fn at(self, now: i64) -> User {
        let Self { row, sign_ins, incomplete_since } = self;
        let last = Some(row.last_sign_in_at).filter(|at| *at > NEVER);
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

/// Presents a row in memory, with the number of sign-ins, as of a time.
pub(super) fn present(
    row: UserRow,
    audited: Option<String>,
    sign_ins: i64,
    incomplete_since: Option<i64>,
    now: i64,
) -> User {
    User { audited, ..FoundUser { row, sign_ins, incomplete_since }.at(now) }
}

/// The same as [`in_person`] in SQL.
pub(super) fn is_in_person(row: &sessions::SessionRow) -> bool {
    !row.has_actor && row.is_signed_in()
}
