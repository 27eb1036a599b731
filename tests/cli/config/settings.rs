//! Settings from flags, variables and `.env`: precedence, defaults, and errors that say what to
//! do.

use std::{error::Error, fs, process::Command, time::Duration};

use clap::Parser;
use gatelog::{
    config::{ReadyLimits, ServeConfig, Settings, database::DatabaseUrl, dotenv::load_dotenv, error::ConfigError},
    telemetry::LogFormat,
};
use secrecy::ExposeSecret;

const SECRET: &str = "whsec_QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZX";
const SECRET_ID: &str = "1f878dcb";
const NEXT_SECRET: &str = "whsec_plbzL82R33c00CFyo3CYrH/QLbzv7wPyi17VCTPkj/E=";
const NEXT_SECRET_ID: &str = "e3ae4b5b";
const KEY: &str = "0123456789abcdef0123456789abcdef";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    serve: ServeConfig,
}

fn resolve(flags: &[&str], variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let flags = Flags::try_parse_from([&["serve"], flags].concat()).expect("flags that clap takes");
    flags.serve.resolve(&variables.iter().copied().collect())
}

/// Resolves with a valid signing secret besides the tested settings.
fn with(flags: &[&str], variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    resolve(flags, &[&[("CLERK_WEBHOOK_SIGNING_SECRET", SECRET)], variables].concat())
}

fn secret_ids(settings: &Settings) -> Vec<&str> {
    settings.sources.iter().flat_map(|source| &source.secrets).map(gatelog::ingest::secret::Secret::id).collect()
}

/// The error line that an operator sees.
fn line(result: Result<Settings, ConfigError>) -> String {
    let error = result.expect_err("a configuration that cannot be used");
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        line = format!("{line}: {error}");
        source = error.source();
    }
    line
}

#[test]
fn signing_secret_is_the_only_required_setting() {
    let settings = with(&[], &[]).expect("a usable configuration");
    assert_eq!(settings.database.expose(), "sqlite:gatelog.db");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(settings.sources.len(), 1);
    assert_eq!(settings.sources[0].source.as_str(), "clerk");
    assert_eq!(settings.sources[0].instances, [""; 0]);
    assert_eq!(secret_ids(&settings), [SECRET_ID]);
    assert!(settings.api_key.is_none());
    assert_eq!(settings.log_format, LogFormat::Text);
    assert_eq!(settings.ready, ReadyLimits { lag_events: 10_000, lag_seconds: 10, auto_rebuild: true });
    assert_eq!(settings.shutdown_delay, Duration::ZERO);
    assert!(settings.migrate && settings.auto_rebuild);
}

