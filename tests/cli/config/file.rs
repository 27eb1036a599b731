//! The configuration file: precedence, sources, errors with lines and without secrets, warnings
//! and changes.

use std::{collections::HashMap, error::Error, fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use clap::Parser;
use gatelog::{
    config::{
        ServeConfig, Settings,
        changes::{ConfigChanges, SecretChange},
        error::ConfigError,
        example::example,
        keys,
        origin::Origin,
        source_keys,
    },
    event::Source,
    ingest::{client::ForwardedHeader, secret::Secret, signature::SignatureHeaders},
};
use tempfile::TempDir;

const FIRST: &str = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX";
const FIRST_ID: &str = "1f878dcb";
const SECOND: &str = "whsec_plbzL82R33c00CFyo3CYrH/QLbzv7wPyi17VCTPkj/E=";
const SECOND_ID: &str = "e3ae4b5b";
const SHORT: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZg==";
const KEY: &str = "0123456789abcdef0123456789abcdef";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    serve: ServeConfig,
}

/// A folder with a configuration file.
struct Folder(TempDir);

impl Folder {
    fn with(text: &str) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write("gatelog.toml", text);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        path
    }

    fn resolve(&self, flags: &[&str], variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let config = self.path("gatelog.toml").display().to_string();
        let flags = Flags::try_parse_from([&["serve", "--config", &config], flags].concat()).expect("flags");
        flags.serve.resolve(&variables.iter().copied().collect())
    }
}

fn resolve(text: &str, flags: &[&str], variables: &[(&str, &str)]) -> Settings {
    match Folder::with(text).resolve(flags, variables) {
        Ok(settings) => settings,
        Err(error) => panic!("{}\n{text}", error_line(&error)),
    }
}

/// The error line that an operator sees.
fn error_line(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", error_line(source)))
}

/// The effective value of a key and its origin.
fn effective(settings: &Settings, key: &str) -> (String, Origin) {
    let found = settings.effective.iter().find(|value| value.key == key);
    let found = found.unwrap_or_else(|| panic!("{key} is missing: {:#?}", settings.effective));
    (found.value.clone(), found.origin.clone())
}

