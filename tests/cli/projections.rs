//! What operators do to views: list what failed and try it again, keep a replaced copy and put it back, check in a
//! nightly job, wait with building until they say so. By the real commands, on both databases.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use gatelog::{
    clock::{Clock, Timestamp},
    projection::{KEEP_PREVIOUS_MAX, Rebuild, Silent, View, garbage, generation},
    storage::{OpenMode, Store},
    views,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::{
    Db,
    cli::{gatelog, run, said},
    event, on_both, open_log, open_log_at,
    terminal::Terminal,
    test_server::TestServer,
};

fn user(id: &str, first_name: &str, updated_at: i64) -> String {
    json!({"object":"event","type":"user.updated","timestamp":updated_at,
        "data":{"id":id,"first_name":first_name,"updated_at":updated_at}})
    .to_string()
}

fn session(id: &str, user_id: &str, at: i64) -> String {
    json!({"object":"event","type":"session.created","timestamp":at,
        "data":{"id":id,"user_id":user_id,"status":"active","created_at":at,"updated_at":at}})
    .to_string()
}

async fn execute(store: &Store, sql: &str) -> u64 {
    store.views().execute_raw(Statement::from_string(store.backend(), sql)).await.expect(sql).rows_affected()
}

async fn first_name(app: &TestServer, id: &str) -> Value {
    let (_, user) = app.get(&format!("/v1/users/{id}")).await;
    user["first_name"].clone()
}

async fn live_of(store: &Store, name: &str) -> generation::Generation {
    let view = view(name);
    generation::live(store.views(), view.name(), view.version()).await.expect("a lookup").expect("a live one")
}

fn view(name: &str) -> Arc<dyn View> {
    views::all().into_iter().find(|view| view.name() == name).expect("a view")
}

fn ran(db: &Db, arguments: &[&str]) -> String {
    let output = run(db, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).expect("text")
}

on_both!(what_an_older_version_could_not_read_is_listed_and_folded_when_tried_again, |db| async {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_good", user("user_a", "Ada", 1_763_640_000_000)).await;
    let too_long = "u".repeat(300);
    app.deliver("msg_long", user(&too_long, "Nobody", 1_763_640_000_000)).await;
    app.settle().await;
    // As an older version would have left it: no row, and a failure.
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let live = live_of(&store, "users").await;
    assert_eq!(execute(&store, &format!("DELETE FROM {}", live.table())).await, 1);
    assert_eq!(execute(&store, &format!("DELETE FROM {}_word", live.table())).await, 2, "user_a, and Ada");
    let position = app.get("/v1/events/msg_good").await.1["position"].as_i64().expect("a position");
    let planted = format!(
        "INSERT INTO projection_failures (name, generation, position, source, svix_id, reason, failed_at, object_id, occurred_at) \
         SELECT name, generation, {position}, source, 'msg_good', 'an older version', failed_at, 'user_a', occurred_at \
         FROM projection_failures WHERE name = 'users' AND svix_id = 'msg_long'"
    );
    assert_eq!(execute(&store, &planted).await, 1);

    let listed = ran(&db, &["projections", "failures", "users"]);
    assert!(listed.contains("an older version") && listed.contains("longer than 256 bytes"), "{listed}");
    assert!(listed.contains("msg_long") && listed.contains("user.updated"), "{listed}");
    let lines = ran(&db, &["projections", "failures", "--json"]);
    let failures: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(failures.len(), 2, "{lines}");
    assert!(failures.iter().any(|one| one["svix_id"] == "msg_good" && one["position"] == position), "{lines}");

    let retried = ran(&db, &["projections", "retry"]);
    assert!(retried.contains("users: msg_good at") && retried.contains("1 of 2 are folded now"), "{retried}");
    assert_eq!(first_name(&app, "user_a").await, "Ada");
    let now = live_of(&store, "users").await;
    assert!(now.checkpoint == live.checkpoint && now.changed_at > live.changed_at, "who has read rows must notice");
    let left = ran(&db, &["projections", "failures"]);
    assert!(left.contains("msg_long") && !left.contains("msg_good"), "{left}");
    // Again it changes nothing: rows merge idempotently, and what fails still is entered once.
    assert!(ran(&db, &["projections", "retry", "users"]).contains("0 of 1 are folded now"));
    assert_eq!(ran(&db, &["projections", "failures"]), left);
    let checked = run(&db, &["projections", "rebuild", "--check"]);
    assert!(checked.status.success(), "{}", said(&checked));
    let unknown = run(&db, &["projections", "failures", "user"]);
    assert!(!unknown.status.success() && said(&unknown).contains("the nearest is users"), "{}", said(&unknown));
});

