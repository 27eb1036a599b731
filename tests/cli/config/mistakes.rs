//! Common mistakes in values and names are recognised in every variable, flag and file, and no
//! error repeats a secret.

use std::{collections::BTreeSet, error::Error, fs, path::Path, process::Command};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::Parser;
use gatelog::config::{ServeConfig, Settings, error::ConfigError, keys, names};
use tempfile::TempDir;

use crate::support::configured::assert_hidden;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const KEY: &str = "bar-key-0123456789abcdef0123456789abcdef";
const PASSWORD: &str = "hunter2hunter2";

#[derive(Parser)]
struct Flags {
    #[command(flatten)]
    serve: ServeConfig,
}

fn resolve(flags: &[&str], variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let flags = Flags::try_parse_from([&["serve"], flags].concat()).expect("flags that clap takes");
    let good = [("CLERK_WEBHOOK_SIGNING_SECRET", SECRET)];
    flags.serve.resolve(&good.iter().chain(variables).copied().collect())
}

/// The error line that an operator sees.
fn error_line(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", error_line(source)))
}

/// The error line of a configuration, checked to hold no secret.
fn refused(flags: &[&str], variables: &[(&str, &str)]) -> String {
    let Err(error) = resolve(flags, variables) else { panic!("{flags:?} {variables:?} is taken") };
    let line = error_line(&error);
    assert_hidden(&line, &[SECRET]);
    for secret in [KEY, PASSWORD, "d2hzZWNf"] {
        assert!(!line.contains(secret), "a secret is printed: {line}");
    }
    assert!(!line.contains('\n'), "{line}");
    line
}

/// A valid value of each variable of `serve` that holds its value itself.
fn good_values() -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("DATABASE_URL", format!("postgres://gatelog:{PASSWORD}@db.example:5432/gatelog")),
        ("CLERK_WEBHOOK_SIGNING_SECRET", SECRET.to_owned()),
        ("CLERK_WEBHOOK_SECRET", SECRET.to_owned()),
        ("WEBHOOK_SECRET", SECRET.to_owned()),
        ("CLERK_INSTANCE_ID", "ins_2abC9".to_owned()),
        ("GATELOG_API_KEY", KEY.to_owned()),
        ("GATELOG_CORS_ORIGINS", "https://admin.example".to_owned()),
        ("GATELOG_FRAME_ANCESTORS", "https://portal.example".to_owned()),
        ("GATELOG_VIEWER", "false".to_owned()),
        ("GATELOG_TRUSTED_PROXIES", "10.0.0.0/8".to_owned()),
        ("GATELOG_PERSON_HEADER", "x-forwarded-email".to_owned()),
    ];
    for key in keys::ALL {
        let Some(name) = key.variable.filter(|name| !name.ends_with("_FILE")) else { continue };
        if !values.iter().any(|(known, _)| *known == name) {
            values.push((name, key.default.to_owned()));
        }
    }
    values
}

/// Resolves with that variable, and with a valid secret in another one unless it is a secret
/// itself.
fn with(name: &str, value: &str) -> Result<Settings, ConfigError> {
    let other = if name.starts_with("WEBHOOK_SECRET") { "CLERK_WEBHOOK_SECRET" } else { "WEBHOOK_SECRET" };
    let is_secret = name.contains("WEBHOOK_");
    let good = if is_secret { "" } else { SECRET };
    ServeConfig::default().resolve(&[(other, good), (name, value)].into_iter().collect())
}

/// Common mistakes in a valid value, with the expected word of the error.
fn with_mistakes(name: &str, good: &str) -> Vec<(String, &'static str)> {
    vec![
        (format!("\"{good}\""), "quotation mark"),
        (format!("'{good}'"), "quotation mark"),
        (format!("“{good}”"), "quotation mark"),
        (format!("\"{good}"), "quotation mark"),
        (format!("{good}'"), "quotation mark"),
        (format!(" \"{good}\"\n"), "quotation mark"),
        (format!("\u{feff}{good}"), "byte-order mark"),
        (format!("{good}\u{200b}"), "U+200B"),
        (format!("{name}={good}"), "NAME=value"),
        (format!("export {name}={good}"), "NAME=value"),
        (format!("{good} # ours"), "comment"),
        (format!("{{\"{name}\": \"{good}\"}}"), "JSON"),
    ]
}