#[test]
fn flags_take_precedence_over_variables() {
    let variables = [
        ("DATABASE_URL", "postgres://gatelog:pw@db.example/gatelog"),
        ("GATELOG_LISTEN", "[::]:8080"),
        ("CLERK_INSTANCE_ID", "ins_1, ins_2,"),
        ("GATELOG_API_KEY", KEY),
        ("GATELOG_LOG_FORMAT", "json"),
        ("GATELOG_READY_LAG_EVENTS", "5"),
        ("GATELOG_READY_LAG_SECONDS", " 6 "),
        ("GATELOG_SHUTDOWN_DELAY_SECONDS", "9"),
    ];
    let settings = with(&[], &variables).expect("a usable configuration");
    assert_eq!(settings.database.expose(), "postgres://gatelog:pw@db.example/gatelog");
    assert_eq!(settings.listen.to_string(), "[::]:8080");
    assert_eq!(settings.sources[0].instances, ["ins_1", "ins_2"]);
    assert_eq!(settings.api_key.as_ref().map(ExposeSecret::expose_secret), Some(KEY));
    assert_eq!(settings.log_format, LogFormat::Json);
    assert_eq!(settings.ready, ReadyLimits { lag_events: 5, lag_seconds: 6, auto_rebuild: settings.auto_rebuild });
    assert_eq!(settings.shutdown_delay, Duration::from_secs(9));

    let folder = tempfile::tempdir().expect("a folder");
    let key_file = folder.path().join("key");
    fs::write(&key_file, format!("{}\n", KEY.to_uppercase())).expect("a file");
    let flags = [
        "--database-url=sqlite:other.db",
        "--listen=127.0.0.1:1",
        &format!("--webhook-secret={NEXT_SECRET}"),
        "--instance-id=ins_3",
        &format!("--api-key-file={}", key_file.display()),
        "--log-format=text",
        "--no-migrate",
        "--no-auto-rebuild",
        "--ready-lag-events=7",
        "--ready-lag-seconds=8",
        "--shutdown-delay-seconds=10",
    ];
    let settings = with(&flags, &variables).expect("a usable configuration");
    assert_eq!(settings.database.expose(), "sqlite:other.db");
    assert_eq!(settings.listen.to_string(), "127.0.0.1:1");
    assert_eq!(secret_ids(&settings), [NEXT_SECRET_ID]);
    assert_eq!(settings.sources[0].instances, ["ins_3"]);
    assert_eq!(settings.api_key.as_ref().map(ExposeSecret::expose_secret), Some(KEY.to_uppercase().as_str()));
    assert_eq!(settings.log_format, LogFormat::Text);
    assert_eq!(settings.ready, ReadyLimits { lag_events: 7, lag_seconds: 8, auto_rebuild: false });
    assert_eq!(settings.shutdown_delay, Duration::from_secs(10));
    assert!(!settings.migrate && !settings.auto_rebuild);
}

#[test]
fn first_set_secret_variable_is_used() {
    let names = ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET"];
    for (place, name) in names.into_iter().enumerate() {
        let mut variables = vec![(name, SECRET)];
        variables.extend(names[place + 1..].iter().map(|later| (*later, NEXT_SECRET)));
        variables.extend(names[..place].iter().map(|earlier| (*earlier, "  ")));
        let settings = resolve(&[], &variables).expect("a usable configuration");
        assert_eq!(secret_ids(&settings), [SECRET_ID], "{name}");
    }
}

#[test]
fn variable_may_hold_several_secrets() {
    let both = format!("{NEXT_SECRET}, {SECRET},\n");
    let settings = resolve(&[], &[("WEBHOOK_SECRET", &both)]).expect("a usable configuration");
    assert_eq!(secret_ids(&settings), [NEXT_SECRET_ID, SECRET_ID]);
}

#[test]
fn secret_comes_from_variable_or_file_not_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret");
    fs::write(&file, format!("{SECRET}\n")).expect("a file");
    let path = file.to_str().expect("a Unicode path");

    for name in ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET"] {
        let in_file = format!("{name}_FILE");
        let settings = resolve(&[], &[(&in_file, path)]).expect("a usable configuration");
        assert_eq!(secret_ids(&settings), [SECRET_ID]);
        assert!(resolve(&[], &[(&in_file, path), (name, " ")]).is_ok(), "a blank variable counts as unset");
        assert_eq!(
            line(resolve(&[], &[(&in_file, path), (name, SECRET)])),
            format!("{name} and {name}_FILE are both set, and only one can hold: unset one of them")
        );
    }
    assert_eq!(
        line(with(&[], &[("GATELOG_API_KEY", KEY), ("GATELOG_API_KEY_FILE", path)])),
        "GATELOG_API_KEY and GATELOG_API_KEY_FILE are both set, and only one can hold: unset one of them"
    );

    let missing = line(resolve(&[], &[("WEBHOOK_SECRET_FILE", "/nonexistent/secret")]));
    assert!(
        missing.starts_with("WEBHOOK_SECRET_FILE names the file /nonexistent/secret, which cannot be read: name one"),
        "{missing}"
    );
    fs::write(&file, " \n").expect("a file");
    assert_eq!(
        line(resolve(&[], &[("WEBHOOK_SECRET_FILE", path)])),
        format!("WEBHOOK_SECRET_FILE names the file {path}, which is empty: write the value into it")
    );
}

