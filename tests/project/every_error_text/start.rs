//! Every error of a configuration that cannot be used.

use std::collections::BTreeSet;

use gatelog::{
    cli::one_line::one_line,
    config::{ServeConfig, error::ConfigError, mistake::Mistake},
    ingest::secret::SecretError,
    storage::LocationError,
};

use super::rules::Texts;

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
            Mistake::Placeholder(_) => "Placeholder",
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
        ConfigError::ApiKeyLong(_) => "ApiKeyLong",
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
        "whsec_your_signing_secret",
        "whsec_a1-B",
        "whsec_Bw==",
        "whpk_a1-B",
        "whpk_Bw==",
        "whpk_xxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=",
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
        of("GATELOG_API_KEY", &"0123456789abcdef".repeat(300)),
        of("GATELOG_API_KEY", "0123456789abcdef 0123456789abcdef"),
        of("GATELOG_LISTEN", "everywhere"),
        of("GATELOG_TRUSTED_PROXIS", "10.0.0.0/8"),
        of("GATELOG_CONFIG", "/nowhere.toml"),
        of_file("secrets = 1"),
        of_file("secrets = [{ file = 1 }]"),
        of_file("sercets = []"),
        of_file("secrets"),
        of_file("= 1"),
        of_file("name = \"b\""),
        of_file("secrets = [{ env = \"UNSET_EVERYWHERE\" }]"),
        of_file("networks = [\"10.0.0.0/33\"]"),
        of_file("headers = \"other\""),
        of_file("secrets = []\n[[source]]"),
        of_file("[server]\nlisten = \"everywhere\""),
        of_file("[sever]"),
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

#[test]
fn every_error_of_the_start_tells_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("empty"), " ").expect("a file");
    std::fs::write(path("utf16"), b"\xff\xfea\0").expect("a file");
    std::fs::write(path("binary"), b"\xc3\x28").expect("a file");
    std::fs::write(path("binary.txt"), "<html>").expect("a file");
    let (mut texts, mut seen) = (Texts::new("the start"), BTreeSet::new());
    let mut note_it = |error: &ConfigError, by: String| {
        seen.insert(variant(error));
        texts.add_for_operators(one_line(error), by);
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
        "Placeholder",
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
        "ApiKeyLong",
        "ApiKeyCharacter",
    ]
    .into_iter()
    .collect();
    let missing: Vec<_> = every.difference(&seen).filter(|name| !before.contains(name)).collect();
    assert!(missing.is_empty(), "nobody asked for {missing:?}");
    texts.judge();
}
