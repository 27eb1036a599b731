//! Explains an empty page: which names in the request were never recorded. Names of open sets
//! (roles, event types, ids, instances) are not rejected, because they may be recorded later. They
//! are looked up only if a page is empty, with one index lookup each.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait,
    sea_query::{Expr, ExprTrait, IntoColumnRef, Query},
};

use super::{
    activity::types, coverage, error::QueryError, live_view::LiveView, page::Page, pattern::TypePattern, source_access,
    values::Values,
};
use crate::{
    access::SourceAccess,
    projection::{Projection, Row},
    text::{spelling, vocabulary},
    views::{
        Activity, Invitations, Memberships, Organizations, Sessions, Users, activity, device::device_term, invitations,
        memberships, organizations, sessions, term::term, users,
    },
};

/// Maximum number of characters of a name in a note; no id has more.
const NAME_CHARACTERS_MAX: usize = 256;

/// The provider's families as patterns, suggested for a type without a full stop.
const FAMILIES: [&str; 14] = [
    "email.*",
    "organization.*",
    "organizationDomain.*",
    "organizationInvitation.*",
    "organizationMembership.*",
    "paymentAttempt.*",
    "permission.*",
    "role.*",
    "session.*",
    "sms.*",
    "subscription.*",
    "subscriptionItem.*",
    "user.*",
    "waitlistEntry.*",
];

pub(crate) struct FilterName {
    parameter: &'static str,
    kind: NameKind,
    name: String,
    /// True if the rows with this name are left out.
    is_excluded: bool,
}

/// The kind of a name.
#[derive(Clone, Copy)]
pub(super) enum NameKind {
    User,
    Session,
    Organization,
    /// The actor of an event.
    Actor,
    /// The user who acted as another in a session.
    Impersonator,
    Instance,
    /// Of the device of a session; likewise below.
    Country,
    City,
    Browser,
    Role,
    /// An event type or a prefix.
    Type,
}

impl FilterName {
    /// The name in a parameter, if given.
    pub(super) fn new(parameter: &'static str, kind: NameKind, name: Option<&impl ToString>) -> Option<Self> {
        name.map(|name| Self { parameter, kind, name: name.to_string(), is_excluded: false })
    }

    /// All names of a filter.
    pub(super) fn of(parameter: &'static str, kind: NameKind, values: &Values<String>) -> Vec<Self> {
        let name = |name: &String, is_excluded| Self { parameter, kind, name: name.clone(), is_excluded };
        let excluded = values.none_of.iter().map(|excluded| name(excluded, true));
        values.any_of.iter().map(|wanted| name(wanted, false)).chain(excluded).collect()
    }

    /// True if an allowed source has the name; `None` while the view is being built.
    pub(super) async fn was_seen(
        &self,
        on: &impl ConnectionTrait,
        allowed_sources: &SourceAccess,
    ) -> Result<Option<bool>, QueryError> {
        let (name, lookup) = (self.name.as_str(), NameLookup { on, allowed_sources });
        match self.kind {
            NameKind::User => lookup.by_id::<Users>(users::Column::Source, users::Column::UserId, name).await,
            NameKind::Session => {
                lookup.by_id::<Sessions>(sessions::Column::Source, sessions::Column::SessionId, name).await
            }
            NameKind::Organization => {
                let (source, id) = (organizations::Column::Source, organizations::Column::OrganizationId);
                match lookup.by_id::<Organizations>(source, id, name).await? {
                    // A session can name organizations that have no event of their own.
                    Some(false) => lookup.in_activity(activity::Column::OrganizationTerm.eq(term(name))).await,
                    known => Ok(known),
                }
            }
            NameKind::Impersonator => {
                let of = (sessions::Entity, sessions::Column::Source);
                lookup.any::<Sessions>(of, sessions::Column::ImpersonatorId.eq(name)).await
            }
            NameKind::Actor => lookup.in_activity(activity::Column::ActorTerm.eq(term(name))).await,
            NameKind::Instance => lookup.in_activity(activity::Column::InstanceTerm.eq(term(name))).await,
            NameKind::Country => lookup.in_activity(activity::Column::CountryTerm.eq(device_term(name))).await,
            NameKind::City => lookup.in_activity(activity::Column::CityTerm.eq(device_term(name))).await,
            NameKind::Browser => lookup.in_activity(activity::Column::BrowserTerm.eq(device_term(name))).await,
            NameKind::Type => match (TypePattern::parse(name), LiveView::if_live::<Activity>(on).await?) {
                (None, _) => Ok(Some(false)),
                (_, None) => Ok(None),
                (Some(pattern), Some(view)) => {
                    let terms = types::terms(on, &view, &pattern).await?;
                    lookup.in_activity(activity::Column::TypeTerm.is_in(terms)).await
                }
            },
            NameKind::Role => {
                let role = spelling::short_role(name);
                let of_invited = (invitations::Entity, invitations::Column::Source);
                let members = lookup.as_role_of_member(role).await?;
                let invited = lookup.any::<Invitations>(of_invited, invitations::Column::RoleShort.eq(role)).await?;
                Ok(members.zip(invited).map(|(members, invited)| members || invited))
            }
        }
    }