on_both!(what_cannot_be_read_marks_its_subject_until_it_can, |db| async {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_1", session("sess_a", "user_a", 1_763_640_000_000)).await;
    app.deliver("msg_2", session("sess_b", "user_a", 1_763_640_000_000)).await;
    // The session can be read, its user cannot.
    app.deliver("msg_3", session("sess_a", &"u".repeat(300), 1_763_640_060_000)).await;
    app.deliver("msg_4", session("sess_a", &"u".repeat(301), 1_763_640_120_000)).await;
    app.settle().await;
    let since = |answer: &Value| answer["failure_since"].clone();
    let (_, marked) = app.get("/v1/sessions/sess_a").await;
    assert_eq!(since(&marked), "2025-11-20T12:01:00.000Z", "since the first of them happened: {marked}");
    assert_eq!(since(&app.get("/v1/sessions/sess_b").await.1), Value::Null, "nobody else is marked");
    assert_eq!(since(&app.get("/v1/users/user_a").await.1), Value::Null);
    let (_, list) = app.get("/v1/sessions?user_id=user_a").await;
    let mut marks: Vec<(&Value, Value)> =
        list["data"].as_array().expect("rows").iter().map(|row| (&row["session_id"], since(row))).collect();
    marks.sort_by_key(|(id, _)| id.to_string());
    assert_eq!(marks, [(&json!("sess_a"), since(&marked)), (&json!("sess_b"), Value::Null)]);

    // As if this version read them: nothing is left, and so is no mark.
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let removed = "DELETE FROM projection_failures WHERE name = 'sessions'";
    assert_eq!(execute(&store, removed).await, 2);
    assert_eq!(since(&app.get("/v1/sessions/sess_a").await.1), Value::Null);
    ran(&db, &["projections", "rebuild", "sessions"]);
    assert_eq!(
        since(&app.get("/v1/sessions/sess_a").await.1),
        "2025-11-20T12:01:00.000Z",
        "a rebuild finds them again"
    );
});

on_both!(what_only_repeats_what_is_known_is_not_written_again, |db| async {
    let app = TestServer::serve(&db).await;
    let at = 1_763_640_000_000;
    app.deliver("msg_own", user("user_a", "Ada", at)).await;
    let signed_in = json!({"object":"event","type":"session.created","timestamp":at,
        "data":{"id":"sess_a","user_id":"user_a","status":"active","created_at":at,"updated_at":at,
            "user":{"object":"user","id":"user_a","first_name":"Ada","updated_at":at}}});
    app.deliver("msg_session", signed_in.to_string()).await;
    app.settle().await;
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let table = live_of(&store, "users").await.table();
    execute(&store, "CREATE TABLE written (user_id TEXT)").await;
    let noted = "INSERT INTO written VALUES (NEW.user_id);";
    if store.backend() == DbBackend::Sqlite {
        execute(&store, &format!("CREATE TRIGGER noted AFTER UPDATE ON {table} BEGIN {noted} END")).await;
    } else {
        let body = format!("BEGIN {noted} RETURN NULL; END");
        execute(&store, &format!("CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS '{body}'")).await;
        let noting = format!("CREATE TRIGGER noted AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION note()");
        execute(&store, &noting).await;
    }
    let written = async || {
        let all = Statement::from_string(store.backend(), "SELECT count(*) FROM written");
        let row = store.views().query_one_raw(all).await.expect("an answer").expect("a row");
        row.try_get_by_index::<i64>(0).expect("a number")
    };
    app.deliver("msg_again", signed_in.to_string()).await;
    app.settle().await;
    assert_eq!(written().await, 0);
    app.deliver("msg_later", user("user_a", "Grace", at + 1_000)).await;
    app.settle().await;
    assert_eq!(written().await, 1);
    assert_eq!(first_name(&app, "user_a").await, "Grace");
});

