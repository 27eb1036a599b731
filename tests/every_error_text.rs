//! Every refusal of the API and every error of the start, made by asking for it, in one table that the test prints: each is
//! a sentence that a person can act on. `cargo nextest run -E 'test(every_error_text)' --no-capture` shows it.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use gatelog::{
    config::{ServeConfig, error::ConfigError, mistake::Mistake},
    ingest::secret::SecretError,
    store::LocationError,
};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    Db,
    app::{API_KEY, App},
    cluster::note,
};

/// Words of a framework, a parser or a Rust type, which mean nothing to a client.
const LEAKS: [&str; 26] = [
    "Type \"",
    "expects",
    "failed to parse",
    "occurred while",
    "Expected input",
    "expected value",
    "missing field",
    "unknown field",
    "invalid type",
    "line 1 column",
    "EOF",
    "Option<",
    "Vec<",
    "String",
    "i64",
    "u64",
    "u16",
    "usize",
    "NewKey",
    "serde",
    "panicked",
    "Error(",
    "ParseError",
    "integer_",
    "string_",
    "None",
];

/// A refusal, by status and text, with one request that has it.
type Table = BTreeMap<(u16, String), String>;

struct Asked {
    method: Method,
    path: String,
    body: Option<(&'static str, String)>,
    /// What is wrong, and must be named.
    parameter: Option<String>,
}

impl Asked {
    fn get(path: String, parameter: Option<&str>) -> Self {
        Self { method: Method::GET, path, body: None, parameter: parameter.map(str::to_owned) }
    }
}

/// Values that few parameters take.
const ODD: [&str; 17] = [
    "",
    "%00",
    "%FF",
    "%20",
    "-1",
    "0",
    "1001",
    "99999999999999999999",
    "1e3",
    "null",
    "true",
    "%5B%5D",
    "x",
    "yesterday",
    "2026-13-45",
    "a%20b",
    "a.*.b",
];

/// Each operation with each of its parameters missing, doubled and odd, and one that it does not have.
fn requests(document: &Value) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            if path.starts_with("/webhooks") || method != "get" && method != "post" && method != "delete" {
                continue;
            }
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
            let parameters: Vec<(&str, &str, bool)> = operation["parameters"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|of| {
                    let text = |key: &str| of[key].as_str().expect("a text");
                    (text("name"), text("in"), of["required"] == true)
                })
                .collect();
            let filled = |value: &str| {
                path.split('/')
                    .map(|part| if part.starts_with('{') { value } else { part })
                    .collect::<Vec<_>>()
                    .join("/")
            };
            for odd in ["%00", "%FF", "none", "a%20b", "%20"] {
                if path.contains('{') {
                    asked.push(Asked { method: method.clone(), ..Asked::get(filled(odd), None) });
                }
            }
            let required: Vec<String> = parameters
                .iter()
                .filter(|(_, place, required)| *place == "query" && *required)
                .map(|(name, ..)| format!("{name}=0"))
                .collect();
            let path = filled("user_0");
            let query = |more: &[String], without: &str| {
                let all: Vec<&String> = required.iter().filter(|pair| !pair.starts_with(without)).chain(more).collect();
                let all: Vec<&str> = all.into_iter().map(String::as_str).collect();
                format!("{path}?{}", all.join("&"))
            };
            let unknown = query(&["nothing=1".to_owned()], "-");
            asked.push(Asked { method: method.clone(), ..Asked::get(unknown, Some("nothing")) });
            for (name, _, required) in parameters.iter().filter(|(_, place, _)| *place == "query") {
                let own = format!("{name}=");
                if *required {
                    asked.push(Asked::get(query(&[], &own), Some(name)));
                }
                asked.push(Asked::get(query(&[format!("{own}0"), format!("{own}0")], &own), Some(name)));
                asked.extend(ODD.iter().map(|odd| Asked::get(query(&[format!("{own}{odd}")], &own), Some(name))));
            }
            for (since, until) in [("2026-02-01", "2026-01-01"), ("2026-01-01", "2026-01-01")] {
                if parameters.iter().any(|(name, ..)| *name == "since") {
                    let both = [format!("since={since}T00:00:00Z"), format!("until={until}T00:00:00Z")];
                    asked.push(Asked::get(query(&both, "-"), None));
                }
            }
        }
    }
    asked.extend(bodies());
    asked
}