#[test]
fn missing_secret_error_says_where_to_find_it() {
    let text = "no webhook signing secret: set CLERK_WEBHOOK_SIGNING_SECRET to the whsec_… value of the endpoint in the \
                Clerk Dashboard (Webhooks → endpoint → Signing Secret)";
    assert_eq!(line(resolve(&[], &[])), text);
    assert_eq!(line(resolve(&["--webhook-secret= ,"], &[])), text);
    assert_eq!(
        line(resolve(&[], &[("CLERK_WEBHOOK_SIGNING_SECRET", "")])),
        format!("{text}; set but empty: CLERK_WEBHOOK_SIGNING_SECRET")
    );
}

#[test]
fn invalid_secret_is_located_and_never_printed() {
    let api_key = "sk_test_dGhpcyBpcyBhIGtleQ";
    let text = line(resolve(&[], &[("WEBHOOK_SECRET", api_key)]));
    assert!(text.starts_with("WEBHOOK_SECRET is a Clerk secret key (sk_…), and must be the signing secret"), "{text}");
    assert!(!text.contains("dGhp"), "{text}");
    let text = line(resolve(&[], &[("WEBHOOK_SECRET", &format!("{SECRET},whsec_not-base-64"))]));
    assert!(
        text.starts_with(
            "entry 2 of 2 in WEBHOOK_SECRET is unusable: the signing secret is not whsec_ and then base64"
        ),
        "{text}"
    );
    assert!(!text.contains("not-base"), "{text}");
    let text = line(resolve(&["--webhook-secret=pk_test_abc"], &[]));
    assert!(text.starts_with("--webhook-secret is a Clerk publishable key"), "{text}");
}

#[test]
fn short_or_unsendable_api_key_is_refused() {
    assert!(with(&[], &[("GATELOG_API_KEY", KEY)]).is_ok());
    let text = line(with(&[], &[("GATELOG_API_KEY", &KEY[1..])]));
    assert!(text.starts_with("GATELOG_API_KEY is shorter than 32 characters"), "{text}");
    for key in [format!("{KEY} {KEY}"), format!("{KEY}é")] {
        let text = line(with(&[], &[("GATELOG_API_KEY", &key)]));
        assert!(text.starts_with("GATELOG_API_KEY holds a space or a character other than printable ASCII"), "{text}");
    }
    let settings = with(&[], &[("GATELOG_API_KEY", " ")]).expect("a blank variable counts as unset");
    assert!(settings.api_key.is_none());
}

#[test]
fn database_url_is_printed_without_its_password() {
    for (text, shown) in [
        ("sqlite:gatelog.db", "sqlite:gatelog.db"),
        ("sqlite:///var/lib/gatelog/log.db", "sqlite:///var/lib/gatelog/log.db"),
        ("postgres://db/gatelog", "postgres://db/gatelog"),
        ("postgresql://gatelog:p%40ss:w%2Frd@db:5432/gatelog?password=more", "postgresql://db:5432/gatelog"),
    ] {
        let url = DatabaseUrl::parse(text).expect("a URL that Gatelog knows");
        assert_eq!(url.expose(), text);
        assert_eq!(url.to_string(), shown);
        assert_eq!(format!("{url:?}"), format!("DatabaseUrl({shown})"));
    }
    for text in ["gatelog.db", "/var/lib/gatelog.db", "mysql://db/gatelog", "postgres:db", "sqlite:", "user:pw@db/log"]
    {
        let error = line(with(&[], &[("DATABASE_URL", text)]));
        assert!(error.contains("write sqlite:gatelog.db for a SQLite file"), "{text}: {error}");
        assert!(!error.contains("pw@"), "{error}");
    }
}

