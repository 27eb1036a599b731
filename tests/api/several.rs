//! A filter takes several values, and excludes what begins with an exclamation mark.

use serde_json::{Value, json};

use super::{asking::ask, devices, queries::assert_lists};
use crate::support::{Db, on_both, test_server::TestServer};

/// Five sign-ins from several places, of which one has none; one sign-out, and one revocation.
async fn served(db: &Db) -> TestServer {
    let app = devices::served(db).await;
    let from = |ip: &str| json!({"country": "SE", "browser_name": "Chrome", "ip_address": ip});
    devices::deliver(&app, "a2", "session.ended", 50, from("192.0.2.7")).await;
    devices::deliver(&app, "b2", "session.revoked", 150, from("198.51.100.7")).await;
    app.settle().await;
    app
}

on_both!(a_filter_takes_any_of_several_values_and_none_of_others, |db| async {
    let app = served(&db).await;
    for order in ["", "&order_by=position"] {
        let list = |filter: &str| format!("/v1/activity?action=signed_in&{filter}{order}");
        let ends = |filter: &str| format!("/v1/activity?{filter}{order}");
        let ended = ["b2", "a2"];
        assert_lists(
            &app,
            &[
                (&list("country=US&country=SE"), &["d", "c", "b", "a"]),
                (&list("country=US&country=Atlantis"), &["d"]),
                // What has no country is not from Sweden.
                (&list("country=!SE"), &["e", "d"]),
                (&list("country=!se&country=!US"), &["e"]),
                (&list("country=SE&city=!G%C3%B6teborg"), &["c"]),
                (&list("browser=Safari&browser=Chrome%20Mobile"), &["d", "c"]),
                (&list("session_id=sess_a&session_id=sess_e&country=!SE"), &["e"]),
                (&list("user_id=!user_ada"), &[]),
                (&list("actor_id=user_ada&actor_id=user_bea&country=US"), &["d"]),
                (&list("involves=user_ada&involves=user_bea&country=US"), &["d"]),
                (&list("involves=!user_ada"), &[]),
                (&ends("action=signed_out&action=session_revoked"), &ended),
                (&ends("action=!signed_in"), &ended),
                (&ends("action=signed_out&action=session.revoked"), &ended),
                (&ends("type=session.ended&type=session.revoked"), &ended),
                (&ends("type=session.*&type=!session.created"), &ended),
                (&ends("ip=192.0.2.7&ip=198.51.100.0/24"), &ended),
                (&ends("ip=192.0.0.0/8&ip=198.0.0.0/8&ip=!198.51.100.0/24"), &["a2"]),
                (&ends("organization_id=!org_1&action=!signed_in"), &ended),
            ],
        )
        .await;
    }
    assert_lists(
        &app,
        &[
            ("/v1/events?type=session.ended&type=session.revoked", &["b2", "a2"]),
            ("/v1/events?type=!session.created", &["b2", "a2"]),
            ("/v1/events?type=session.*&type=!session.created&source=clerk", &["b2", "a2"]),
            ("/v1/events?action=signed_out&action=session_revoked&session_id=!sess_a", &["b2"]),
        ],
    )
    .await;
});

on_both!(pages_of_several_values_follow_each_other, |db| async {
    let app = served(&db).await;
    for order in ["", "&order_by=position"] {
        let list = format!("/v1/activity?country=SE&country=US&action=!signed_out&limit=2{order}");
        let (_, all) = app.get(&list.replace("limit=2", "limit=100")).await;
        let (mut rows, mut path) = (Vec::new(), list.clone());
        loop {
            let (_, page) = app.get(&path).await;
            rows.extend(page["data"].as_array().expect("rows").clone());
            let Some(next) = page["page"]["next"].as_str() else { break };
            path = format!("{list}&after={next}");
        }
        assert_eq!((rows.len(), &Value::from(rows)), (5, &all["data"]), "{order}");
    }
});

