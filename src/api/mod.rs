//! HTTP: the door for webhooks, the questions under `/v1`, the document. Asks `query` and the door; knows no SQL.

pub mod activity;
mod activity_row;
mod addresses;
pub mod audit;
pub mod auth;
pub mod budget;
pub mod cors;
mod delivery_line;
pub mod docs;
pub mod error;
pub mod events;
pub mod field;
mod field_change;
mod front;
pub mod health;
mod history;
pub mod hygiene;
mod identifiers;
pub mod in_force;
pub mod intake;
pub mod invitations;
pub mod keys;
mod matched;
pub mod memberships;
pub mod metrics;
pub mod operations;
pub mod organizations;
pub mod page;
pub mod parameters;
pub mod payload;
pub mod projections;
mod refusal_lines;
mod refusals;
pub mod request_id;
mod scoped;
pub mod sessions;
pub mod sources;
pub mod state;
pub mod subjects;
pub mod tags;
pub mod undecodable;
pub mod users;
pub mod verification;
pub mod webhooks;

use poem::{Endpoint, EndpointExt, IntoEndpoint};
use poem_openapi::{LicenseObject, OpenApiService};

use self::{cors::Cors, front::Front, hygiene::Hygiene, operations::Operations, scoped::Scoped, state::State};
pub use self::{in_force::InForce, state::Api};
use crate::views::activity::ACTIONS;

/// Every resource. Register a new one here.
type Resources = (
    webhooks::Webhooks,
    events::Events,
    activity::ActivityTrail,
    sessions::SessionList,
    users::UserList,
    history::Histories,
    organizations::OrganizationList,
    memberships::MembershipList,
    invitations::InvitationList,
    sources::SourceList,
    projections::ProjectionList,
    undecodable::UndecodableList,
    keys::KeyList,
    health::Health,
    metrics::MetricsPage,
);

const DESCRIPTION: &str = "\
The record of who came in and who went out. Gatelog receives the webhooks of your identity provider, verifies each, keeps \
it unchanged in an append-only log, and answers from views of that log.

All times are RFC 3339 in UTC with milliseconds. Lists come in pages: follow `page.next` with `after`, or the `Link` \
header. A parameter that an operation does not know is an error, and so is a value that cannot match, so that a misspelt \
filter never means everything or nothing. Every error is a problem document (RFC 9457).

Everything under `/v1` needs a key: `gatelog keys create --name NAME --scope SCOPE` makes one. Each operation names the \
scope that it needs, and no scope holds another: `events:read` (events, of their payloads only harmless fields), \
`events:body` (whole payloads), `views:read` (users, sessions, organizations, \
activity, sources), `metrics:read` (how the service does), \
`admin:rebuild`, `admin:keys`. A key that was made for some sources sees only theirs.";

/// What stands before the table of actions.
const ACTIONS_HEAD: &str = "

**Actions** of `/v1/activity`, the gravest first; an event of any other kind has its type as its action:

| action | meaning |
|---|---|
";

/// With the table of actions, which is kept where actions are told apart.
fn description() -> String {
    let rows = ACTIONS.iter().map(|(_, name, meaning)| format!("| `{name}` | {meaning} |\n"));
    DESCRIPTION.to_owned() + ACTIONS_HEAD + &rows.collect::<String>()
}

fn service() -> OpenApiService<Scoped<Resources>, ()> {
    let resources = (
        webhooks::Webhooks,
        events::Events,
        activity::ActivityTrail,
        sessions::SessionList,
        users::UserList,
        history::HISTORIES,
        organizations::OrganizationList,
        memberships::MembershipList,
        invitations::InvitationList,
        sources::SourceList,
        projections::ProjectionList,
        undecodable::UndecodableList,
        keys::KeyList,
        health::Health,
        metrics::MetricsPage,
    );
    OpenApiService::new(Scoped(resources), "Gatelog", env!("CARGO_PKG_VERSION"))
        .description(description())
        .license(LicenseObject::new("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0"))
}

/// The OpenAPI document, as it is served and committed.
#[must_use]
pub fn document() -> String {
    let mut document = service().spec();
    document.push('\n');
    document
}

/// Everything that is served.
#[must_use]
pub fn endpoint(api: Api) -> impl Endpoint + 'static {
    let document = document();
    let operations = Operations::of(&document);
    let pages = docs::pages(&service().swagger_ui_html(), &document);
    let cors = Cors::new(api.surface.cors_origins.clone());
    let metrics = api.metrics.clone();
    let front = Front::new(State::new(api), operations, pages.boxed(), service().into_endpoint());
    Hygiene::new(front, cors, metrics)
}
