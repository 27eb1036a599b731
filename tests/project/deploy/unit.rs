//! `deploy/gatelog.service`: an existing command, an unprivileged user, one writable folder, enough time to stop.

use gatelog::overload::limits::SHUTDOWN;

use super::{assert_variable, dockerfile, file, help, lines, seconds};

/// The values of a setting.
fn values(name: &str) -> Vec<String> {
    let unit = file("deploy/gatelog.service");
    let begin = format!("{name}=");
    lines(&unit).filter_map(|line| line.strip_prefix(&begin).map(str::to_owned)).collect()
}

fn value(name: &str) -> String {
    let mut found = values(name);
    assert_eq!(found.len(), 1, "{name}: {found:?}");
    found.remove(0)
}

#[test]
fn unit_starts_an_existing_command_with_known_variables() {
    let start = value("ExecStart");
    let mut words = start.split(' ');
    assert_eq!(words.next(), Some(dockerfile::program().as_str()));
    help(&words.collect::<Vec<_>>());
    for variable in values("Environment") {
        let (name, path) = variable.split_once('=').expect("NAME=value");
        assert_variable(name);
        assert!(name.ends_with("_FILE"), "every user can read a secret in a unit: {name}");
        let credential = path.strip_prefix("%d/");
        assert!(credential.is_none_or(|name| value("LoadCredential").starts_with(&format!("{name}:"))), "{path}");
    }
}

#[test]
fn unit_writes_only_to_the_database_folder() {
    assert_eq!(value("WorkingDirectory"), format!("/var/lib/{}", value("StateDirectory")));
    assert_eq!((value("ProtectSystem"), value("NoNewPrivileges")), ("strict".to_owned(), "yes".to_owned()));
    assert!(values("ReadWritePaths").is_empty() && value("CapabilityBoundingSet").is_empty());
    assert_ne!(value("User"), "root");
}

#[test]
fn unit_reloads_by_sighup_and_allows_shutdown() {
    assert_eq!(value("ExecReload"), "/bin/kill -HUP $MAINPID");
    assert!(seconds(&value("TimeoutStopSec")) > SHUTDOWN.as_secs());
}
