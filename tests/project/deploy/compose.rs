//! `compose.yaml`: the services, their commands, variables, secrets and ports. Read line by line.

use gatelog::overload::limits::SHUTDOWN;

use super::{assert_variable, dockerfile, file, help, lines, seconds};

/// The lines of one service, or of any other entry with that indentation.
fn entry(name: &str, indent: usize) -> Vec<String> {
    let text = file("compose.yaml");
    let begin = format!("{}{name}:", " ".repeat(indent));
    let mut inside = text.lines().skip_while(|line| !line.starts_with(&begin)).skip(1);
    let deeper = |line: &&str| line.trim().is_empty() || line.len() - line.trim_start().len() > indent;
    let found: Vec<String> = inside.by_ref().take_while(deeper).map(str::to_owned).collect();
    assert!(!found.is_empty(), "there is no {name}");
    found
}

/// The entries of `[a, b]`.
fn array(line: &str) -> Vec<String> {
    let inner = line.split_once('[').and_then(|(_, rest)| rest.split_once(']')).expect("an array").0;
    inner.split(',').map(|entry| entry.trim().trim_matches('"').to_owned()).collect()
}

/// The value of a key of a service.
fn value(service: &str, key: &str) -> String {
    let key = format!("{key}:");
    let found = entry(service, 2).into_iter().find_map(|line| line.trim().strip_prefix(&key).map(str::to_owned));
    found.unwrap_or_else(|| panic!("{service} has no {key}")).trim().to_owned()
}

/// The variables of a service, with their values.
fn variables(service: &str) -> Vec<(String, String)> {
    let lines = entry(service, 2);
    let begin = lines.iter().position(|line| line.trim() == "environment:").expect("it has variables");
    let inside = lines[begin + 1..].iter().take_while(|line| line.starts_with("      "));
    inside
        .filter(|line| !line.trim().starts_with('#'))
        .map(|line| line.trim().split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned())))
        .map(|pair| pair.expect("NAME: value"))
        .collect()
}

#[test]
fn compose_commands_and_variables_exist() {
    for service in ["gatelog", "migrate"] {
        let command = array(&value(service, "command"));
        let command: Vec<&str> = command.iter().map(String::as_str).collect();
        help(&command);
        for (name, _) in variables(service) {
            assert_variable(&name);
        }
    }
    assert!(
        array(&value("gatelog", "command")).contains(&"--no-migrate".to_owned()),
        "the serving role cannot migrate"
    );
}

#[test]
fn every_compose_secret_is_a_file() {
    let defined: Vec<String> =
        lines(&entry("secrets", 0).join("\n")).filter_map(|line| line.strip_suffix(':').map(str::to_owned)).collect();
    let mut used = Vec::new();
    for service in ["database", "migrate", "gatelog"] {
        let mounted = array(&value(service, "secrets"));
        for (name, value) in variables(service) {
            if name.ends_with("_FILE") {
                let secret = value.strip_prefix("/run/secrets/").expect("a secret");
                assert!(mounted.iter().any(|mounted| mounted == secret), "{service} is not given {secret}");
            } else {
                let secret = ["PASSWORD", "SECRET", "KEY", "URL"].iter().any(|word| name.contains(word));
                assert!(!secret, "{service} takes {name} from its environment, where every process can read it");
            }
        }
        used.extend(mounted);
    }
    used.sort();
    used.dedup();
    let mut defined_sorted = defined.clone();
    defined_sorted.sort();
    assert_eq!(used, defined_sorted, "each secret that is given is defined, and the other way round");
    for name in defined {
        assert!(file("compose.yaml").contains(&format!("file: ./secrets/{name}\n")), "{name} is no file");
        assert!(
            file("compose.yaml").lines().any(|line| line.starts_with('#') && line.contains(&name)),
            "no comment says how to create {name}"
        );
    }
    assert!(file(".gitignore").lines().any(|line| line == "/secrets/"), "secrets would be committed");
    // The process that the network reaches has no secret of the migrating role.
    assert!(!array(&value("gatelog", "secrets")).iter().any(|secret| secret.contains("owner")));
}

#[test]
fn compose_creates_the_roles_it_migrates_for() {
    let roles = entry("configs", 0).join("\n");
    let command = array(&value("migrate", "command"));
    let role = command.iter().skip_while(|word| *word != "--serving-role").nth(1).expect("a role");
    assert!(roles.contains(&format!("CREATE ROLE {role} LOGIN PASSWORD :'")), "{roles}");
    assert!(roles.contains(&format!("GRANT {role} TO gatelog_owner")), "{roles}");
    assert!(!roles.contains("SUPERUSER"), "{roles}");
    let owner = file("compose.yaml")
        .lines()
        .any(|line| line.contains("postgres://gatelog_owner:") && line.ends_with("owner_url"));
    let serving = file("compose.yaml")
        .lines()
        .any(|line| line.contains(&format!("postgres://{role}:")) && line.ends_with("serve_url"));
    assert!(owner && serving);
}

#[test]
fn compose_drops_privileges_and_allows_shutdown() {
    let base = entry("x-gatelog", 0).join("\n");
    for line in ["read_only: true", "cap_drop: [ALL]", "security_opt: [\"no-new-privileges:true\"]"] {
        assert!(base.contains(line), "{line}");
    }
    for service in ["gatelog", "migrate"] {
        assert!(entry(service, 2).iter().any(|line| line.trim() == "<<: *gatelog"), "{service} keeps rights");
    }
    // The image's volume is a tmpfs here: nothing is kept.
    assert!(base.contains(&format!("tmpfs: [/tmp, {}]", dockerfile::last("VOLUME"))), "{base}");
    assert!(seconds(&value("gatelog", "stop_grace_period")) > SHUTDOWN.as_secs());
    let ports = array(&value("gatelog", "ports"));
    assert_eq!(
        ports,
        [format!("127.0.0.1:{0}:{0}", dockerfile::port())],
        "only this machine, and the port of the image"
    );
}