on_both!(sessions_take_several_values_and_addresses, |db| async {
    let app = served(&db).await;
    let list = |filter: &str| format!("/v1/sessions?{filter}");
    assert_lists(
        &app,
        &[
            (&list("country=US&country=SE"), &["sess_d", "sess_c", "sess_b", "sess_a"]),
            (&list("country=!se"), &["sess_e", "sess_d"]),
            (&list("country=SE&city=!G%C3%B6teborg"), &["sess_c"]),
            (&list("status=revoked&status=ended"), &["sess_b", "sess_a"]),
            (&list("status=!revoked&country=SE"), &["sess_c", "sess_a"]),
            (&list("user_id=user_ada&user_id=user_bea&country=US"), &["sess_d"]),
            (&list("user_id=!user_ada"), &[]),
            (&list("organization_id=!org_1&country=US"), &["sess_d"]),
            // The address of the event that ended it.
            (&list("ip=192.0.2.7"), &["sess_a"]),
            (&list("ip=%5B::ffff:192.0.2.7%5D:443&ip=198.51.100.0/24"), &["sess_b", "sess_a"]),
            (&list("ip=192.0.0.0/8&ip=198.0.0.0/8&ip=!198.51.100.7"), &["sess_a"]),
            (&list("ip=!192.0.0.0/8&status=ended&status=revoked"), &["sess_b"]),
            (&list("ip=203.0.113.9"), &[]),
        ],
    )
    .await;
});

on_both!(an_excluded_name_that_was_never_seen_is_named, |db| async {
    let app = served(&db).await;
    for (list, filter, note) in [
        ("sessions", "city=!Atlantis", "city: no event from the city \"Atlantis\" was ever recorded"),
        ("memberships", "role=!amdin", "role: no member or invitation with the role \"amdin\" was ever recorded"),
        ("invitations", "inviter_id=!user_x", "inviter_id: no user with the id \"user_x\" was ever recorded"),
    ] {
        let (_, page) = app.get(&format!("/v1/{list}?{filter}")).await;
        assert_eq!(page["notes"], json!([note]), "{list} {filter}");
    }
    for (filter, note) in [
        ("country=!Atlantis", "country: no event from the country \"Atlantis\" was ever recorded"),
        ("user_id=!user_typo", "user_id: no user with the id \"user_typo\" was ever recorded"),
        ("type=!session.typo", "type: no event of the type \"session.typo\" was ever recorded"),
    ] {
        let (_, page) = app.get(&format!("/v1/activity?{filter}&limit=1000")).await;
        assert_eq!(page["data"].as_array().map(Vec::len), Some(7), "{filter}");
        assert_eq!(page["notes"], json!([note]), "{filter}");
    }
});

on_both!(values_that_contradict_or_mean_nothing_are_refused, |db| async {
    let app = served(&db).await;
    let many = ["user_id=u"; 21].join("&");
    for (filter, reason) in [
        ("action=signed_in&action=!signed_in", "asked for and excluded"),
        ("action=!sigend_in", "signed_in"),
        ("user_id=!", "empty"),
        ("country=", "empty"),
        (many.as_str(), "at most 20 values"),
        ("ip=!nowhere", "address"),
        ("since=2026-01-01&since=2026-01-02", "given twice"),
        ("type=!sessioncreated", "full stop"),
        ("action=signed_in&action=signed_in_typo", "signed_in"),
        ("source=system&user_id=user_ada", "leave source=system out"),
    ] {
        for list in ["activity", "events"] {
            if list == "events" && filter.starts_with("country") {
                continue;
            }
            let detail = ask(&app, &format!("/v1/{list}?{filter}")).await.problem(400);
            assert!(detail.contains(reason), "{list} {filter}: {detail}");
        }
    }
    for (list, filter, reason) in [
        ("sessions", "status=active&status=!active", "asked for and excluded"),
        ("sessions", "status=!actve", "active"),
        ("sessions", "ip=!nowhere", "address"),
        ("sessions", many.as_str(), "at most 20 values"),
        ("memberships", "role=admin&role=!admin", "asked for and excluded"),
        ("invitations", "status=!pendign", "pending"),
    ] {
        let detail = ask(&app, &format!("/v1/{list}?{filter}")).await.problem(400);
        assert!(detail.contains(reason), "{list} {filter}: {detail}");
    }
});
