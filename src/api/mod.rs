//! The HTTP API: webhook receivers, queries under `/v1`, probes, metrics and the OpenAPI document.
//! Contains no SQL.

pub mod exports;
mod list_pages;
mod live_config;
pub mod middleware;
mod negotiation;
pub mod reports;
mod resources;
pub mod state;
pub mod streams;
pub mod viewer;
mod webhooks;
pub mod wire;

use poem::Endpoint;
use poem_openapi::{LicenseObject, OpenApiService};

pub(crate) use self::webhooks::source_at as webhook_source;
use self::{
    exports::columns,
    middleware::{
        gateway::Gateway,
        operations::Operation,
        responses::{Cors, SecurityHeaders},
        routes::{Routes, metadata},
    },
    resources::{
        activity, events, exports as export_records, health, history, invitations, keys, memberships, metrics,
        organizations, projections, reports as audit_reports, sessions, sources, stats, undecodable, users,
        viewer_session,
    },
    state::{State, Surface},
    wire::{docs, document},
};
pub use self::{live_config::LiveConfig, state::Api};

/// All resources, in the order of the document. Register a new one here. The framework takes at
/// most 16 at a level.
type Resources = (
    sessions::Sessions,
    users::Users,
    organizations::Organizations,
    memberships::Memberships,
    invitations::Invitations,
    history::Histories,
    (activity::ActivityTrail, stats::Statistics, audit_reports::Reports),
    events::Events,
    export_records::Exports,
    sources::Sources,
    projections::Projections,
    undecodable::Undecodable,
    health::Health,
    metrics::MetricsPage,
    (keys::Keys, viewer_session::Sessions),
    webhooks::Webhooks,
);

const DESCRIPTION: &str = "\
An audit log of Clerk webhooks. Gatelog verifies every delivery, keeps it unchanged in an append-only log, and answers \
queries from views of that log.

- **Authentication.** Operations under `/v1` and `/metrics` require an API key: `Authorization: Bearer KEY`. \
Create one with `gatelog keys create --name NAME --scope SCOPE`. Each operation names the scope that it requires.
- **Times** are RFC 3339 in UTC with milliseconds, for example `2025-11-24T08:15:30.120Z`.
- **Lists** come in pages: pass `page.next` as `after`, or follow the `Link` header (RFC 8288).
- **Errors** are problem documents (RFC 9457). An unknown parameter, or a value that cannot match, is answered 400, \
so that a misspelled filter never returns everything or nothing.";

fn service() -> OpenApiService<Routes<Resources>, ()> {
    let resources = (
        sessions::Sessions,
        users::Users,
        organizations::Organizations,
        memberships::Memberships,
        invitations::Invitations,
        history::HISTORIES,
        (activity::ActivityTrail, stats::Statistics, audit_reports::Reports),
        events::Events,
        export_records::Exports,
        sources::Sources,
        projections::Projections,
        undecodable::Undecodable,
        health::Health,
        metrics::MetricsPage,
        (keys::Keys, viewer_session::Sessions),
        webhooks::Webhooks,
    );
    OpenApiService::new(Routes(resources), "Gatelog", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(LicenseObject::new("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0"))
}

/// The OpenAPI document, as it is served and committed.
#[must_use]
pub fn document() -> String {
    document::finish(&service().spec())
}

#[must_use]
pub fn operations() -> Vec<Operation> {
    Operation::all(&metadata::<Resources>())
}

#[must_use]
pub fn endpoint(api: Api) -> impl Endpoint + 'static {
    let document = document();
    let swagger_ui = service().swagger_ui_html().replace(&service().spec(), document.trim_end());
    let [start, swagger_ui, document_page] = docs::pages(&swagger_ui, &document);
    let Surface { viewer_enabled, docs_enabled, .. } = api.surface;
    let start = if viewer_enabled { viewer::page(&api.viewer.frame_ancestors, docs_enabled) } else { start };
    let pages = [start, swagger_ui, document_page, viewer::file()];
    let cors = Cors::new(api.surface.cors_origins.clone());
    let metrics = api.metrics.clone();
    let state = State::new(api, columns::from_document(&document));
    let gateway = Gateway::new::<Resources>(state, pages, service());
    SecurityHeaders::new(gateway, cors, metrics)
}
