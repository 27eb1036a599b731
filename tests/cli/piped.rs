//! A reader that closes the pipe, like `| head -1`, is not an error of any command.

use std::process::Stdio;

use crate::support::{
    Db,
    cli::gatelog,
    test_server::{SIGNING_SECRET, TestServer},
};

#[tokio::test(flavor = "multi_thread")]
async fn broken_pipe_is_not_an_error() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    assert_eq!(app.deliver("msg_a", "no JSON").await.0, 200);
    app.settle().await;
    for arguments in [
        "openapi",
        "completions bash",
        "demo --listen 127.0.0.1:0",
        "config example",
        "config check",
        "secrets",
        "keys list",
        "keys create --name k --scope views:read",
        "status",
        "projections",
        "projections --json",
        "projections --watch",
        "projections status --watch --json",
        "projections failures",
        "projections rebuild users",
        "projections rebuild --check",
        "--help",
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let mut command = gatelog(&db, &arguments);
        command.env("CLERK_WEBHOOK_SIGNING_SECRET", SIGNING_SECRET).current_dir(std::env::temp_dir());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(!complaint.contains("error:") && !complaint.contains("panicked"), "{arguments:?}: {complaint}");
        // `status` exits with 1, since the server listens on another port than it expects.
        assert!(output.status.success() || arguments == ["status"], "{arguments:?}: {complaint}");
    }
}
