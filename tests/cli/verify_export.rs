//! A file that is not what was exported is refused, and what became of it is said.

use std::{fs, path::Path};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    api::asking::ask,
    support::{
        Db,
        cli::{gatelog, said},
        on_both,
        test_server::TestServer,
    },
};

/// What the command says of a file, and whether it accepts it.
fn verified(db: &Db, file: &Path, arguments: &[&str]) -> (bool, String) {
    let mut command = gatelog(db, &["verify-export"]);
    let output = command.arg(file).args(arguments).output().expect("the binary runs");
    (output.status.success(), said(&output))
}

/// The text with the digest of its rows in its last line.
fn resummed(text: &str) -> String {
    let (rows, last) = text.trim_end().rsplit_once('\n').expect("rows");
    let rows = format!("{rows}\n");
    let mut last: Value = serde_json::from_str(last).expect("JSON");
    last["gatelog_export"]["sha256"] = data_encoding::HEXLOWER.encode(&Sha256::digest(&rows)).into();
    last["gatelog_export"]["rows"] = rows.lines().count().into();
    format!("{rows}{last}\n")
}

on_both!(altered_export_is_refused_and_named, |db| async {
    let app = TestServer::serve(&db).await;
    for number in 0..6 {
        let body = format!(
            r#"{{"object":"event","type":"user.created","timestamp":{},"data":{{"id":"user_{number}","object":"user"}}}}"#,
            1_790_000_000_000_i64 + number * 1_000
        );
        assert_eq!(app.deliver(&format!("msg_{number}"), body).await.0, 200);
    }
    app.settle().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    for list in ["events?order=asc", "activity?order=desc"] {
        let whole = ask(&app, &format!("/v1/{list}&format=ndjson")).await.text;
        let lines: Vec<&str> = whole.lines().collect();
        let join = |lines: &[&str]| lines.iter().flat_map(|line| [line, "\n"]).collect::<String>();
        let without = |index: usize| {
            let mut lines = lines.clone();
            lines.remove(index);
            join(&lines)
        };
        let swapped = {
            let mut lines = lines.clone();
            lines.swap(1, 3);
            join(&lines)
        };
        let changed = whole.replacen("user_2", "user_9", 1);
        let query = whole.replace(r#""query":{"#, r#""query":{"type":["user.*"],"#);
        let key = whole.replace(r#""key_id":"env""#, r#""key_id":"other""#);
        for (text, expected) in [
            (whole.clone(), "verified     6 rows of "),
            (without(2), "REFUSED      it is cut: it holds 5 of 6 rows\n"),
            (without(6), "REFUSED      it is cut: its last line is not the record"),
            (resummed(&without(2)), "it holds 5 of 6 rows, and its last line holds a new digest"),
            (format!("{}{whole}", join(&lines[..1])), "rows were added: it holds 7 rows instead of 6"),
            (swapped.clone(), "it was reordered: its rows are in no order of a list\n"),
            (resummed(&swapped), "it was reordered: its rows are in no order of a list, and its last line"),
            (changed.clone(), "it was changed: its rows are others than those that were exported\n"),
            (resummed(&changed), "its rows are others than those that were exported, and its last line holds"),
            (query, "its last line was changed: the query is not the one that was exported"),
            (key, "its last line was changed: key_id as the log has it differs"),
        ] {
            fs::write(&file, &text).expect("a file");
            let id = serde_json::from_str::<Value>(lines[6]).expect("JSON")["gatelog_export"]["id"].clone();
            let (accepted, said) = verified(&db, &file, &["--export-id", id.as_str().expect("an id")]);
            assert!(said.contains(expected), "{list}: {expected}: {said}");
            assert_eq!(accepted, text == whole, "{said}");
        }
    }
});

#[tokio::test(flavor = "multi_thread")]
async fn csv_is_verified_by_its_name() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    for number in 0..3 {
        assert_eq!(app.deliver(&format!("msg_{number}"), r#"{"type":"user.created","data":{"id":"u"}}"#).await.0, 200);
    }
    app.settle().await;
    let table = ask(&app, "/v1/events?format=csv").await;
    let name = table.header("content-disposition").split('"').nth(1).expect("a name").to_owned();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(&name);
    fs::write(&file, &table.text).expect("a file");
    let (accepted, said) = verified(&db, &file, &[]);
    assert!(accepted && said.starts_with("verified     3 rows of events, as of position "), "{said}");
    let rows: Vec<&str> = table.text.split_inclusive("\r\n").collect();
    let cut = rows[..3].concat();
    let reordered = [rows[0], rows[2], rows[1], rows[3]].concat();
    for (text, expected) in [
        (cut, "it is cut: it holds 2 of 3 rows"),
        (reordered, "it was reordered"),
        (table.text.replace("msg_1", "msg_7"), "it was changed"),
        (format!("{{}}\n{}", table.text), "it is no csv"),
    ] {
        fs::write(&file, text).expect("a file");
        let (accepted, said) = verified(&db, &file, &[]);
        assert!(!accepted && said.contains(expected), "{expected}: {said}");
    }
    fs::write(folder.path().join("a.csv"), &table.text).expect("a file");
    let (_, said) = verified(&db, &folder.path().join("a.csv"), &[]);
    assert!(said.contains("give the id with --export-id"), "{said}");
    let (accepted, said) = verified(&db, &folder.path().join("a.csv"), &["--export-id", &"0".repeat(32)]);
    assert!(!accepted && said.contains("the log has no export"), "{said}");
}
