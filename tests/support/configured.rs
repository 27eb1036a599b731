//! A configuration file in its own folder, and deliveries signed with any secret.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use gatelog::{
    clock::Clock,
    ingest::{secret::Secret, signature::sign},
};
use reqwest::{Client, RequestBuilder};
use tempfile::TempDir;

use super::{Db, test_server::TestServer};

/// Signing secrets: of three senders, or of one that rotates them.
pub const SECRETS: [&str; 3] = [
    "whsec_b25lIG9mIHRocmVlLCB0d2VudHktZm91ciBieXRlcyE=",
    "whsec_dHdvIG9mIHRocmVlLCB0d2VudHktZm91ciBieXRlcyE=",
    "whsec_dGhyZWUgb2YgdGhyZWUsIHR3ZW50eS1mb3VyIGJ5dGU=",
];

/// A folder with a configuration.
pub struct Configured(TempDir);

impl Configured {
    pub fn new(text: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("gatelog.toml", text);
        folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Replaces a file atomically, as an operator who rotates secrets should.
    pub fn write(&self, name: &str, text: &str) {
        let new = self.path("new");
        fs::write(&new, text).expect("a file");
        fs::set_permissions(&new, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::rename(&new, self.path(name)).expect("one file system");
    }

    /// Serves with this file; the environment has no signing secret.
    pub async fn serve(&self, db: &Db) -> TestServer {
        let config = self.config();
        TestServer::serve_with(db, &["--config", &config], &[("CLERK_WEBHOOK_SIGNING_SECRET", "")]).await
    }

    /// The value of `--config`.
    pub fn config(&self) -> String {
        Path::display(&self.path("gatelog.toml")).to_string()
    }
}

/// The id of a secret.
pub fn id_of(secret: &str) -> String {
    Secret::parse(secret).expect("a good secret").id().to_owned()
}

/// A delivery to a source, signed now with every secret, in the headers of one family.
pub fn delivery(
    client: &Client,
    app: &TestServer,
    source: &str,
    family: &str,
    secrets: &[&str],
    id: &str,
    body: &[u8],
) -> RequestBuilder {
    let timestamp = Clock::system().now().seconds();
    let token = |secret: &&str| sign(&Secret::parse(secret).expect("a good secret"), id, timestamp, body);
    let signature = secrets.iter().map(token).collect::<Vec<_>>().join(" ");
    client
        .post(app.url(&format!("/webhooks/{source}")))
        .header(format!("{family}-id"), id)
        .header(format!("{family}-timestamp"), timestamp)
        .header(format!("{family}-signature"), signature)
        .body(body.to_vec())
}

/// Asserts that a text contains none of the secrets, with or without their prefix.
pub fn assert_hidden(text: &str, secrets: &[&str]) {
    for secret in secrets {
        let bare = secret.trim_start_matches("whsec_").trim_end_matches('=');
        assert!(!text.contains(bare), "a secret is shown: {text}");
    }
}
