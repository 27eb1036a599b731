//! The names of variables that Gatelog reads, and the search for variables that are set under
//! another name by mistake.

use std::collections::BTreeSet;

use super::{
    environment::Environment,
    error::{ConfigError, SecretHints},
    keys,
    mistake::ValueKind,
};
use crate::text::vocabulary;

/// In lookup order: the name that Clerk's libraries read, and two common ones.
pub(super) const SECRET_VARIABLES: [&str; 3] =
    ["CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET"];

/// Whether a variable of this name holds a secret itself: Gatelog's own, and those of other
/// programs in the same `.env`.
pub(super) fn holds_secret(name: &str) -> bool {
    ["SECRET", "SECRET_KEY", "API_KEY", "PASSWORD", "TOKEN"].iter().any(|end| name.ends_with(end))
}

/// Variables without a key in the file.
const OTHERS: [&str; 16] = [
    "DATABASE_URL_FILE",
    "CLERK_INSTANCE_ID",
    "CLERK_WEBHOOK_SIGNING_SECRET",
    "CLERK_WEBHOOK_SIGNING_SECRET_FILE",
    "CLERK_WEBHOOK_SECRET",
    "CLERK_WEBHOOK_SECRET_FILE",
    "WEBHOOK_SECRET",
    "WEBHOOK_SECRET_FILE",
    "GATELOG_CONFIG",
    "GATELOG_API_KEY",
    "GATELOG_IMPORT_SECRET",
    "GATELOG_IMPORT_SECRET_FILE",
    "GATELOG_CHECK_SECRET",
    "GATELOG_CHECK_SECRET_FILE",
    "GATELOG_TEST_SECRET",
    "GATELOG_TEST_SECRET_FILE",
];

/// Common wrong names that are not near the right one.
const ALIASES: [(&str, &str); 8] = [
    ("GATELOG_HOST", "GATELOG_LISTEN"),
    ("GATELOG_PORT", "GATELOG_LISTEN"),
    ("GATELOG_ADDR", "GATELOG_LISTEN"),
    ("GATELOG_ADDRESS", "GATELOG_LISTEN"),
    ("GATELOG_BIND", "GATELOG_LISTEN"),
    ("GATELOG_LOG_LEVEL", "RUST_LOG"),
    ("GATELOG_DB", "DATABASE_URL"),
    ("GATELOG_INSTANCE_ID", "CLERK_INSTANCE_ID"),
];

const OURS: &str = "GATELOG_";

/// Files of the working directory that frameworks read and Gatelog does not.
const OTHER_DOTENVS: [&str; 4] = [".env.local", ".env.production", ".env.development", ".env.production.local"];

/// Every variable that a command reads.
pub fn known() -> impl Iterator<Item = &'static str> {
    keys::ALL.iter().filter_map(|key| key.variable).chain(OTHERS)
}

/// Looks for variables that no command reads. A `GATELOG_…` name near a known one is an error,
/// since a mistyped security setting would have no effect. Any other unknown `GATELOG_…` name is a
/// warning, since a deployment may use that prefix itself. Variables that Kubernetes sets for a
/// service called gatelog are ignored. `named` are the variables that the configuration file
/// names.
pub(super) fn check(env: &Environment, named: &BTreeSet<&str>) -> Result<Vec<String>, ConfigError> {
    let mut warnings = Vec::new();
    let known: BTreeSet<&'static str> = known().collect();
    for (name, value) in env.set().filter(|(name, _)| !known.contains(name) && !named.contains(name)) {
        if let Some(rest) = name.strip_prefix(OURS) {
            if is_set_by_platform(rest, value) {
                continue;
            }
            let rests = || known.iter().filter_map(|known| known.strip_prefix(OURS));
            // GATELOG_DATABASE_URL: only the prefix is wrong.
            let unprefixed = || known.iter().copied().find(|known| *known == rest);
            let meant = ALIASES.iter().find(|(wrong, _)| *wrong == name).map(|(_, right)| *right);
            let near = || {
                vocabulary::nearest(rest, rests())
                    .and_then(|near| known.iter().copied().find(|known| known.strip_prefix(OURS) == Some(near)))
            };
            if let Some(nearest) = meant.or_else(unprefixed).or_else(near) {
                return Err(ConfigError::UnknownVariable { name: name.to_owned(), nearest });
            }
            warnings.push(format!(
                "{name} is set, and Gatelog reads no variable of this name: unset it if it was meant for Gatelog \
                 (`gatelog config example` names every variable)"
            ));
        } else if name.starts_with("CLERK_")
            && let Some(nearest) =
                vocabulary::nearest(name, known.iter().copied().filter(|known| known.starts_with("CLERK_")))
            && !env.has(nearest)
        {
            warnings.push(format!("{name} is set and is not read: Gatelog reads {nearest}, which is not set"));
        }
    }
    for file in other_dotenvs() {
        warnings.push(format!("{file} is there and is not read: Gatelog reads .env"));
    }
    Ok(warnings)
}

/// Kubernetes sets these for each service called gatelog or gatelog-something, Docker for each
/// linked container: `…_SERVICE_HOST`, `…_SERVICE_PORT…`, `…_PORT` and `…_PORT_3000_TCP…`.
fn is_set_by_platform(rest: &str, value: &str) -> bool {
    let name = format!("_{rest}");
    let is_service = name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT");
    let is_number = |text: &str| text.split('_').next().is_some_and(|digits| digits.parse::<u16>().is_ok());
    let is_port = name.split("_PORT_").skip(1).any(is_number);
    let is_address = name.ends_with("_PORT") && value.contains("://");
    is_service || is_port || is_address
}

pub(super) fn secret_hints(env: &Environment) -> SecretHints {
    let read = |name: &str| OTHERS.contains(&name);
    let is_secret = |value: &str| {
        let value = value.trim().trim_start_matches(['"', '\'']).trim_start_matches("v1,");
        matches!(ValueKind::from_prefix(value), Some(ValueKind::SigningSecret | ValueKind::PublicKey))
    };
    let is_named_so = |name: &str| {
        let name = name.to_ascii_uppercase();
        name.contains("SECRET") && ["WEBHOOK", "SVIX", "SIGNING"].iter().any(|word| name.contains(word))
    };
    let others = env.set().filter(|(name, value)| !read(name) && (is_secret(value) || is_named_so(name)));
    SecretHints {
        blank: SECRET_VARIABLES.into_iter().filter(|name| env.is_blank(name)).collect(),
        not_read: others.map(|(name, _)| name.to_owned()).collect(),
        files: other_dotenvs(),
    }
}

fn other_dotenvs() -> Vec<&'static str> {
    OTHER_DOTENVS.into_iter().filter(|name| std::path::Path::new(name).exists()).collect()
}