on_both!(a_kept_copy_is_put_back_and_has_what_came_meanwhile, |db| async {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_1", user("user_a", "Ada", 1_763_640_000_000)).await;
    app.settle().await;
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let before = live_of(&store, "users").await;

    let none = run(&db, &["projections", "rollback", "users"]);
    assert!(!none.status.success() && said(&none).contains("--keep-previous"), "{}", said(&none));
    assert_eq!(live_of(&store, "users").await.number, before.number, "nothing is changed by a refusal");
    for hours in ["0", "25", "x"] {
        let refused = run(&db, &["projections", "rebuild", "users", &format!("--keep-previous={hours}")]);
        assert!(!refused.status.success(), "{hours}");
    }

    ran(&db, &["projections", "rebuild", "users", "--keep-previous"]);
    let rebuilt = live_of(&store, "users").await;
    assert!(rebuilt.number > before.number);
    app.deliver("msg_2", user("user_a", "Grace", 1_763_640_001_000)).await;
    app.settle().await;
    // What tells the two copies apart, as a faulty new version would.
    assert_eq!(execute(&store, &format!("UPDATE {} SET first_name = 'wrong'", rebuilt.table())).await, 1);
    assert_eq!(first_name(&app, "user_a").await, "wrong");
    let status = ran(&db, &["projections", "status"]);
    assert!(status.contains("previous") && status.contains("kept until"), "{status}");

    assert!(ran(&db, &["projections", "rollback", "users"]).contains("put back users"));
    assert_eq!(live_of(&store, "users").await.number, before.number);
    assert_eq!(first_name(&app, "user_a").await, "Grace", "it was caught up before it was served");
    app.deliver("msg_3", user("user_a", "Edith", 1_763_640_002_000)).await;
    app.settle().await;
    assert_eq!(first_name(&app, "user_a").await, "Edith", "and it follows the log again");
    let (_, told) = app.get("/v1/events?source=system&type=system.projections_put_back").await;
    assert_eq!(told["data"].as_array().map(Vec::len), Some(1), "{told}");
    // And forth again: what was live is kept in its stead.
    ran(&db, &["projections", "rollback", "users"]);
    assert_eq!(live_of(&store, "users").await.number, rebuilt.number);
});

on_both!(a_kept_copy_goes_when_its_time_is_up_and_not_before, |db| async {
    let noon = Timestamp::from_seconds(1_790_000_000);
    let clock = Clock::fixed(noon);
    let (store, log) = open_log_at(&db, clock.clone()).await;
    log.append(event("msg_1", user("user_a", "Ada", 1_763_640_000_000))).await.expect("recorded");
    let views = vec![view("users")];
    let rebuild = Rebuild {
        store: Arc::clone(&store),
        log,
        clock: clock.clone(),
        views: views.clone(),
        keep_previous: Some(KEEP_PREVIOUS_MAX),
    };
    rebuild.run(&Silent).await.expect("a rebuild");
    rebuild.run(&Silent).await.expect("another");
    let copies = || async { generation::all(store.views()).await.expect("generations").len() };
    assert_eq!(copies().await, 2);
    clock.set(noon.plus(Duration::from_secs(KEEP_PREVIOUS_MAX.as_secs() - 1)));
    garbage::collect(&store, &clock, &views).await.expect("retires");
    assert_eq!(copies().await, 2, "its time is not up");
    rebuild.rollback().await.expect("it is put back");
    rebuild.rollback().await.expect("and forth");
    clock.set(clock.now().plus(KEEP_PREVIOUS_MAX));
    garbage::collect(&store, &clock, &views).await.expect("retires");
    assert_eq!(copies().await, 1, "a day is the most");
    let refused = rebuild.rollback().await.expect_err("it is gone");
    assert!(refused.to_string().contains("--keep-previous"), "{refused}");
});

