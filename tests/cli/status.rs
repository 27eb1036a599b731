//! `gatelog status` describes the database and a running service, and exits with 1 when something
//! is wrong.

use reqwest::Client;

use crate::{
    api::asking::Answer,
    support::{
        Db,
        cli::{gatelog, said},
        configured::{Configured, SECRETS, delivery},
        event, on_both, open_log,
        shell::Shell,
        test_server::{API_KEY, SIGNING_SECRET, TestServer},
    },
};

const USER: &str = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_a"}}"#;

/// The exit code and the output.
fn status(db: &Db, url: &str, variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = gatelog(db, &["status", "--url", url]);
    let output = command.envs(variables.iter().copied()).output().expect("the binary runs");
    let (code, output) = (output.status.code().expect("it ends"), said(&output));
    for raw in ["_total", "{source=", API_KEY, SIGNING_SECRET] {
        assert!(!output.contains(raw), "{raw}: {output}");
    }
    (code, output)
}

const WITH_KEY: [(&str, &str); 1] = [("GATELOG_API_KEY", API_KEY)];

#[track_caller]
fn assert_says(output: &str, words: &[&str]) {
    for word in words {
        assert!(output.contains(word), "{word}: {output}");
    }
}

on_both!(healthy_service_exits_with_zero, |db| async move {
    let app = TestServer::serve(&db).await;
    let url = app.url("");
    let (code, output) = status(&db, &url, &WITH_KEY);
    assert_says(&output, &["source       clerk: nothing recorded yet", "is ready", "all is well"]);
    assert_eq!(code, 0, "{output}");
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    let (code, output) = status(&db, &url, &WITH_KEY);
    assert_eq!(code, 0, "{output}");
    assert_says(
        &output,
        &["events", "source       clerk: last event ", " s ago", "clerk: 1 recorded, 1 known already"],
    );
    for view in gatelog::views::all() {
        assert_says(&output, &[&format!("view         {}: up to date; 0 failures", view.name())]);
    }
    // The activity trail lists an undecodable body, and no view lacks anything.
    assert_eq!(app.deliver("msg_b", "{}").await.0, 200);
    app.settle().await;
    let (code, output) = status(&db, &url, &[]);
    assert_eq!(code, 0, "{output}");
    assert_says(
        &output,
        &[
            "activity: up to date; 1 failures",
            "the number of refused deliveries is not known here: set GATELOG_API_KEY",
            "nothing is wrong, but ",
            "refused deliveries and queries were not looked at",
        ],
    );
    let (_, output) = status(&db, &url, &[("GATELOG_API_KEY", "another-key-0123456789abcdef0123456789")]);
    assert_says(&output, &["/metrics answers 401", "refused deliveries and queries were not looked at"]);
    for output in [&output, &status(&db, &url, &[]).1] {
        assert!(!output.contains("all is well"), "{output}");
    }
    // After the service stopped.
    assert!(app.terminate());
    let (code, output) = status(&db, &url, &WITH_KEY);
    assert_eq!(code, 1, "{output}");
    assert_says(&output, &["clerk: last event ", "WRONG        serve does not run", "nothing answers at"]);
});

on_both!(refused_deliveries_of_a_source_are_a_problem, |db| async move {
    let configured = Configured::new(&format!(
        "[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{}\" }}]\n[[source]]\nname = \"billing\"\nsecrets = [{{ value = \"{}\" }}]\n",
        SECRETS[0], SECRETS[1]
    ));
    let app = configured.serve(&db).await;
    for id in ["msg_1", "msg_2"] {
        let sent = delivery(&Client::new(), &app, "clerk", "svix", &[SECRETS[2]], id, USER.as_bytes());
        Answer::to(sent).await.problem(401);
    }
    let (url, config) = (app.url(""), configured.config());
    let with_config = [("GATELOG_API_KEY", API_KEY), ("GATELOG_CONFIG", config.as_str())];
    for variables in [&with_config[..], &WITH_KEY] {
        let (code, output) = status(&db, &url, variables);
        assert_eq!(code, 1, "{output}");
        assert_says(
            &output,
            &[
                "source       billing: nothing recorded yet",
                "source       clerk: nothing recorded yet",
                "refused      clerk: 2 deliveries, the last ",
                "no signature matches a configured secret: the secret is another endpoint's",
                "WRONG        deliveries of the source clerk are refused, and none was accepted since",
                "is ready",
            ],
        );
        assert!(!output.contains("WRONG        deliveries of the source billing"), "{output}");
    }
    // A delivery with the right secret ends the problem.
    let sent = delivery(&Client::new(), &app, "clerk", "svix", &[SECRETS[0]], "msg_3", USER.as_bytes());
    assert_eq!(Answer::to(sent).await.status, 200);
    app.settle().await;
    let (code, output) = status(&db, &url, &with_config);
    assert_eq!(code, 0, "{output}");
    // A refusal that any client can cause is listed, and is a problem only before the first
    // accepted delivery.
    Answer::to(Client::new().post(app.url("/webhooks/clerk")).body("{}")).await.problem(400);
    let (code, output) = status(&db, &url, &with_config);
    assert_says(&output, &["a signature header is missing: the client is not a sender, or a proxy drops it"]);
    assert_eq!(code, 0, "{output}");
});