/// The example with every key uncommented.
fn uncommented() -> String {
    let is_key = |line: &str| {
        line == "[[source]]"
            || line.split_once(" = ").is_some_and(|(key, _)| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let lines = example();
    let lines = lines.lines().map(|line| line.strip_prefix("# ").filter(|rest| is_key(rest)).unwrap_or(line));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[test]
fn example_file_equals_the_defaults() {
    let variables = [("CLERK_WEBHOOK_SIGNING_SECRET", FIRST)];
    let nothing = resolve("", &[], &variables);
    let values = |settings: &Settings| -> Vec<(String, String)> {
        settings.effective.iter().map(|value| (value.key.clone(), value.value.clone())).collect()
    };
    let shown = |settings: &Settings| {
        let Settings { sources, warnings, api_key, database, .. } = settings;
        format!("{sources:?} {warnings:?} {} {database}", api_key.is_some())
    };
    for text in [example(), uncommented()] {
        let settings = resolve(&text, &[], &variables);
        assert_eq!(values(&settings), values(&nothing), "{text}");
        assert_eq!(shown(&settings), shown(&nothing), "{text}");
    }
}

#[test]
fn example_file_holds_exactly_the_known_keys() {
    let text = uncommented();
    let mut by_table: HashMap<&str, Vec<&str>> = HashMap::new();
    for key in keys::ALL {
        by_table.entry(key.table()).or_default().push(key.key());
    }
    by_table.insert("[source]", source_keys::SOURCE.iter().map(|key| key.key).collect());
    for (table, known) in by_table {
        let begin = text.find(&format!("[{table}]\n")).unwrap_or_else(|| panic!("{table}: {text}"));
        let section = text[begin..].split("\n[").next().expect("it begins");
        let keys = section.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
        let keys: Vec<&str> = keys.map(|(key, _)| key).collect();
        assert_eq!(keys, known, "[{table}]");
        // The error about an unknown key lists the known keys.
        let error = Folder::with(&format!("[{table}]\nzz = 1\n")).resolve(&[], &[]).expect_err("no such key");
        let error = error_line(&error);
        let (_, listed) = error.split_once("known are ").unwrap_or_else(|| panic!("{error}"));
        let mut taken: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
        let mut known = known;
        taken.sort_unstable();
        known.sort_unstable();
        assert_eq!(taken, known, "[{table}]: {error}");
    }
}

/// A key, its line in the file, the effective value of that, the value of the variable, the flag
/// and its value.
type Precedence<'a> = (&'a str, &'a str, &'a str, &'a str, Option<(&'a str, &'a str)>);

#[test]
fn flag_variable_file_default_is_the_precedence() {
    let cases: [Precedence<'_>; 18] = [
        (
            "database.url",
            "\"sqlite:a.db\"",
            "sqlite:a.db",
            "sqlite:b.db",
            Some(("--database-url=sqlite:c.db", "sqlite:c.db")),
        ),
        ("database.migrate", "false", "false", "true", Some(("--no-migrate", "false"))),
        ("database.auto_rebuild", "false", "false", "true", Some(("--no-auto-rebuild", "false"))),
        ("log.compression", "\"none\"", "none", "zstd", None),
        (
            "server.listen",
            "\"127.0.0.1:1\"",
            "127.0.0.1:1",
            "127.0.0.1:2",
            Some(("--listen=127.0.0.1:4", "127.0.0.1:4")),
        ),
        ("server.log_format", "\"json\"", "json", "text", Some(("--log-format=json", "json"))),
        ("server.ready_lag_events", "1", "1", "2", Some(("--ready-lag-events=3", "3"))),
        ("server.ready_lag_seconds", "1", "1", "2", Some(("--ready-lag-seconds=3", "3"))),
        ("server.shutdown_delay_seconds", "1", "1", "2", Some(("--shutdown-delay-seconds=3", "3"))),
        ("server.docs", "false", "false", "true", None),
        ("server.metrics", "false", "false", "true", None),
        ("server.viewer", "false", "false", "true", None),
        ("server.frame_ancestors", "[\"https://a\", \"https://b\"]", "https://a,https://b", "https://c", None),
        ("server.cors_origins", "[\"https://a\", \"https://b\"]", "https://a,https://b", "https://c", None),
        ("server.trusted_proxies", "[\"10.0.0.0/8\"]", "10.0.0.0/8", "::1", None),
        ("server.forwarded_header", "\"forwarded\"", "forwarded", "x-forwarded-for", None),
        ("server.person_header", "\"X-Forwarded-Email\"", "X-Forwarded-Email", "remote-user", None),
        ("audit.reads", "false", "false", "true", None),
    ];
    assert_eq!(cases.len() + 1, keys::ALL.len(), "another test covers the API key");
    for (name, written, in_file, in_variable, flag) in cases {
        let key = keys::ALL.into_iter().find(|key| key.name == name).expect("a known key");
        let variable = key.variable.expect("every one of them has a variable");
        let secret = ("CLERK_WEBHOOK_SIGNING_SECRET", FIRST);
        let file = format!("\n[{}]\n{} = {written}\n", key.table(), key.key());

        let (value, origin) = effective(&resolve("", &[], &[secret]), name);
        assert_eq!((value.as_str(), &origin), (key.default, &Origin::Default), "{name}");
        let (value, origin) = effective(&resolve(&file, &[], &[secret, (variable, " ")]), name);
        assert_eq!(value, in_file, "{name}");
        assert!(matches!(origin, Origin::File { line: 3, .. }), "{name}: {origin:?}");
        let (value, origin) = effective(&resolve(&file, &[], &[secret, (variable, in_variable)]), name);
        assert_eq!((value.as_str(), origin), (in_variable, Origin::Variable(variable.to_owned())), "{name}");
        assert_eq!(flag.is_some(), key.flag.is_some(), "{name}");
        if let Some((flag, shown)) = flag {
            let (value, origin) = effective(&resolve(&file, &[flag], &[secret, (variable, in_variable)]), name);
            assert_eq!(value, shown, "{name}");
            assert!(matches!(origin, Origin::Flag(name) if flag.starts_with(name)), "{name}: {origin:?}");
        }
    }
}

#[test]
fn file_values_take_effect() {
    let text = r#"
        [server]
        docs = false
        metrics = false
        cors_origins = ["https://admin.example"]
        forwarded_header = "forwarded"
        [access]
        api_key_file = "keys/api"
        [audit]
        reads = false
        [database]
        migrate = false
        auto_rebuild = false
    "#;
    let folder = Folder::with(text);
    fs::create_dir(folder.path("keys")).expect("a folder");
    folder.write("keys/api", &format!("{KEY}\n"));
    let settings = folder.resolve(&[], &[("WEBHOOK_SECRET", FIRST)]).expect("usable");
    assert!(!settings.docs_enabled && !settings.metrics_enabled && !settings.audit_reads && !settings.migrate);
    assert!(!settings.auto_rebuild);
    assert_eq!(settings.cors_origins, ["https://admin.example"]);
    assert_eq!(settings.sources[0].proxies.header, ForwardedHeader::Forwarded);
    assert!(settings.api_key.is_some(), "the path is relative to the configuration file");
    assert!(matches!(effective(&settings, "access.api_key_file").1, Origin::File { line: 8, .. }));
    let (key, origin) = effective(
        &folder.resolve(&[], &[("WEBHOOK_SECRET", FIRST), ("GATELOG_API_KEY", KEY)]).expect("usable"),
        "access.api_key_file",
    );
    assert_eq!((key.as_str(), origin), ("set", Origin::Variable("GATELOG_API_KEY".to_owned())));
}

fn ids(secrets: &[Secret]) -> Vec<&str> {
    secrets.iter().map(Secret::id).collect()
}

#[test]
fn each_source_has_its_own_settings() {
    let text = format!(
        r#"
[[source]]
name = "clerk-dev"
secrets = [
    {{ file = "dev.secret" }},
    {{ env = "DEV_OLD", verify_only = true, note = "until spring" }},
]
headers = "svix"
instance_ids = ["ins_dev", "ins_dev2"]

[[source]]
name = "billing"
secrets = [{{ value = "{SECOND}" }}]
headers = "webhook"
networks = ["203.0.113.7", "2001:db8::/32"]
trusted_proxies = ["10.0.0.0/8"]
"#
    );
    let folder = Folder::with(&text);
    folder.write("dev.secret", &format!("{FIRST}\n{SHORT},\n"));
    let settings = folder.resolve(&[], &[("DEV_OLD", SECOND), ("CLERK_INSTANCE_ID", "ins_x")]).expect("usable");
    assert_eq!(settings.sources.len(), 2);
    let dev = settings.source("clerk-dev").expect("it is there");
    assert_eq!((dev.secrets.len(), dev.secrets[0].id()), (2, FIRST_ID));
    assert_eq!(ids(&dev.retired), [SECOND_ID]);
    assert_eq!(dev.signature_headers, SignatureHeaders::Svix);
    assert_eq!(dev.instances, ["ins_dev", "ins_dev2"], "CLERK_INSTANCE_ID is of the source clerk alone");
    assert!(dev.networks.is_empty() && dev.proxies.networks.is_empty());
    let billing = settings.source("billing").expect("it is there");
    assert_eq!(ids(&billing.secrets), [SECOND_ID]);
    assert_eq!(
        (billing.signature_headers, billing.networks.len(), billing.proxies.networks.len()),
        (SignatureHeaders::Webhook, 2, 1)
    );
    let (shown, origin) = effective(&settings, "source.billing.secret");
    assert_eq!(shown, SECOND_ID);
    assert!(matches!(origin, Origin::File { line: 13, .. }), "{origin:?}");
    let retired = settings.effective.iter().find(|value| value.value.contains("verify only")).expect("a value");
    assert_eq!(retired.value, format!("{SECOND_ID} (verify only) until spring"));
    assert_eq!(retired.origin, Origin::Variable("DEV_OLD".to_owned()));
}

#[test]
fn file_and_environment_sources_combine_without_contradiction() {
    let other = format!("[[source]]\nname = \"billing\"\nsecrets = [{{ value = \"{SECOND}\" }}]\n");
    let names = |settings: &Settings| -> Vec<String> {
        settings.sources.iter().map(|settings| settings.source.to_string()).collect()
    };
    // The file alone, and with the source clerk of the environment.
    assert_eq!(names(&resolve(&other, &[], &[])), ["billing"]);
    let both = resolve(&other, &[], &[("WEBHOOK_SECRET", FIRST), ("CLERK_INSTANCE_ID", "ins_1")]);
    assert_eq!(names(&both), ["clerk", "billing"]);
    assert_eq!(
        (ids(&both.sources[0].secrets), &*both.sources[0].instances),
        (vec![FIRST_ID], &["ins_1".to_owned()][..])
    );
    // The source clerk of the file without secrets takes those of the environment and keeps its
    // other settings.
    let clerk = "[[source]]\nname = \"clerk\"\nheaders = \"svix\"\ninstance_ids = [\"ins_file\"]\n";
    let settings = resolve(clerk, &[], &[("CLERK_WEBHOOK_SECRET", FIRST)]);
    assert_eq!(
        (names(&settings), settings.sources[0].signature_headers),
        (vec!["clerk".to_owned()], SignatureHeaders::Svix)
    );
    assert_eq!(settings.sources[0].instances, ["ins_file"]);
    let settings =
        resolve(clerk, &["--instance-id=ins_flag"], &[("WEBHOOK_SECRET", FIRST), ("CLERK_INSTANCE_ID", "ins_1")]);
    assert_eq!(settings.sources[0].instances, ["ins_flag"]);
    // A variable that the file names is not a second source.
    let by_variable = "[[source]]\nname = \"prod\"\nsecrets = [{ env = \"WEBHOOK_SECRET\" }]\n";
    assert_eq!(names(&resolve(by_variable, &[], &[("WEBHOOK_SECRET", FIRST)])), ["prod"]);
    // Two lists of secrets for one source are a contradiction.
    let twice = format!("[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{SECOND}\" }}]\n");
    for (flags, variables) in
        [(vec![], vec![("CLERK_WEBHOOK_SIGNING_SECRET", FIRST)]), (vec!["--webhook-secret", FIRST], vec![])]
    {
        let error = Folder::with(&twice).resolve(&flags, &variables).expect_err("a contradiction");
        let text = error_line(&error);
        assert!(text.contains("gatelog.toml line 2 and in the ") && text.contains("unset one"), "{text}");
    }
}

#[test]
fn file_errors_name_lines_and_hide_secrets() {
    let head = "[[source]]\nname = \"a\"\n";
    let good = format!("secrets = [{{ value = \"{FIRST}\" }}]\n");
    let cases: [(String, &str); 32] = [
        (format!("docs = {FIRST}"), "line 1: string values must be quoted"),
        (format!("[server]\ndocs = \"{FIRST}\""), "line 2: write a boolean here"),
        (format!("[server]\n{FIRST} = 1"), "line 2: there is no key `…` here; known are `listen`"),
        (format!("[server]\nready_lag_seconds = \"{FIRST}\""), "line 2: write a whole number here"),
        ("[server]\nlisen = \"x\"".to_owned(), "line 2: there is no key `lisen` here; known are `listen`"),
        (format!("{head}secrets = [{{ vale = \"{FIRST}\" }}]"), "line 3: there is no key `vale` here"),
        (format!("{head}secrets = [\"{FIRST}\"]"), "line 3: write a secret, like"),
        (format!("{head}secrets = \"{FIRST}\""), "line 3: write a list here"),
        (format!("{head}secrets = [{{ value = \"{FIRST} }}]"), "line 3: "),
        (format!("{head}secrets = [{{ value = 12 }}]"), "line 3: write a string here"),
        (format!("{head}secrets = [{{ value = \"{FIRST}\", env = \"X\" }}]"), "line 3: a secret is given by one of"),
        (format!("{head}secrets = [{{ note = \"{FIRST}\" }}]"), "line 3: a secret is given by one of"),
        (format!("{head}secrets = [{{ env = \"{FIRST}\" }}]"), "line 3: env must hold the name of a variable"),
        (format!("{head}secrets = [{{ env = \"NOT_SET\" }}]"), "line 3: the variable NOT_SET is not set"),
        (
            format!("{head}secrets = [{{ file = \"{FIRST}\" }}]"),
            "line 3: file is the signing secret of a webhook endpoint (whsec_…), and must be the name of a file",
        ),
        (format!("{head}secrets = [{{ file = \"nowhere\" }}]"), "line 3 names the file"),
        (
            format!("{head}secrets = [{{ value = \"{FIRST}\" }}, {{ value = \"{FIRST}\", verify_only = true }}]"),
            "line 3: the secret 1f878dcb of the source a is listed with and without verify_only",
        ),
        (
            format!("{head}secrets = [{{ value = \"whsec_{}*\" }}]", &FIRST[6..]),
            "line 3 is unusable: the signing secret is not whsec_ and then base64",
        ),
        (format!("{head}secrets = [{{ value = \"sk_test_{}\" }}]", &FIRST[6..]), "is a Clerk secret key"),
        (FIRST.to_owned(), "line 1: "),
        (head.to_owned(), "line 2: the source a has no secrets"),
        (format!("[[source]]\n{good}"), "the key `name` is missing"),
        (format!("[[source]]\nname = \"A\"\n{good}"), "line 2: a source is named by 1 to 32 characters"),
        (format!("[[source]]\nname = \"a_b\"\n{good}"), "line 2: a source is named by"),
        (format!("[[source]]\nname = \"{}\"\n{good}", "a".repeat(33)), "line 2: a source is named by"),
        (
            format!("[[source]]\nname = \"system\"\n{good}"),
            "line 2: the source names system, import and backfill are reserved",
        ),
        (format!("[[source]]\nname = \"{FIRST}\"\n{good}"), "line 2: a source is named by"),
        (format!("{head}{good}{head}{good}"), "line 5: the source a is named before, in "),
        (
            format!("{head}{good}headers = \"both of them\""),
            "line 4: headers is \"both of them\", and must be svix, webhook or both",
        ),
        (format!("{head}{good}networks = [\"10.0.0.0/33\"]"), "line 4: \"10.0.0.0/33\" is no network"),
        (format!("{head}{good}networks_file = \"nowhere\""), "line 4 names the file"),
        (
            format!("{head}{good}[server]\nlisten = \"localhost\""),
            "line 5: server.listen is \"localhost\", and must be an IP address and a port",
        ),
    ];
    for (text, words) in cases {
        let error = Folder::with(&text).resolve(&[], &[]).expect_err(&text);
        let line = error_line(&error);
        assert!(line.contains("gatelog.toml") && line.contains(words), "{text}\n{line}");
        assert!(!line.contains(&FIRST[8..20]), "a secret is printed: {line}");
        assert!(!line.contains('\n'), "{line}");
    }
    let missing = ServeConfig::default()
        .resolve(&[("GATELOG_CONFIG", "/nonexistent/gatelog.toml")].into_iter().collect())
        .expect_err("there is no such file");
    let line = error_line(&missing);
    assert!(line.contains("/nonexistent/gatelog.toml") && line.contains("gatelog config example"), "{line}");
}

#[test]
fn published_address_list_is_parsed_or_refused() {
    let text = format!(
        "[[source]]\nname = \"a\"\nsecrets = [{{ value = \"{FIRST}\" }}]\nnetworks = [\"10.0.0.1\"]\nnetworks_file = \"ips\"\n"
    );
    let folder = Folder::with(&text);
    let published = r#"{"us": ["203.0.113.1/32", "203.0.113.2/32"], "eu": {"v4": ["198.51.100.0/24"], "v6": ["2001:db8::/32"]},
        "updated": "2026-01-01", "version": 3}"#;
    for (content, count) in
        [(published, 5), ("# ours\n203.0.113.0/24, 198.51.100.7\n\n2001:db8::1 # one\n", 4), ("\"192.0.2.1\"", 2)]
    {
        folder.write("ips", content);
        let settings = folder.resolve(&[], &[]).expect("usable");
        assert_eq!(settings.sources[0].networks.len(), count, "{content}");
    }
    for content in ["{}", "[]", "{\"us\": [\"nothing\"]}", "<html></html>", "# nothing\n", "{\"us\": [\"203.0.113.1\""]
    {
        folder.write("ips", content);
        let error = error_line(&folder.resolve(&[], &[]).expect_err(content));
        assert!(error.contains("line 5 names the file") && error.contains("ips"), "{content}: {error}");
    }
}

#[test]
fn risky_settings_cause_warnings() {
    let text = format!(
        r#"
[server]
listen = "0.0.0.0:3000"
[[source]]
name = "a"
secrets = [{{ file = "open" }}, {{ file = "closed", verify_only = true }}]
[[source]]
name = "b"
secrets = [{{ value = "{SHORT}" }}]
instance_ids = ["ins_1"]
[[source]]
name = "c"
secrets = [{{ value = "{SECOND}", verify_only = true }}]
"#
    );
    let folder = Folder::with(&text);
    folder.write("open", SHORT);
    folder.write("closed", FIRST);
    fs::set_permissions(folder.path("open"), fs::Permissions::from_mode(0o644)).expect("a mode");
    fs::set_permissions(folder.path("gatelog.toml"), fs::Permissions::from_mode(0o604)).expect("a mode");
    let settings = folder.resolve(&[], &[("CLERK_INSTANCE_ID", "ins_1")]).expect("usable");
    let all = settings.warnings.join("\n");
    for words in [
        "of the source a is shorter than the 24 bytes",
        "of the source b is shorter than the 24 bytes",
        "every secret of the source c is verify_only",
        "the source a names no instance_ids",
        "the sources a and b share the secret",
        "open holds a secret and can be read by every user",
        "gatelog.toml holds a secret and can be read by every user",
        "CLERK_INSTANCE_ID is set, and there is no source clerk",
        "/docs is open",
    ] {
        assert!(all.contains(words), "{words}: {all}");
    }
    for words in ["closed holds", "the source b names no instance_ids"] {
        assert!(!all.contains(words), "{words}: {all}");
    }
    let quiet = [("WEBHOOK_SECRET", FIRST), ("CLERK_INSTANCE_ID", "ins_1")];
    assert_eq!(resolve("", &[], &quiet).warnings, [""; 0]);
    let networks = "[[source]]\nname = \"clerk\"\nnetworks = [\"203.0.113.0/24\"]\n";
    assert!(resolve(networks, &[], &quiet).warnings.join("").contains("name it in trusted_proxies"));
    let proxies = "[server]\ntrusted_proxies = [\"10.0.0.0/8\"]\n";
    assert_eq!(resolve(proxies, &[], &quiet).warnings, [""; 0], "the page uses them");
    let closed = format!("{proxies}viewer = false\n");
    assert!(resolve(&closed, &[], &quiet).warnings.join("").contains("neither networks of a source nor the page"));
    let person = "[server]\nperson_header = \"x-forwarded-email\"\n";
    assert!(resolve(person, &[], &quiet).warnings.join("").contains("person_header is set without"));
}

#[test]
fn changes_hold_key_names_and_secret_ids() {
    let file = |listen: u16, instances: &str, secrets: &str| {
        resolve(
            &format!(
                "[server]\nlisten = \"127.0.0.1:{listen}\"\n[[source]]\nname = \"a\"\ninstance_ids = [{instances}]\nsecrets = [{secrets}]\n"
            ),
            &[],
            &[],
        )
    };
    let (first, second) = (format!("{{ value = \"{FIRST}\" }}"), format!("{{ value = \"{SECOND}\" }}"));
    let before = file(1, "", &first);
    assert!(ConfigChanges::between(&before, &file(1, "", &first)).is_empty());
    let changes = ConfigChanges::between(&before, &file(2, "\"ins_1\"", &first));
    assert_eq!(changes.keys, ["server.listen", "source.a.instance_ids"]);
    assert_eq!((changes.needs_restart, changes.secrets), (vec!["server.listen".to_owned()], Vec::new()));

    let of = |added: &[&str], removed: &[&str], retired: &[&str]| {
        let own = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect();
        let source = Source::parse("a").expect("a good name");
        [SecretChange { source, added: own(added), removed: own(removed), retired: own(retired) }]
    };
    let both = file(1, "", &format!("{first}, {second}"));
    let retired = file(1, "", &format!("{}, {second}", first.replace(" }", ", verify_only = true }")));
    let last = file(1, "", &second);
    assert_eq!(ConfigChanges::between(&before, &both).secrets, of(&[SECOND_ID], &[], &[]));
    assert_eq!(ConfigChanges::between(&both, &retired).secrets, of(&[], &[], &[FIRST_ID]));
    assert_eq!(ConfigChanges::between(&retired, &last).secrets, of(&[], &[FIRST_ID], &[]));
    assert_eq!(ConfigChanges::between(&retired, &both).secrets, of(&[FIRST_ID], &[], &[]));
    assert!(ConfigChanges::between(&before, &both).keys.is_empty());
}

#[test]
fn debug_output_of_file_settings_holds_no_secret() {
    let text = format!("[[source]]\nname = \"a\"\nsecrets = [{{ value = \"{FIRST}\" }}]\n");
    let settings = resolve(&text, &[], &[("GATELOG_API_KEY", KEY), ("DATABASE_URL", "postgres://u:hush@db/x")]);
    let printed = format!("{settings:?}");
    for secret in [&FIRST[6..], KEY, "hush"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
