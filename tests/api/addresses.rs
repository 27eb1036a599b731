//! Activity is found by every address that it names, in any spelling in which it was sent or is asked for.

use serde_json::{Value, json};

use super::{
    asking::ask,
    history::{BEGIN, at, session},
    queries::assert_lists,
};
use crate::support::{on_both, test_server::TestServer};

/// A session begun at that second: its request came from one address, its device tells another.
async fn sign_in(app: &TestServer, id: &str, second: i64, client_ip: Option<&str>, device_ip: Option<&str>) {
    let device = json!({"latest_activity": {"ip_address": device_ip, "browser_name": "Firefox"}});
    let event = json!({
        "object": "event", "type": "session.created", "timestamp": (BEGIN + second) * 1_000, "instance_id": "ins_main",
        "data": session(&format!("sess_{id}"), "user_ada", second, device),
        "event_attributes": {"http_request": {"client_ip": client_ip, "user_agent": "Browser/1"}},
    });
    assert_eq!(app.deliver(id, event.to_string().into_bytes()).await.0, 200, "{id}");
}

on_both!(activity_is_found_by_every_address_it_shows, |db| async {
    let app = TestServer::serve(&db).await;
    sign_in(&app, "msg_a", 0, Some("203.0.113.1"), Some("198.51.100.1")).await;
    sign_in(&app, "msg_b", 10, None, Some("198.51.100.1")).await;
    sign_in(&app, "msg_c", 20, Some("198.51.100.1"), Some("198.51.100.1")).await;
    sign_in(&app, "msg_d", 30, Some("203.0.113.1"), None).await;
    sign_in(&app, "msg_e", 40, None, None).await;
    app.settle().await;
    let (request, device) = ("/v1/activity?ip=203.0.113.1", "/v1/activity?ip=198.51.100.1");
    for order in ["", "&order_by=position"] {
        assert_lists(
            &app,
            &[
                (&format!("{request}{order}"), &["msg_d", "msg_a"]),
                (&format!("{device}{order}"), &["msg_c", "msg_b", "msg_a"]),
                (&format!("{device}{order}&action=signed_in"), &["msg_c", "msg_b", "msg_a"]),
                (&format!("{device}{order}&action=signed_out"), &[]),
                (&format!("{device}{order}&user_id=user_ada&session_id=sess_msg_b"), &["msg_b"]),
                (&format!("{device}{order}&since={}&limit=1", at(5)), &["msg_c"]),
                (&format!("/v1/activity?ip=198.51.100.11{order}"), &[]),
            ],
        )
        .await;
        let (_, first) = app.get(&format!("{device}{order}&limit=2")).await;
        let next = first["page"]["next"].as_str().expect("a cursor");
        assert_lists(&app, &[(&format!("{device}{order}&limit=2&after={next}"), &["msg_a"])]).await;
    }
    let (_, page) = app.get("/v1/activity?order=asc").await;
    for row in page["data"].as_array().expect("rows") {
        let (_, session) = app.get(&format!("/v1/sessions/{}", row["session_id"].as_str().expect("an id"))).await;
        let shown = [&row["ip"], &session["ip"]].into_iter().filter_map(Value::as_str);
        let ips = row["ips"].as_array().expect("a list");
        assert!(shown.clone().all(|ip| ips.contains(&json!(ip))), "{row:#} {session:#}");
        for ip in ips.iter().filter_map(Value::as_str) {
            let (_, found) = app.get(&format!("/v1/activity?ip={ip}")).await;
            assert!(found["data"].as_array().expect("rows").contains(row), "{ip}: {found:#}");
        }
    }
    assert_eq!(page["data"][0]["ips"], json!(["198.51.100.1", "203.0.113.1"]));
    let summary = page["data"][1]["summary"].as_str().expect("a sentence");
    assert!(summary.contains("from 198.51.100.1"), "{summary}");
});

on_both!(excluded_address_excludes_no_other_of_its_network, |db| async {
    let app = TestServer::serve(&db).await;
    for (second, ip) in
        ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "203.0.113.1", "203.0.113.2"].iter().enumerate()
    {
        let second = i64::try_from(second).expect("few");
        sign_in(&app, &format!("msg_{second}"), second, Some(ip), None).await;
    }
    app.settle().await;
    assert_lists(
        &app,
        &[
            ("/v1/activity?ip=!2001:db8::1", &["msg_4", "msg_3", "msg_2", "msg_1"]),
            ("/v1/activity?ip=!2001:db8::/64", &["msg_4", "msg_3", "msg_2"]),
            ("/v1/activity?ip=!203.0.113.1", &["msg_4", "msg_2", "msg_1", "msg_0"]),
            ("/v1/events?ip=!2001:db8::1&ip=!203.0.113.0/24", &["msg_2", "msg_1"]),
        ],
    )
    .await;
});