    fn never_seen(&self) -> String {
        let (parameter, what, name) = (self.parameter, self.what(), self.shortened());
        format!("{parameter}: no {what} {name:?} was ever recorded")
    }

    fn not_known_yet(&self) -> String {
        let (parameter, what, name) = (self.parameter, self.what(), self.shortened());
        format!("{parameter}: whether any {what} {name:?} was ever recorded is not known while views are being built")
    }

    const fn what(&self) -> &'static str {
        match self.kind {
            NameKind::User => "user with the id",
            NameKind::Session => "session with the id",
            NameKind::Organization => "organization with the id",
            NameKind::Actor => "event whose actor has the id",
            NameKind::Impersonator => "session in which somebody acted with the id",
            NameKind::Instance => "event of the instance",
            NameKind::Country => "event from the country",
            NameKind::City => "event from the city",
            NameKind::Browser => "event from the browser",
            NameKind::Role => "member or invitation with the role",
            NameKind::Type => "event of the type",
        }
    }

    fn shortened(&self) -> String {
        self.name.chars().take(NAME_CHARACTERS_MAX).collect()
    }
}

/// Adds notes to an empty page: which names were never recorded or are not known yet, and whether
/// the request is about times before the log. To any page: which excluded names were never
/// recorded, because a misspelt one leaves nothing out.
pub(super) async fn explain<T>(
    page: &mut Page<T>,
    on: &impl ConnectionTrait,
    allowed_sources: &SourceAccess,
    source: Option<&str>,
    names: impl IntoIterator<Item = impl IntoIterator<Item = FilterName>>,
) -> Result<(), QueryError> {
    let is_empty = page.is_empty();
    if let Some(interval) = page.interval.filter(|_| is_empty) {
        page.notes.extend(coverage::note(on, source, allowed_sources, interval).await?);
    }
    for name in names.into_iter().flatten().filter(|name| is_empty || name.is_excluded) {
        match name.was_seen(on, allowed_sources).await? {
            Some(true) => {}
            Some(false) => page.notes.push(name.never_seen()),
            None => page.notes.push(name.not_known_yet()),
        }
    }
    Ok(())
}

/// True if a type without a full stop was never recorded: it is a misspelt word.
pub(super) async fn is_misspelt(
    pattern: &TypePattern,
    on: &impl ConnectionTrait,
    allowed_sources: &SourceAccess,
) -> Result<bool, QueryError> {
    let named = FilterName { parameter: "type", kind: NameKind::Type, name: pattern.to_string(), is_excluded: false };
    Ok(pattern.is_without_family() && named.was_seen(on, allowed_sources).await? == Some(false))
}

/// Rejects such a type as the value of `type`.
pub(super) async fn refuse_misspelt(
    pattern: &TypePattern,
    on: &impl ConnectionTrait,
    allowed_sources: &SourceAccess,
) -> Result<(), QueryError> {
    if !is_misspelt(pattern, on, allowed_sources).await? {
        return Ok(());
    }
    let unknown = vocabulary::unknown(&pattern.to_string(), FAMILIES);
    let reason = format!("an event type has a full stop, like session.created; {unknown}");
    Err(QueryError::Parameter { name: "type", reason })
}

struct NameLookup<'a, C> {
    on: &'a C,
    allowed_sources: &'a SourceAccess,
}

impl<C: ConnectionTrait> NameLookup<'_, C> {
    /// By the key of a view.
    async fn by_id<P: Projection>(
        &self,
        source: impl ColumnTrait,
        key: impl ColumnTrait,
        id: &str,
    ) -> Result<Option<bool>, QueryError> {
        let is_allowed = source_access::candidates(self.on, source, None, self.allowed_sources).await?;
        self.find::<P>(Condition::all().add(is_allowed).add(key.eq(id))).await
    }

    /// By an index that starts with the column.
    async fn any<P: Projection>(&self, source: impl IntoColumnRef, wanted: Expr) -> Result<Option<bool>, QueryError> {
        self.find::<P>(Condition::all().add(wanted).add_option(source_access::rows(source, self.allowed_sources))).await
    }

    async fn in_activity(&self, wanted: Expr) -> Result<Option<bool>, QueryError> {
        self.any::<Activity>((activity::Entity, activity::Column::Source), wanted).await
    }

    /// Among the current and former roles of memberships.
    async fn as_role_of_member(&self, role: &str) -> Result<Option<bool>, QueryError> {
        let Some(view) = LiveView::if_live::<Memberships>(self.on).await? else { return Ok(None) };
        let one = Query::select()
            .expr(Expr::value(1))
            .from(view.entries(memberships::ROLES_EVER))
            .and_where(ExprTrait::eq(Expr::col("value"), role))
            .cond_where(Condition::all().add_option(source_access::rows("source", self.allowed_sources)))
            .limit(1)
            .take();
        Ok(Some(self.on.query_one(&one).await?.is_some()))
    }

    async fn find<P: Projection>(&self, wanted: Condition) -> Result<Option<bool>, QueryError> {
        let Some(view) = LiveView::if_live::<P>(self.on).await? else { return Ok(None) };
        let entity = <P::Row as Row>::Entity::default();
        let one = Query::select().expr(Expr::value(1)).from_as(view.table, entity).cond_where(wanted).limit(1).take();
        Ok(Some(self.on.query_one(&one).await?.is_some()))
    }
}