/// Bodies of every wrong form for the one operation that takes any.
fn bodies() -> Vec<Asked> {
    let good =
        json!({"name": "n", "scopes": ["views:read"], "sources": ["clerk"], "expires_at": "2999-01-01T00:00:00Z"});
    let mut found: Vec<(&'static str, String, Option<String>)> = Vec::new();
    for field in ["name", "scopes", "sources", "expires_at"] {
        let values = [
            json!(null),
            json!(true),
            json!(7),
            json!(-1.5),
            json!("x"),
            json!(""),
            json!([]),
            json!([1]),
            json!([null]),
            json!([["a"]]),
            json!({}),
            json!({"a": 1}),
            json!("a\u{0}b"),
            json!(["nothing"]),
            json!("2001-01-01T00:00:00Z"),
        ];
        for value in values {
            let mut body = good.clone();
            body[field] = value;
            found.push(("application/json", body.to_string(), Some(field.to_owned())));
        }
        let mut body = good.clone();
        body.as_object_mut().expect("an object").remove(field);
        found.push(("application/json", body.to_string(), Some(field.to_owned())));
    }
    let mut more = good.clone();
    more["nothing"] = json!(1);
    found.push(("application/json", more.to_string(), Some("nothing".to_owned())));
    for text in [
        "",
        " ",
        "null",
        "7",
        "\"x\"",
        "[]",
        "{",
        "{\"name\":}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "\u{feff}{}",
        "x=1",
        "{} {}",
    ] {
        found.push(("application/json", text.to_owned(), None));
    }
    found.push(("application/json", "x".repeat(20_000), None));
    found.push(("text/plain", good.to_string(), None));
    found.push(("application/x-www-form-urlencoded", "name=n".to_owned(), None));
    let asked = |(kind, text, parameter)| Asked {
        method: Method::POST,
        path: "/v1/keys".to_owned(),
        body: Some((kind, text)),
        parameter,
    };
    found.into_iter().map(asked).collect()
}

/// What is wrong with a text as a sentence for a person, if anything is.
fn fault(text: &str) -> Option<String> {
    if let Some(leak) = LEAKS.iter().find(|leak| text.contains(**leak)) {
        return Some(format!("it leaks {leak:?}"));
    }
    if text.ends_with('.') || text.contains("..") || text.contains('\n') || text.trim() != text {
        return Some("it is no one line without a full stop".to_owned());
    }
    let mut clauses = BTreeSet::new();
    for clause in text.split([':', ';']).map(str::trim).filter(|clause| clause.contains(' ')) {
        if !clauses.insert(clause) {
            return Some(format!("it says twice: {clause}"));
        }
    }
    (text.split_whitespace().count() < 4).then(|| "it is no sentence".to_owned())
}

fn print(title: &str, table: &Table) {
    let lines: Vec<String> =
        table.iter().map(|((status, text), by)| format!("{status:<4} {text}\n       {by}")).collect();
    note(&format!("{title}: {} texts\n{}", table.len(), lines.join("\n")));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_text_of_the_api_is_a_sentence_to_act_on() {
    let db = Db::sqlite();
    let app = App::serve(&db).await;
    let user = r#"{"object":"event","type":"user.created","timestamp":1790000000000,"data":{"id":"user_0"}}"#;
    assert_eq!(app.deliver("user_0", user).await.0, 200);
    app.settle().await;
    let document = crate::api::asking::ask(&app, "/openapi.json").await.json();
    let (client, mut table, mut wrong) = (Client::new(), Table::new(), Vec::new());
    for Asked { method, path, body, parameter } in requests(&document) {
        let mut request = client.request(method.clone(), app.url(&path)).bearer_auth(API_KEY);
        if let Some((kind, text)) = &body {
            request = request.header("content-type", *kind).body(text.clone());
        }
        let response = request.send().await.expect("an answer");
        let status = response.status();
        assert!(!status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE, "{method} {path}: {status}");
        if !status.is_client_error() {
            continue;
        }
        let problem: Value = response.json().await.expect("a problem");
        let text = problem["detail"].as_str().expect("a detail").to_owned();
        let shown: String = body.map(|(_, body)| body.chars().take(80).collect()).unwrap_or_default();
        let by = format!("{method} {path} {shown}");
        if let Some(fault) = fault(&text) {
            wrong.push(format!("{fault}\n  {text}\n  {by}"));
        }
        // Who asks for a value that cannot be used learns of which parameter it is.
        if status == StatusCode::BAD_REQUEST
            && let Some(parameter) = parameter
            && !(text.contains(&parameter) || problem["parameter"] == parameter.as_str())
        {
            wrong.push(format!("it does not name {parameter}\n  {text}\n  {by}"));
        }
        table.entry((status.as_u16(), text)).or_insert(by);
    }
    print("the API", &table);
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}

/// Which variant an error is. Without a wildcard: a new one does not compile until somebody has asked for its text.
fn variant(error: &ConfigError) -> &'static str {
    match error {
        ConfigError::Mistaken { mistake, .. } => match mistake {
            Mistake::Quoted => "Quoted",
            Mistake::HalfQuoted => "HalfQuoted",
            Mistake::ByteOrderMark => "ByteOrderMark",
            Mistake::Invisible(_) => "Invisible",
            Mistake::Utf16 => "Utf16",
            Mistake::NotUtf8 => "NotUtf8",
            Mistake::Assignment => "Assignment",
            Mistake::Comment => "Comment",
            Mistake::Json => "Json",
            Mistake::Version => "Version",
            Mistake::WhiteSpace(_) => "WhiteSpace",
            Mistake::EncodedAgain { .. } => "EncodedAgain",
            Mistake::Other { .. } => "Other",
            Mistake::Instance(_) => "Instance",
        },
        ConfigError::Database { mistake, .. } => match mistake {
            LocationError::Scheme(_) => "Scheme",
            LocationError::NoFile => "NoFile",
            LocationError::InMemory => "InMemory",
            LocationError::Parameters => "Parameters",
            LocationError::NoDatabase => "NoDatabase",
            LocationError::WhiteSpace => "UrlWhiteSpace",
            LocationError::NotEncoded(_) => "NotEncoded",
            LocationError::Unreadable(_) => "Unreadable",
        },
        ConfigError::UnknownVariable { .. } => "UnknownVariable",
        ConfigError::DotenvUnreadable(_) => "DotenvUnreadable",
        ConfigError::DotenvLine(_) => "DotenvLine",
        ConfigError::DotenvReference(_) => "DotenvReference",
        ConfigError::ConfigUnreadable { .. } => "ConfigUnreadable",
        ConfigError::ConfigLine { .. } => "ConfigLine",
        ConfigError::Value { .. } => "Value",
        ConfigError::SecretsTwice { .. } => "SecretsTwice",
        ConfigError::SecretContradiction { .. } => "SecretContradiction",
        ConfigError::Published(_) => "Published",
        ConfigError::BothSet(_) => "BothSet",
        ConfigError::FileUnreadable { .. } => "FileUnreadable",
        ConfigError::FileEmpty { .. } => "FileEmpty",
        ConfigError::FileIsSecret { .. } => "FileIsSecret",
        ConfigError::NoSecret(_) => "NoSecret",
        ConfigError::Secret { source, .. } => match source {
            SecretError::Empty => "SecretEmpty",
            SecretError::ApiKey => "SecretApiKey",
            SecretError::PublishableKey => "SecretPublishableKey",
            SecretError::PrivateKey => "SecretPrivateKey",
            SecretError::WhiteSpace => "SecretWhiteSpace",
            SecretError::NotBase64 => "SecretNotBase64",
            SecretError::PublicKeyNotBase64 => "SecretPublicKeyNotBase64",
            SecretError::TooShort => "SecretTooShort",
            SecretError::PublicKeyLength => "SecretPublicKeyLength",
            SecretError::WeakPublicKey => "SecretWeakPublicKey",
        },
        ConfigError::ApiKeyShort(_) => "ApiKeyShort",
        ConfigError::ApiKeyCharacter(_) => "ApiKeyCharacter",
    }
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Configurations that cannot be used: variables, and lines of a configuration file beside two files, `empty` and `utf16`.
fn configurations() -> Vec<(Vec<(&'static str, String)>, String)> {
    let of_secret = |value: &str| (vec![("CLERK_WEBHOOK_SIGNING_SECRET", value.to_owned())], String::new());
    let of = |name: &'static str, value: &str| {
        (vec![("CLERK_WEBHOOK_SIGNING_SECRET", SECRET.to_owned()), (name, value.to_owned())], String::new())
    };
    let of_file = |text: &str| (Vec::new(), format!("[[source]]\nname = \"a\"\n{text}\n"));
    let held = format!("{{ value = \"{SECRET}\" }}");
    let mut all: Vec<_> = [
        "",
        "\"whsec_a\"",
        "'whsec_a",
        "\u{feff}whsec_a",
        "whsec_\u{200b}a",
        "A_B=whsec_a",
        "whsec_a # a",
        "{\"a\": 1}",
        "v1,whsec_a",
        "v1,abc",
        "whsec_a b",
        "d2hzZWNfTWZLUTlyOEdLWXFyVHdqVVBEOElMUFpJbzJMYUxhU3c=",
        "sk_test_a",
        "pk_test_a",
        "whsk_a",
        "whsec_",
        "whsec_***",
        "whsec_QUJD",
        "whpk_***",
        "whpk_QUJD",
        "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ]
    .map(of_secret)
    .into();
    all.extend([
        of("CLERK_INSTANCE_ID", "user_1"),
        of("CLERK_WEBHOOK_SIGNING_SECRET_FILE", "/nowhere"),
        of("GATELOG_API_KEY_FILE", "/nowhere"),
        of("GATELOG_API_KEY_FILE", "0123456789abcdef0123456789abcdef"),
        of("GATELOG_API_KEY_FILE", "empty"),
        of("GATELOG_API_KEY_FILE", "utf16"),
        of("GATELOG_API_KEY_FILE", "binary"),
        of("GATELOG_API_KEY", "short"),
        of("GATELOG_API_KEY", "0123456789abcdef 0123456789abcdef"),
        of("GATELOG_LISTEN", "everywhere"),
        of("GATELOG_TRUSTED_PROXIS", "10.0.0.0/8"),
        of("GATELOG_CONFIG", "/nowhere.toml"),
        of_file("secrets = 1"),
        of_file(&format!("secrets = [{held}, {{ value = \"{SECRET}\", verify_only = true }}]")),
        of_file(&format!("secrets = [{held}]\nnetworks_file = \"binary.txt\"")),
        (vec![("WEBHOOK_SECRET", SECRET.to_owned())], format!("[[source]]\nname = \"clerk\"\nsecrets = [{held}]\n")),
    ]);
    let urls = [
        "mysql://h/x",
        "gatelog.db",
        "sqlite:",
        "sqlite::memory:",
        "sqlite:x?mode=ro",
        "postgres://h",
        "postgres://u:a b@h/x",
        "postgres://u:a@b@h/x",
        "postgres://h:port/x",
    ];
    all.extend(urls.map(|url| of("DATABASE_URL", url)));
    all
}

/// The whole line that an operator sees.
fn told(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {}", told(source)))
}

#[test]
fn every_error_text_of_the_start_is_a_sentence_to_act_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("empty"), " ").expect("a file");
    std::fs::write(path("utf16"), b"\xff\xfea\0").expect("a file");
    std::fs::write(path("binary"), b"\xc3\x28").expect("a file");
    std::fs::write(path("binary.txt"), "<html>").expect("a file");
    let (mut table, mut seen, mut wrong) = (Table::new(), BTreeSet::new(), Vec::new());
    let mut note_it = |error: &ConfigError, by: String| {
        let text = told(error);
        seen.insert(variant(error));
        if let Some(fault) = fault(&text) {
            wrong.push(format!("{fault}\n  {text}\n  {by}"));
        }
        table.entry((1, text)).or_insert(by);
    };
    for (variables, file) in configurations() {
        let config = path("gatelog.toml");
        std::fs::write(&config, &file).expect("a file");
        let here = ["empty", "utf16", "binary"];
        let given = variables
            .iter()
            .map(|(name, value)| (*name, if here.contains(&value.as_str()) { path(value) } else { value.clone() }));
        let has_config = variables.iter().any(|(name, _)| *name == "GATELOG_CONFIG");
        let named = (!has_config).then_some(("GATELOG_CONFIG", config));
        let error = ServeConfig::default().resolve(&given.chain(named).collect());
        let Err(error) = error else { panic!("{variables:?} {file} is taken") };
        note_it(&error, format!("{variables:?} {}", file.replace('\n', " ")));
    }
    note_it(&ConfigError::BothSet("DATABASE_URL"), "both set".to_owned());
    note_it(&ConfigError::DotenvLine(3), ".env".to_owned());
    note_it(&ConfigError::DotenvReference(3), ".env".to_owned());
    note_it(&ConfigError::DotenvUnreadable(std::io::Error::other("permission denied")), ".env".to_owned());
    print("the start", &table);
    // What Secret::parse refuses by itself for other callers is recognised before it by the configuration.
    let before = ["SecretApiKey", "SecretPublishableKey", "SecretPrivateKey", "SecretWhiteSpace", "SecretEmpty"];
    let every: BTreeSet<&str> = [
        "Quoted",
        "HalfQuoted",
        "ByteOrderMark",
        "Invisible",
        "Utf16",
        "NotUtf8",
        "Assignment",
        "Comment",
        "Json",
        "Version",
        "WhiteSpace",
        "EncodedAgain",
        "Other",
        "Instance",
        "Scheme",
        "NoFile",
        "InMemory",
        "Parameters",
        "NoDatabase",
        "UrlWhiteSpace",
        "NotEncoded",
        "Unreadable",
        "UnknownVariable",
        "DotenvUnreadable",
        "DotenvLine",
        "DotenvReference",
        "ConfigUnreadable",
        "ConfigLine",
        "Value",
        "SecretsTwice",
        "SecretContradiction",
        "Published",
        "BothSet",
        "FileUnreadable",
        "FileEmpty",
        "FileIsSecret",
        "NoSecret",
        "SecretNotBase64",
        "SecretPublicKeyNotBase64",
        "SecretTooShort",
        "SecretPublicKeyLength",
        "SecretWeakPublicKey",
        "ApiKeyShort",
        "ApiKeyCharacter",
    ]
    .into_iter()
    .collect();
    let missing: Vec<_> = every.difference(&seen).filter(|name| !before.contains(name)).collect();
    assert!(missing.is_empty(), "nobody asked for {missing:?}");
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
}