on_both!(addresses_are_found_in_any_spelling, |db| async {
    let app = TestServer::serve(&db).await;
    let sent = [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:443", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", "unknown"),
    ];
    for (second, (spelling, shown)) in (0..).zip(sent) {
        sign_in(&app, &format!("msg_{second}"), second, Some(spelling), None).await;
        app.settle().await;
        let (_, row) = app.get(&format!("/v1/activity/msg_{second}")).await;
        assert_eq!((&row["ip"], &row["ips"]), (&json!(shown), &json!([shown])), "{spelling}");
        assert_eq!(app.get(&format!("/v1/sessions/sess_msg_{second}")).await.1["ip"], shown, "{spelling}");
    }
    let (v4, v6, local) = (["msg_4", "msg_3", "msg_2", "msg_1", "msg_0"], ["msg_7", "msg_6", "msg_5"], ["msg_8"]);
    assert_lists(
        &app,
        &[
            ("/v1/activity?ip=203.0.113.9", &v4),
            ("/v1/activity?ip=203.0.113.9:8080", &v4),
            ("/v1/activity?ip=203.0.113.9,%2010.0.0.1", &v4),
            ("/v1/activity?ip=::ffff:203.0.113.9", &v4),
            ("/v1/activity?ip=2001:db8::1", &v6),
            ("/v1/activity?ip=%5B2001:db8::1%5D", &v6),
            ("/v1/activity?ip=%5B2001:db8::1%5D:8080", &v6),
            ("/v1/activity?ip=fe80::1%25en1", &local),
        ],
    )
    .await;
    for no_address in ["unknown", "203.0.113.9:http", "%5B2001:db8::1", "203.0.113.0/33", "203.0.113.9:99999", ","] {
        let detail = ask(&app, &format!("/v1/activity?ip={no_address}")).await.problem(400);
        assert!(detail.contains("like 203.0.113.7"), "{no_address}: {detail}");
    }
});

on_both!(activity_is_found_by_networks, |db| async {
    let app = TestServer::serve(&db).await;
    let sent = [
        ("203.0.113.0", None),
        ("203.0.113.255", Some("203.0.113.7")),
        ("203.0.114.1", None),
        ("2001:db8:1::1", None),
        ("2001:db8:1:0:8000::1", None),
        ("2001:db8:2::1", Some("10.0.0.1")),
        ("unknown", None),
    ];
    for (second, (request, device)) in (0..).zip(sent) {
        sign_in(&app, &format!("msg_{second}"), second, Some(request), device).await;
    }
    app.settle().await;
    let v4 = ["msg_1", "msg_0"];
    for order in ["", "&order_by=position"] {
        assert_lists(
            &app,
            &[
                // A row with two addresses of the network is one row.
                (&format!("/v1/activity?ip=203.0.113.0/24{order}"), &v4),
                (&format!("/v1/activity?ip=203.0.113.77/24{order}"), &v4),
                (&format!("/v1/activity?ip=::ffff:203.0.113.0/120{order}"), &v4),
                (&format!("/v1/activity?ip=203.0.112.0/22{order}"), &["msg_2", "msg_1", "msg_0"]),
                (&format!("/v1/activity?ip=203.0.113.0/25{order}&since={}", at(1)), &["msg_1"]),
                (&format!("/v1/activity?ip=203.0.113.0/24{order}&session_id=sess_msg_0"), &["msg_0"]),
                (&format!("/v1/activity?ip=203.0.113.0/24{order}&action=signed_out"), &[]),
                (&format!("/v1/activity?ip=198.51.100.0/24{order}"), &[]),
                (&format!("/v1/activity?ip=0.0.0.0/0{order}"), &["msg_5", "msg_2", "msg_1", "msg_0"]),
                (&format!("/v1/activity?ip=10.0.0.1/32{order}"), &["msg_5"]),
                (&format!("/v1/activity?ip=2001:db8:1::/48{order}"), &["msg_4", "msg_3"]),
                (&format!("/v1/activity?ip=2001:db8:1::/64{order}"), &["msg_4", "msg_3"]),
                (&format!("/v1/activity?ip=2001:db8:1::/65{order}"), &["msg_3"]),
                (&format!("/v1/activity?ip=::/0{order}"), &["msg_5", "msg_4", "msg_3"]),
            ],
        )
        .await;
        let (_, first) = app.get(&format!("/v1/activity?ip=203.0.112.0/22{order}&limit=2")).await;
        let next = first["page"]["next"].as_str().expect("a cursor");
        assert_lists(&app, &[(&format!("/v1/activity?ip=203.0.112.0/22{order}&after={next}"), &["msg_0"])]).await;
    }
});