#[test]
fn invalid_value_names_its_variable() {
    for (name, value) in [
        ("GATELOG_LISTEN", "localhost"),
        ("GATELOG_LISTEN", "3000"),
        ("GATELOG_LOG_FORMAT", "xml"),
        ("GATELOG_READY_LAG_EVENTS", "-1"),
        ("GATELOG_READY_LAG_SECONDS", "10s"),
        ("GATELOG_SHUTDOWN_DELAY_SECONDS", "5s"),
    ] {
        let text = line(with(&[], &[(name, value)]));
        assert!(text.contains(name) && text.contains(value), "{text}");
    }
}

#[test]
fn localhost_with_port_is_a_listen_address() {
    let listen = |text| with(&[], &[("GATELOG_LISTEN", text)]).map(|settings| settings.listen.to_string());
    assert_eq!(listen("localhost:8080").expect("an address"), "127.0.0.1:8080");
    for text in ["localhost:", "localhost:99999", "localhost:8080/", "example.com:8080"] {
        assert!(listen(text).is_err(), "{text}");
    }
}

#[test]
fn debug_output_holds_no_secret() {
    let flags = Flags::try_parse_from(["serve", "--webhook-secret", SECRET]).expect("flags that clap takes");
    let settings = with(&[], &[("GATELOG_API_KEY", KEY), ("DATABASE_URL", "postgres://u:hush@db/x")]).expect("usable");
    let printed = format!("{:?} {settings:?}", flags.serve);
    for secret in [SECRET, KEY, "hush"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

/// Runs [`dotenv_as_a_process`] in a folder with this `.env` and returns its output.
fn run_with_dotenv(content: Option<&str>) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("below");
    fs::create_dir(&below).expect("a folder");
    // A file above the working directory must not be found.
    fs::write(folder.path().join(".env"), "GATELOG_TEST_ABOVE=1\n").expect("a file");
    if let Some(content) = content {
        fs::write(below.join(".env"), content).expect("a file");
    }
    let output = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "cli::config::settings::dotenv_as_a_process", "--ignored", "--nocapture"])
        .current_dir(&below)
        .env("GATELOG_TEST_SET", "by the environment")
        .output()
        .expect("a child process");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
#[ignore = "run as a process of its own by the tests of .env, for it changes the environment"]
#[expect(clippy::print_stdout, reason = "its parent reads it")]
fn dotenv_as_a_process() {
    let loaded = load_dotenv().map_err(|error| error.to_string());
    let seen = ["GATELOG_TEST_SET", "GATELOG_TEST_UNSET", "GATELOG_TEST_ABOVE"].map(|name| std::env::var(name).ok());
    println!("\nloaded {loaded:?} seen {seen:?}");
}

#[test]
fn dotenv_never_overrides_the_environment() {
    let output = run_with_dotenv(Some("# ours\nGATELOG_TEST_SET=by the file\nGATELOG_TEST_UNSET='by the file'\n"));
    assert!(!output.contains("loaded Ok"), "a value with spaces must be quoted: {output}");
    let output = run_with_dotenv(Some("GATELOG_TEST_SET='by the file'\nGATELOG_TEST_UNSET='by the file'\n"));
    let seen = r#"loaded Ok(()) seen [Some("by the environment"), Some("by the file"), None]"#;
    assert!(output.contains(seen), "{output}");
    let output = run_with_dotenv(None);
    assert!(output.contains(r#"loaded Ok(()) seen [Some("by the environment"), None, None]"#), "{output}");
}

#[test]
fn malformed_dotenv_error_hides_its_content() {
    for (content, line) in [
        ("# ours\n\nGATELOG_TEST_UNSET=hush hush\n", 3),
        ("GATELOG_TEST_UNSET='two\nlines'\nhush hush\nA=1\n", 3),
        ("\u{feff}A=1\nhush\n", 2),
    ] {
        let output = run_with_dotenv(Some(content));
        assert!(output.contains(&format!("Err(\".env: line {line} is not of the form NAME=value")), "{output}");
        assert!(!output.contains("hush"), "{output}");
    }
}