#[test]
fn common_mistakes_are_named_for_every_variable() {
    let values = good_values();
    for (name, good) in &values {
        assert!(with(name, good).is_ok(), "{name}: {:?}", with(name, good).err());
        for (value, word) in with_mistakes(name, good) {
            let error = with(name, &value).expect_err(&value);
            let line = error_line(&error);
            assert!(line.contains(name) && line.contains(word), "{name}={value}\n{line}");
            assert_hidden(&line, &[SECRET, KEY, PASSWORD]);
        }
    }
    // The list of values is complete.
    let tested: BTreeSet<&str> = values.iter().map(|(name, _)| *name).collect();
    let of_other_commands = ["GATELOG_IMPORT_SECRET", "GATELOG_CHECK_SECRET", "GATELOG_TEST_SECRET", "GATELOG_CONFIG"];
    let all = names::known().filter(|name| !name.ends_with("_FILE") && !of_other_commands.contains(name));
    assert_eq!(all.filter(|name| !tested.contains(name)).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn common_mistakes_are_named_for_secret_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("held");
    let path = file.display().to_string();
    for (name, good) in good_values() {
        let named = format!("{name}_FILE");
        if !names::known().any(|known| known == named) {
            continue;
        }
        fs::write(&file, format!("{good}\r\n")).expect("a file");
        assert!(with(&named, &path).is_ok(), "{named}: {:?}", with(&named, &path).err());
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(good.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut cases: Vec<(Vec<u8>, &str)> =
            with_mistakes(name, &good).into_iter().map(|(text, word)| (text.into_bytes(), word)).collect();
        cases.extend([(utf16, "UTF-16"), (vec![0xc3, 0x28], "UTF-8"), (b" \n".to_vec(), "empty")]);
        for (content, word) in cases {
            fs::write(&file, &content).expect("a file");
            let line = error_line(&with(&named, &path).expect_err("a mistake"));
            assert!(line.contains(&named) && line.contains(&path) && line.contains(word), "{named}: {line}");
            assert_hidden(&line, &[SECRET, KEY, PASSWORD]);
        }
        // The value itself in place of the name of a file.
        let line = error_line(&with(&named, &good).expect_err("no file"));
        assert!(line.contains(&named) && line.contains("must"), "{line}");
        assert_hidden(&line, &[SECRET, KEY, PASSWORD]);
    }
}

#[test]
fn value_of_another_variable_is_recognised() {
    let others = [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "signing secret"),
        ("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "private key"),
        ("sk_test_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "secret key"),
        ("pk_live_Y2xlcmsuZXhhbXBsZS5jb20k", "publishable key"),
        ("postgres://u:hunter2hunter2@db/x", "URL of a database"),
        ("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "signature"),
        ("ins_2abC9", "id of a Clerk instance"),
    ];
    for (name, good) in good_values() {
        for (value, words) in others {
            let prefix = &value[..3];
            if good.starts_with(prefix) {
                continue;
            }
            let line = error_line(&with(name, value).expect_err(value));
            assert!(line.contains(name) && line.contains(words), "{name}={value}\n{line}");
            assert!(line.contains("must be"), "it says what belongs there: {line}");
            assert_hidden(&line, &[SECRET, "hunter2", "Y2xlcmsuZXhh", "K5oZfzN95"]);
        }
    }
    for (name, value, words) in [
        ("CLERK_INSTANCE_ID", "user_2abC9", "does not begin with ins_"),
        ("CLERK_INSTANCE_ID", "ins_", "ends after ins_"),
        ("CLERK_INSTANCE_ID", "ins_a, ins-b", "does not begin with ins_"),
        ("CLERK_INSTANCE_ID", "ins_a ins_b", "else than letters and digits"),
        ("CLERK_INSTANCE_ID", "INS_a", "does not begin with ins_"),
        ("CLERK_INSTANCE_ID", "bar-key-0123456789abcdef0123456789abcdef", "does not begin with ins_"),
        ("GATELOG_LISTEN", "bar-key-0123456789abcdef0123456789abcdef", "a text of 40 characters"),
        ("GATELOG_TRUSTED_PROXIES", "bar-key-0123456789abcdef0123456789abcdef", "must be networks"),
        ("GATELOG_PERSON_HEADER", "authorization", "must be the name of a header"),
        ("GATELOG_PERSON_HEADER", "x forwarded email", "must be the name of a header"),
        ("GATELOG_CORS_ORIGINS", "admin.example", "must be origins"),
        ("GATELOG_CORS_ORIGINS", "https://admin.example/", "must be origins"),
        ("GATELOG_CORS_ORIGINS", "*", "must be origins"),
        ("GATELOG_MIGRATE", "yes", "true or false"),
    ] {
        let line = refused(&[], &[(name, value)]);
        assert!(line.contains(name) && line.contains(words), "{name}={value}\n{line}");
    }
    for (flag, words) in [
        ("--webhook-secret=\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"", "quotation"),
        ("--instance-id=pk_test_ZXhhbXBsZQ", "publishable"),
        ("--database-url='sqlite:a.db'", "quotation"),
        ("--listen=\"127.0.0.1:1\"", "quotation"),
    ] {
        let line = refused(&[flag], &[]);
        assert!(line.contains(flag.split('=').next().expect("a flag")) && line.contains(words), "{flag}: {line}");
    }
}

#[test]
fn secret_in_a_wrong_form_is_recognised() {
    let again = STANDARD.encode(SECRET);
    let inside = format!("whsec_{again}");
    for (value, words) in [
        (again.as_str(), "base64 once more"),
        (&inside, "base64 once more"),
        ("v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "leave out `v1,`"),
        ("v1, whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "leave out `v1,`"),
        ("v1a,whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "leave out `v1,`"),
        ("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=", "signature of one delivery"),
        ("ep_2abC9", "id of a webhook endpoint"),
        ("https://gatelog.example/webhooks/clerk", "web address"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8 ILPZIo2LaLaSw", "white space"),
        ("\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\",\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"", "quotation"),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", "quotation"),
        ("# prod\nwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "comment"),
    ] {
        let line = refused(&[], &[("CLERK_WEBHOOK_SIGNING_SECRET", value)]);
        assert!(line.contains("CLERK_WEBHOOK_SIGNING_SECRET") && line.contains(words), "{value}\n{line}");
    }
    // Base64 of the part behind the prefix, with and without that prefix before it.
    let bare_again = STANDARD.encode(&SECRET[6..]);
    for value in [
        &bare_again,
        &format!("whsec_{bare_again}"),
        &format!("whsec_{}", STANDARD.encode(format!("{}\n", &SECRET[6..]))),
    ] {
        let line = refused(&[], &[("CLERK_WEBHOOK_SIGNING_SECRET", value)]);
        assert!(line.contains("base64 once more"), "{value}\n{line}");
    }
    for value in [
        "whsec_xxx",
        "whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "whsec_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
        "whsec_00000000000000000000000000000000",
        "whsec_...",
        "whsec_…",
        "whsec_your_signing_secret",
        "whsec_YOUR_SIGNING_SECRET",
        "whsec_replacewithyoursigningsecret",
        "whsec_<your secret>",
        "whsec_<…>",
        "whsec_abc...",
        "whsec_***",
        "<signing secret>",
        "your-signing-secret",
    ] {
        for place in ["CLERK_WEBHOOK_SIGNING_SECRET", "--webhook-secret"] {
            let flag = format!("--webhook-secret={value}");
            let line = if place.starts_with('-') { refused(&[&flag], &[]) } else { refused(&[], &[(place, value)]) };
            assert!(line.starts_with(place) && line.contains("is the placeholder of an example"), "{value}\n{line}");
        }
    }
    for key in ["<a key of at least thirty-two characters>", &"x".repeat(40), "0123456789abcdef0123456789abcdef…"] {
        let line = refused(&[], &[("GATELOG_API_KEY", key)]);
        assert!(line.starts_with("GATELOG_API_KEY is the placeholder"), "{line}");
    }
    let line = refused(&[], &[("CLERK_WEBHOOK_SIGNING_SECRET", "MfKQ9r8GKYqr-wjUPD8ILPZIo2LaLaSw")]);
    assert!(line.contains("the signing secret is not whsec_ and then base64"), "{line}");
    // Valid values: padding, hexadecimal digits as a key, several secrets, and secrets without their prefix.
    for value in [
        "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFk=",
        "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        &format!("{SECRET},\n{SECRET},"),
        &SECRET[6..],
    ] {
        assert!(resolve(&[], &[("CLERK_WEBHOOK_SIGNING_SECRET", value)]).is_ok(), "{value}");
    }
    for key in ["a_b=c-0123456789abcdef0123456789abcdef", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="] {
        let taken = resolve(&[], &[("GATELOG_API_KEY", key)]).is_ok();
        assert_eq!(taken, !key.contains("_b="), "{key}");
    }
}

#[test]
fn invalid_database_url_error_says_why() {
    for (url, words) in [
        ("postgres://postgres:p@ss#word@127.0.0.1:5432/nope_x", "%40 for @, %23 for #"),
        ("postgres://u:p@ss@db/x", "%40 for @"),
        ("postgres://u:a/b@db/x", "%2F for /"),
        ("postgres://u:a?b@db/x", "%3F for ?"),
        ("postgres://u:100%@db/x", "%25 for %"),
        ("postgres://u:p#w@db/x", "%23 for #"),
        ("postgres://db/x#y", "%23 for #"),
        ("postgres://u:two words@db/x", "%20"),
        ("postgres://db", "names no database"),
        ("postgres:///", "names no database"),
        ("postgresql://u:p@h:5432/", "names no database"),
        ("postgres://u:p@h:5432?sslmode=require", "names no database"),
        ("postgres://u:p@h:port/x", "(invalid port number)"),
        ("postgres://u:p@/x", "(empty host)"),
        ("postgres://u:p@h/x?sslmode=perhaps", "cannot be read"),
        ("postgres:db", "both slashes"),
        ("postgresql+asyncpg://u:p@h/x", "both slashes"),
        ("mysql://u:p@h/x", "SQLite or PostgreSQL alone"),
        ("gatelog.db", "write sqlite:gatelog.db"),
        ("/var/lib/gatelog.db", "write sqlite:gatelog.db"),
        ("sqlite3:///x.db", "write sqlite:gatelog.db"),
        ("sqlite:", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite://?mode=rwc", "names no file"),
        ("sqlite::memory:", "in memory"),
        ("sqlite:x?mode=memory", "in memory"),
        ("sqlite:///abs/x.db?mode=ro", "none but ?mode=rwc"),
        ("sqlite:///abs/x.db?mode=rwc&cache=shared", "none but ?mode=rwc"),
        ("https://db.example/x", "does not begin with sqlite: or postgres://"),
    ] {
        for (flags, variables) in
            [(vec![], vec![("DATABASE_URL", url)]), (vec![format!("--database-url={url}")], vec![])]
        {
            let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
            let line = refused(&flags, &variables);
            let place = if flags.is_empty() { "DATABASE_URL" } else { "--database-url" };
            assert!(line.starts_with(place) && line.contains(words), "{url}\n{line}");
            for secret in ["p@ss#", "ss#word", "two words", "a/b", "a?b"] {
                assert!(!line.contains(secret), "{url}\n{line}");
            }
        }
    }
    for url in [
        "sqlite:///abs/x.db?mode=rwc",
        "sqlite:x.db?mode=rwc",
        "sqlite:with a blank/x.db",
        "postgres://u:p%40ss%23word@db/x",
        "postgres://db/x?user=a@b",
        "postgres:///x?host=/run/postgresql",
        "postgres:///x",
        "postgres://u@h?dbname=x",
        " postgres://u:p@h/x ",
    ] {
        assert!(
            resolve(&[], &[("DATABASE_URL", url)]).is_ok(),
            "{url}: {:?}",
            resolve(&[], &[("DATABASE_URL", url)]).err()
        );
    }
}

#[test]
fn mistyped_variable_name_stops_the_start() {
    for (name, nearest) in [
        ("GATELOG_TRUSTED_PROXIS", "GATELOG_TRUSTED_PROXIES"),
        ("GATELOG_TRUSTED_PROXY", "GATELOG_TRUSTED_PROXIES"),
        ("GATELOG_APIKEY", "GATELOG_API_KEY"),
        ("GATELOG_AUDIT_READ", "GATELOG_AUDIT_READS"),
        ("GATELOG_LISTENS", "GATELOG_LISTEN"),
        ("GATELOG_PORT", "GATELOG_LISTEN"),
        ("GATELOG_DATABASE_URL", "DATABASE_URL"),
        ("GATELOG_CLERK_INSTANCE_ID", "CLERK_INSTANCE_ID"),
        ("GATELOG_LOG_LEVEL", "RUST_LOG"),
    ] {
        let line = refused(&[], &[(name, "1234")]);
        assert!(line.starts_with(name) && line.contains(&format!("write {nearest},")), "{line}");
    }
    // A name far from every known one may belong to the deployment, and Kubernetes sets variables
    // for a service.
    let warned = |name: &str, value: &str| resolve(&[], &[(name, value)]).expect(name).warnings.join("\n");
    assert!(warned("GATELOG_VERSION", "1.2").contains("GATELOG_VERSION is set, and Gatelog reads no variable"));
    assert!(warned("CLERK_INSTANCE_IDS", "ins_a").contains("Gatelog reads CLERK_INSTANCE_ID"));
    for (name, value) in [
        ("GATELOG_SERVICE_HOST", "10.96.0.12"),
        ("GATELOG_SERVICE_PORT", "3000"),
        ("GATELOG_SERVICE_PORT_HTTP", "3000"),
        ("GATELOG_PORT", "tcp://10.96.0.12:3000"),
        ("GATELOG_PORT_3000_TCP", "tcp://10.96.0.12:3000"),
        ("GATELOG_PORT_3000_TCP_PROTO", "tcp"),
        ("GATELOG_PORT_3000_TCP_PORT", "3000"),
        ("GATELOG_PORT_3000_TCP_ADDR", "10.96.0.12"),
        ("GATELOG_POSTGRES_SERVICE_HOST", "10.96.0.13"),
        ("GATELOG_POSTGRES_PORT", "tcp://10.96.0.13:5432"),
        ("GATELOG_POSTGRES_PORT_5432_TCP", "tcp://10.96.0.13:5432"),
        ("GATELOG_DOCS", "true"),
        ("CLERK_SECRET_KEY", "sk_test_1234"),
    ] {
        assert!(!warned(name, value).contains(name), "{name}: {}", warned(name, value));
    }
}

#[test]
fn secret_under_a_wrong_name_is_reported() {
    let missing = |variables: &[(&str, &str)]| {
        error_line(&ServeConfig::default().resolve(&variables.iter().copied().collect()).expect_err("no secret"))
    };
    for name in [
        "SIGNING_SECRET",
        "CLERK_BILLING_WEBHOOK_SECRET",
        "NUXT_CLERK_WEBHOOK_SIGNING_SECRET",
        "NUXT_WEBHOOK_SECRET",
        "SVIX_SECRET_KEY",
        "WEBHOOK_SIGNING_SECRET",
        "MY_OWN_NAME",
    ] {
        for value in [SECRET, &format!("\"{SECRET}\"")] {
            let line = missing(&[(name, value), ("CLERK_WEBHOOK_SIGNING_SECRET", "")]);
            assert!(line.contains(&format!("; {name} is set and is not read")), "{line}");
            assert!(line.contains("rename it to CLERK_WEBHOOK_SIGNING_SECRET"), "{line}");
            assert_hidden(&line, &[SECRET]);
        }
    }
    let line = missing(&[("SESSION_COOKIE_SECRET", "0123"), ("GATELOG_IMPORT_SECRET", SECRET)]);
    assert!(!line.contains("not read"), "{line}");
}

/// Runs `gatelog config check` in a folder; returns its success and its output.
fn check(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatelog"));
    command.args(["config", "check"]).args(arguments).env_clear().envs(variables.iter().copied()).current_dir(folder);
    let output = command.output().expect("the binary runs");
    let said = crate::support::cli::said(&output);
    assert_hidden(&said, &[SECRET, KEY, PASSWORD]);
    (output.status.success(), said)
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

#[test]
fn common_dotenv_notations_are_read() {
    for text in [
        "CLERK_WEBHOOK_SIGNING_SECRET=@",
        "\u{feff}CLERK_WEBHOOK_SIGNING_SECRET=@\r\n",
        "export CLERK_WEBHOOK_SIGNING_SECRET=@ # ours",
        "CLERK_WEBHOOK_SIGNING_SECRET='@'",
        "CLERK_WEBHOOK_SIGNING_SECRET=\"@\" # ours",
        "A=1\nCLERK_WEBHOOK_SIGNING_SECRET=@\nB=${A}\nC='$none'\nD=\\$none\n# $none",
    ] {
        let folder = folder(&[(".env", text.replace('@', SECRET).as_bytes())]);
        let (good, said) = check(folder.path(), &[], &[]);
        assert!(good, "{text}\n{said}");
    }
    let utf16: Vec<u8> = [0xfeff].into_iter().chain("A=1".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (content, words) in [
        (utf16.as_slice(), ".env is written as UTF-16"),
        (b"A=\xff", ".env is not text in UTF-8"),
        (b"A=1\nDATABASE_URL=postgres://u:hunter2hunter2$ecret@db/x", ".env: line 2 holds $"),
        (b"hunter2hunter2", ".env: line 1 is not of the form"),
        (b"GATELOG_TRUSTED_PROXIS=10.0.0.0/8", "write GATELOG_TRUSTED_PROXIES"),
        (b"GATELOG_API_KEY=\"'bar-key-0123456789abcdef0123456789abcdef'\"", "quotation"),
    ] {
        let folder = folder(&[(".env", content)]);
        let (good, said) = check(folder.path(), &[("CLERK_WEBHOOK_SIGNING_SECRET", SECRET)], &[]);
        assert!(!good && said.contains(words), "{words}: {said}");
    }
    let folder = folder(&[(".env.local", format!("CLERK_WEBHOOK_SIGNING_SECRET={SECRET}").as_bytes())]);
    let (good, said) = check(folder.path(), &[], &[]);
    assert!(!good && said.contains(".env.local is there and is not read: Gatelog reads .env"), "{said}");
    let (good, said) = check(folder.path(), &[("CLERK_WEBHOOK_SIGNING_SECRET", SECRET)], &[]);
    assert!(good && said.contains("warning: .env.local is there and is not read"), "{said}");
}

#[test]
fn common_mistakes_are_named_for_the_file() {
    let source = format!("[[source]]\nname = \"clerk\"\nsecrets = [{{ value = \"{SECRET}\" }}]\n");
    let marked = [b"\xef\xbb\xbf".as_slice(), source.as_bytes()].concat();
    let good = folder(&[("gatelog.toml", &marked)]);
    let (taken, said) = check(good.path(), &[], &["--config", "gatelog.toml"]);
    assert!(taken, "a byte-order mark before the file does no harm: {said}");
    for (text, words) in [
        ("instance_ids = [\"pk_test_ZXhhbXBsZQ\"]", "line 4: instance_ids is a Clerk publishable key"),
        ("instance_ids = [\"ins_a\", \"b\"]", "line 4: instance_ids is no id of a Clerk instance"),
        ("headers = \"'svix'\"", "line 4: headers is in quotation marks"),
        ("networks = [\"'10.0.0.0/8'\"]", "line 4: networks is in quotation marks"),
        ("networks_file = \"\u{feff}ips\"", "line 4: networks_file begins with a byte-order mark"),
        ("[server]\nlisten = \"'127.0.0.1:1'\"", "line 5: server.listen is in quotation marks"),
        ("[database]\nurl = \"postgres://u:hunter2hunter2@h/\"", "line 5: database.url names no database"),
        ("[access]\napi_key_file = \"bar-key-0123456789abcdef0123456789abcdef\"", "must name a file"),
    ] {
        let folder = folder(&[("gatelog.toml", format!("{source}{text}\n").as_bytes())]);
        let (taken, said) = check(folder.path(), &[], &["--config", "gatelog.toml"]);
        assert!(!taken && said.contains(words), "{words}: {said}");
    }
    let by_variable = "[[source]]\nname = \"clerk\"\nsecrets = [{ env = \"GATELOG_PROD_SECRET\" }]\n";
    let folder = folder(&[("gatelog.toml", by_variable.as_bytes())]);
    let (taken, said) = check(folder.path(), &[("GATELOG_PROD_SECRET", SECRET)], &["--config", "gatelog.toml"]);
    assert!(taken && !said.contains("GATELOG_PROD_SECRET is set"), "the file names it: {said}");
    let (taken, said) =
        check(folder.path(), &[("GATELOG_PROD_SECRET", &format!("'{SECRET}'"))], &["--config", "gatelog.toml"]);
    assert!(!taken && said.contains("GATELOG_PROD_SECRET is in quotation marks"), "{said}");
}

#[test]
fn unreachable_database_error_names_the_host() {
    for (url, host, words) in [
        ("postgres://u:hunter2hunter2@127.0.0.1:1/x", None, "on the host 127.0.0.1, port 1, as the user u"),
        ("postgres://u:hunter2hunter2@h/x?host=127.0.0.2&port=1", None, "on the host 127.0.0.2, port 1, as the user u"),
        ("postgres:///x?port=1&user=u", Some("127.0.0.3"), "on the host 127.0.0.3, port 1, as the user u"),
        ("postgres:///x?host=/nonexistent/run&user=u", None, "by the socket in /nonexistent/run, port 5432"),
        ("postgres://u:hunter2hunter2@gatelog.invalid/x", None, "on the host gatelog.invalid, port 5432"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatelog"));
        command.args(["migrate"]).env_clear().env("DATABASE_URL", url).envs(host.map(|host| ("PGHOST", host)));
        let output = command.output().expect("the binary runs");
        let said = crate::support::cli::said(&output);
        assert!(!output.status.success() && said.contains(words), "{url}\n{said}");
        assert!(!said.contains(PASSWORD), "{said}");
    }
}