on_both!(view_with_failures_is_a_problem, |db| async move {
    let app = TestServer::serve(&db).await;
    let broken = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":7}}"#;
    assert_eq!(app.deliver("msg_a", broken).await.0, 200);
    app.settle().await;
    let (code, output) = status(&db, &app.url(""), &WITH_KEY);
    assert_eq!(code, 1, "{output}");
    assert_says(&output, &["WRONG        the view users skipped 1 events", "gatelog projections failures users"]);
});

on_both!(missing_view_is_a_problem, |db| async move {
    let app = TestServer::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    assert!(app.terminate());
    let store = db.store().await;
    for view in gatelog::views::all().iter().filter(|view| view.name() == "users") {
        let live = gatelog::projection::generation::live(store.views(), view.name(), view.version()).await;
        let table = live.expect("it reads").expect("it is live").number;
        let sql = format!("DELETE FROM projections WHERE name = 'users' AND generation = {table}");
        sea_orm::ConnectionTrait::execute_unprepared(store.views(), &sql).await.expect("it is dropped");
    }
    store.close().await;
    drop(store);
    let app = TestServer::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    let (code, output) = status(&db, &app.url(""), &WITH_KEY);
    assert_eq!(code, 1, "{output}");
    assert_says(
        &output,
        &[
            "view         users: not built yet",
            "is not ready",
            "WRONG        serve is not ready: the view users is not built",
            "run `gatelog projections rebuild users`",
        ],
    );
});

/// Taking a view's table away stops that view at its checkpoint, whatever the machine is doing.
#[tokio::test(flavor = "multi_thread")]
async fn lag_without_a_problem_is_said() {
    let Some(db) = Db::postgres().await else { return };
    let Some(shell) = Shell::of(&db) else { return };
    let app = TestServer::serve_with(&db, &["--ready-lag-seconds", "600"], &[]).await;
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    let (_, projections) = app.get("/v1/projections").await;
    let users = projections["data"].as_array().into_iter().flatten().find(|view| view["name"] == "users");
    let table = format!("users_{}", users.expect("it is live")["generation"]);
    shell.run(&format!("ALTER TABLE gatelog_views.{table} RENAME TO away")).expect("its owner may");
    for id in ["msg_b", "msg_c"] {
        assert_eq!(app.deliver(id, USER).await.0, 200);
    }
    let (code, output) = status(&db, &app.url(""), &WITH_KEY);
    assert_says(&output, &["nothing is wrong, but views are ", " behind"]);
    assert!(!output.contains("all is well"), "{output}");
    assert_eq!(code, 0, "{output}");
}

on_both!(lagging_view_shows_its_lag_time, |db| async move {
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", USER).await.0, 200);
    app.settle().await;
    assert!(app.terminate());
    let (store, log) = open_log(&db).await;
    log.append(event("msg_b", USER)).await.expect("it is appended");
    log.shut_down().await;
    store.close().await;
    let (code, output) = status(&db, "http://127.0.0.1:1", &[]);
    assert_eq!(code, 1, "{output}");
    assert_says(&output, &["users: ", " events behind, for "]);
});

#[test]
fn invalid_configuration_is_a_problem() {
    let db = Db::sqlite();
    let migrated = crate::support::cli::run(&db, &["migrate"]);
    assert!(migrated.status.success(), "{}", said(&migrated));
    let wrong = [("CLERK_WEBHOOK_SIGNING_SECRET", "pk_test_ZXhhbXBsZQ")];
    let (code, output) = status(&db, "http://127.0.0.1:1", &wrong);
    assert_eq!(code, 1, "{output}");
    assert_says(
        &output,
        &["WRONG        the configuration cannot be used: CLERK_WEBHOOK_SIGNING_SECRET is a Clerk publishable key"],
    );
}
