//! `gatelog status` tells people what Prometheus is told: from the database, and of a running service whether it is ready.

use std::process::Command;

use crate::support::{
    Db,
    app::{API_KEY, App},
    cli::{gatelog, said},
    on_both,
};

fn status(db: &Db, url: &str, key: Option<&str>) -> String {
    let mut command: Command = gatelog(db, &["status", "--url", url]);
    command.envs(key.map(|key| ("GATELOG_API_KEY", key)));
    let output = command.output().expect("the binary runs");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

on_both!(it_tells_of_log_sources_views_and_readiness, |db| async move {
    let app = App::serve(&db).await;
    let url = app.url("");
    let body = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_a"}}"#;
    assert_eq!(app.deliver("msg_a", body).await.0, 200);
    app.settle().await;
    let told = status(&db, &url, Some(API_KEY));
    let line =
        |word: &str| told.lines().find(|line| line.starts_with(word)).unwrap_or_else(|| panic!("{word}: {told}"));
    assert!(line("log").contains("events"), "{told}");
    assert!(line("source").contains("clerk: last event ") && line("source").contains(" s ago"), "{told}");
    for view in ["activity", "invitations", "memberships", "organizations", "sessions", "users"] {
        assert!(told.contains(&format!("{view}: up to date; 0 events passed over")), "{told}");
    }
    assert!(line("serve").ends_with("is ready"), "{told}");
    assert!(told.contains("gatelog_deliveries_total{source=\"clerk\",verdict=\"recorded\"} 1"), "{told}");
    assert!(!told.contains(API_KEY) && !told.contains("hunter"), "{told}");
    assert_eq!(app.deliver("msg_b", "{}").await.0, 200);
    app.settle().await;
    let told = status(&db, &url, None);
    assert!(told.contains("activity: up to date; 1 events passed over"), "{told}");
    assert!(!told.contains("since start"), "without a key /metrics is not asked");
    assert!(status(&db, &url, Some("wrong")).contains("answers 401"));

    assert!(app.terminate());
    let told = status(&db, &url, Some(API_KEY));
    assert!(told.contains("nothing answers at") && told.contains("clerk: last event "), "{told}");
});