on_both!(a_nightly_check_counts_what_differs_and_exits_with_1, |db| async {
    let (store, log) = open_log(&db).await;
    for number in 0..60 {
        let body = user(&format!("user_{number:03}"), "Ada", 1_763_640_000_000 + number);
        log.append(event(&format!("msg_{number}"), body)).await.expect("recorded");
    }
    log.shut_down().await;
    drop(store);
    assert!(ran(&db, &["projections", "rebuild"]).contains("rebuilt users"));
    let right: Value = serde_json::from_str(&ran(&db, &["projections", "rebuild", "--check", "--json"])).expect("JSON");
    assert_eq!(right["right"], true, "{right}");
    let store = db.open(OpenMode::Shared).await.expect("opens");
    let table = live_of(&store, "users").await.table();
    assert_eq!(execute(&store, &format!("DELETE FROM {table} WHERE user_id < 'user_010'")).await, 10);
    assert_eq!(execute(&store, &format!("UPDATE {table} SET first_name = 'x' WHERE user_id > 'user_029'")).await, 30);
    assert_eq!(execute(&store, &format!("UPDATE {table} SET user_id = 'planted' WHERE user_id = 'user_020'")).await, 1);

    let output = run(&db, &["projections", "rebuild", "--check", "--json", "--first", "2", "users", "sessions"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let wrong: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let users = &wrong["projections"][0];
    assert_eq!(
        (&users["missing"], &users["extra"], &users["different"]),
        (&json!(11), &json!(1), &json!(30)),
        "{wrong}"
    );
    assert_eq!(users["first"].as_array().map(Vec::len), Some(2));
    assert_eq!(wrong["projections"][1]["name"], "sessions");
    assert_eq!(wrong["projections"][1]["missing"], 0);
    let lines = run(&db, &["projections", "rebuild", "--check"]);
    assert_eq!(lines.status.code(), Some(1));
    let lines = said(&lines);
    assert!(lines.contains("users: 11 rows are missing, 1 are extra, 30 are different"), "{lines}");
    assert!(lines.contains("is different in first_name"), "{lines}");
});

on_both!(without_auto_rebuild_views_wait_for_the_command_and_deliveries_do_not, |db| async {
    let app = TestServer::serve(&db).await;
    app.deliver("msg_1", user("user_a", "Ada", 1_763_640_000_000)).await;
    app.settle().await;
    assert!(app.terminate());
    let store = db.open(OpenMode::Shared).await.expect("opens");
    // As a binary of a newer version would find it: no live copy is of its own.
    assert!(execute(&store, "UPDATE projections SET state = 'previous'").await > 0);

    let app = TestServer::serve_with(&db, &["--no-auto-rebuild"], &[]).await;
    assert_eq!(app.deliver("msg_2", user("user_b", "Grace", 1_763_640_000_000)).await.0, 200);
    let (status, problem) = app.get("/v1/users/user_a").await;
    assert_eq!(status, 503, "{problem}");
    assert!(app.log().iter().any(|line| line.contains("gatelog projections rebuild")), "it says what to do");
    ran(&db, &["projections", "rebuild"]);
    app.settle().await;
    assert_eq!(first_name(&app, "user_a").await, "Ada");
    assert_eq!(first_name(&app, "user_b").await, "Grace");
    assert_eq!(app.deliver("msg_3", user("user_b", "Edith", 1_763_640_001_000)).await.0, 200);
    app.settle().await;
    assert_eq!(first_name(&app, "user_b").await, "Edith", "it follows what the command built");
});

#[tokio::test(flavor = "multi_thread")]
async fn a_watched_status_looks_again_and_again() {
    let db = Db::sqlite();
    let (_store, log) = open_log(&db).await;
    log.append(event("msg_1", user("user_a", "Ada", 1_763_640_000_000))).await.expect("recorded");
    let mut watching = gatelog(&db, &["projections", "status", "--watch", "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut looks = BufReader::new(watching.stdout.take().expect("piped")).lines();
    let mut look = || serde_json::from_str::<Value>(&looks.next().expect("a look").expect("text")).expect("JSON");
    assert_eq!(look()["projections"], json!([]));
    ran(&db, &["projections", "rebuild", "users"]);
    let built = (0..60).map(|_| look()).find(|look| look["projections"][0]["state"] == "live").expect("it is seen");
    assert_eq!(built["projections"][0]["name"], "users");
    watching.kill().expect("it runs");
    watching.wait().expect("it ends");
}

#[tokio::test]
async fn watching_redraws_a_terminal_in_place() {
    const REDRAWN: &str = "\u{1b}[H\u{1b}[J";
    let db = Db::sqlite();
    db.store().await.close().await;
    for arguments in [&["projections", "--watch"][..], &["projections", "status", "--watch"]] {
        let mut command = gatelog(&db, arguments);
        command.current_dir(std::env::temp_dir());
        let mut terminal = Terminal::run(command);
        let seen = terminal.see(|seen| seen.matches("CHECKPOINT").count() >= 2);
        assert_eq!(seen.matches(REDRAWN).count(), 2, "{seen:?}");
        assert!(seen.starts_with(REDRAWN), "{seen:?}");
    }
    // No escape sequences where nobody looks, and none of them for another subcommand.
    let output = run(&db, &["projections"]);
    assert!(output.status.success() && !said(&output).contains('\u{1b}'), "{}", said(&output));
    let refused = run(&db, &["projections", "--watch", "rebuild"]);
    assert!(!refused.status.success() && said(&refused).contains("status"), "{}", said(&refused));
}
