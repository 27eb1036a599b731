//! Planted violations: each rule finds what breaks it, and leaves alone what does not.

use super::{
    registered, rules,
    source::{paths, tokens},
    tree::Tree,
};

fn names(text: &str) -> Vec<String> {
    paths(&tokens(text), &["crate", "super", "self"]).iter().map(|path| path.join("::")).collect()
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = r##"
        use crate::{clock::{Clock, Timestamp as At}, event::*, storage::{self, Store}};
        pub use super::sibling::Thing; // use crate::comment::Not;
        /* use crate::comment::{Not}; /* nested */ crate::not::here */
        const TEXT: &str = "use crate::text::Not"; const RAW: &str = r#"crate::raw::"Not"#; const QUOTE: char = '"';
        fn held<'a>(at: &'a super::super::Far) -> crate::api::Answer { crate::views::fold::<u8>(b'"', '\'') }
    "##;
    assert_eq!(
        names(text),
        [
            "crate::clock::Clock",
            "crate::clock::Timestamp",
            "crate::event",
            "crate::storage",
            "crate::storage::Store",
            "super::sibling::Thing",
            "super::super::Far",
            "crate::api::Answer",
            "crate::views::fold",
        ]
    );
}

#[test]
fn an_import_against_the_order_is_found() {
    let found = |name, text| {
        let others = ["", "clock", "event", "storage", "ingest", "projection", "query", "api", "telemetry"];
        let mod_rs = |module: &&str| if module.is_empty() { "lib.rs".to_owned() } else { format!("{module}/mod.rs") };
        let names: Vec<String> = others.iter().map(mod_rs).collect();
        let others = names.iter().map(|name| (&**name, ""));
        rules::order(&Tree::of(others.chain([(name, text)])))
    };
    assert_eq!(found("storage/open.rs", "use crate::{clock::Clock, event::Event, telemetry::Metrics};"), [""; 0]);
    for (name, text) in [
        ("storage/open.rs", "use crate::{clock::Clock, query::{self, Page}};"),
        ("event/id.rs", "fn f() { super::super::storage::open() }"),
        ("ingest/verify.rs", "use crate::projection::Row;"),
        ("projection/row.rs", "use crate::ingest::Secret;"),
        ("telemetry.rs", "use crate::clock::Clock;"),
        ("clock.rs", "use crate::event;"),
        ("query/page.rs", "pub(crate) use crate::api::Problem;"),
        ("elsewhere.rs", ""),
        ("query/page.rs", "use crate::Anything;"),
    ] {
        assert_eq!(found(name, text).len(), 1, "{name}: {text}");
    }
}

#[test]
fn a_circle_is_found() {
    let list = ("event/mod.rs", "pub mod id; mod verified; pub use id::EventId;");
    let id = ("event/id.rs", "");
    let circles = |verified| rules::circles(&Tree::of([list, id, ("event/verified.rs", verified)]));
    assert_eq!(circles("use super::id::EventId; use crate::event::id;"), [""; 0]);
    assert_eq!(circles("use super::EventId;"), ["a circle: event → event::verified → event"]);
    assert_eq!(circles("use crate::event::{id, EventId};").len(), 1);

    let apart = [("query/page.rs", "use crate::api::cursor;"), ("api/cursor.rs", "use crate::query::page::Page;")];
    assert_eq!(rules::circles(&Tree::of(apart)).len(), 1);
}

#[test]
fn a_library_in_the_wrong_place_is_found() {
    let found = |name, text| rules::libraries(&Tree::of([(name, text)])).len();
    assert_eq!(found("api/error.rs", "use poem::Response;"), 0);
    assert_eq!(found("server.rs", "use poem::Endpoint;"), 0);
    assert_eq!(found("storage/mod.rs", "use sea_orm::DbErr;"), 0);
    assert_eq!(found("cli/serve.rs", "use anyhow::Context;"), 0);
    assert_eq!(found("query/page.rs", "// like poem::web\nlet anyhow = row.poem;"), 0);
    assert_eq!(found("query/page.rs", "fn f(answer: poem::Response) {}"), 1);
    assert_eq!(found("lib.rs", "use poem_openapi::{Object};"), 1);
    assert_eq!(found("event/id.rs", "use sea_orm;"), 1);
    assert_eq!(found("api/users.rs", "impl From<sea_orm::DbErr> for X {}"), 1);
    assert_eq!(found("ingest/mod.rs", "use ::sea_orm::DbErr;"), 1);
    assert_eq!(found("server.rs", "use anyhow::Result;"), 1);
}

#[test]
fn a_migration_that_knows_the_application_is_found() {
    let found = |text| rules::strangers_to(&Tree::of([("lib.rs", text)]), "gatelog").len();
    assert_eq!(found("const SQL: &str = \"gatelog.events\"; // gatelog::event"), 0);
    assert_eq!(found("use gatelog::event::Event;"), 1);
}

#[test]
fn a_body_without_its_encoding_is_found() {
    let found = |text| rules::encodings(&Tree::of([("clock.rs", text)])).len();
    assert_eq!(found("\"SELECT e.body_bytes, p.encoding, p.body FROM\""), 0);
    assert_eq!(found("\"SELECT e.body_bytes, p.body FROM\""), 1);
}

#[test]
fn an_unwrap_is_found() {
    let found = |text| rules::unwraps(&Tree::of([("clock.rs", text)])).len();
    assert_eq!(found("x.unwrap_or(1); // x.unwrap()\n\".unwrap()\""), 0);
    assert_eq!(found("x\n    .unwrap()"), 1);
}

#[test]
fn a_scope_behind_another_argument_is_found() {
    let found = |text| registered::granted_first(&Tree::of([("api/resources/users.rs", text)])).len();
    assert_eq!(found("use auth::Granted; async fn one(&self, granted: Granted<ViewsRead>, uri: &Uri) {}"), 0);
    assert_eq!(found("async fn one(&self, uri: &Uri, granted: Granted<ViewsRead>) {}"), 1);
}

#[test]
fn an_unregistered_family_is_found() {
    let found = |list: &str| {
        let body = ("event/clerk/body.rs", list);
        registered::families(&Tree::of([body, ("event/clerk/user.rs", ""), ("event/clerk/fields.rs", "")])).len()
    };
    assert_eq!(found(r#"use super::user; const FAMILIES: [X; 1] = [("user", |data| user::read(data))];"#), 0);
    assert_eq!(found("use super::user::read; const FAMILIES: [X; 0] = []; // user::read"), 1);
}

#[test]
fn an_unregistered_view_is_found() {
    let found = |list: &str| {
        let users = ("views/users.rs", "impl Projection for Users {}");
        let sessions = ("views/sessions.rs", "impl Projection for Sessions {}");
        registered::views(&Tree::of([users, sessions, ("views/mod.rs", list), ("views/version.rs", "")])).len()
    };
    let exports = "pub mod users; pub mod sessions; pub use users::Users; pub use sessions::Sessions;";
    assert_eq!(found(exports), 0);
    assert_eq!(found("pub mod users; pub mod sessions; pub use users::Users;"), 1);
    assert_eq!(found(&format!("{exports} macro_rules! all {{ ($m:ident) => {{ $m!(Users, Sessions) }} }}")), 0);
    assert_eq!(found(&format!("{exports} pub const ALL: [X; 2] = [x(Users), x(Sessions)];")), 0);
    assert_eq!(found(&format!("{exports} fn all() {{ each(Users); }}")), 1);
}
