//! Who may deliver: the `[[source]]` tables of the file, and the source `clerk` of the environment.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use toml::Spanned;

use super::{
    choose::{Choosing, Written as _, texts, written},
    database::DatabaseArgs,
    environment::{Environment, Given, checked, read_file},
    error::ConfigError,
    file::{SecretEntry, SourceTable},
    mistake::{Wanted, is_variable_name, shown},
    networks::{networks, parse_networks},
    origin::Origin,
    secrets::{self, Found},
    settings::SourceSettings,
};
use crate::{
    event::Source,
    ingest::{client::TrustedProxies, secret::Secret, signature::SignatureHeaders},
};

/// The source that the environment configures.
const CLERK: &str = "clerk";
const INSTANCE_FLAG: &str = "--instance-id";
const INSTANCE_VARIABLE: &str = "CLERK_INSTANCE_ID";

/// What flags say of the source `clerk`.
pub struct ClerkFlags<'a> {
    /// Its secrets.
    pub secrets: Option<&'a SecretString>,
    /// Its instances.
    pub instances: Option<&'a str>,
}

/// Every source, and the files in which secrets were found.
pub struct Sources {
    /// In the order of the file; `clerk` of the environment first.
    pub settings: Vec<SourceSettings>,
    /// Files that hold secrets.
    pub secret_files: Vec<PathBuf>,
    /// Whether the configuration file itself holds one.
    pub secret_in_file: bool,
}

/// One secret and what is said of it.
struct Held {
    secret: Secret,
    verify_only: bool,
    note: Option<String>,
    origin: Origin,
}

/// Reads all sources. `proxies` are those of a source that names none.
pub fn sources(
    choosing: &mut Choosing<'_>,
    clerk: &ClerkFlags<'_>,
    proxies: &TrustedProxies,
) -> Result<Sources, ConfigError> {
    let file = choosing.file;
    let tables = &file.tables.source;
    // What the file takes by name is no source of its own.
    let named = file.named_variables();
    let mut found = secrets::of_environment(clerk.secrets, choosing.env, &named)?;

    let mut sources = Sources { settings: Vec::new(), secret_files: Vec::new(), secret_in_file: false };
    let mut lines: Vec<(Source, &Spanned<String>)> = Vec::new();
    for table in tables {
        let table = table.as_ref();
        let source =
            Source::parse(table.name.as_ref()).map_err(|error| file.mistake(&table.name, error.to_string()))?;
        if let Some((_, first)) = lines.iter().find(|(known, _)| *known == source) {
            let first = file.origin(first);
            return Err(file.mistake(&table.name, format!("the source {source} is named before, in {first}")));
        }
        let mut held = Vec::new();
        for entry in &table.secrets {
            held.extend(secrets_of(choosing, entry, &mut sources)?);
        }
        if source.as_str() == CLERK
            && let Some(found) = found.take()
        {
            if !held.is_empty() {
                return Err(ConfigError::SecretsTwice { here: file.origin(&table.name), there: found.origin });
            }
            held = sources.take(found);
        }
        if held.is_empty() {
            let what = format!("the source {source} has no secrets: give it some, like secrets = [{{ file = \"…\" }}]");
            return Err(file.mistake(&table.name, what));
        }
        lines.push((source.clone(), &table.name));
        let settings = settings(choosing, source, held, Some(table), clerk, proxies)?;
        sources.settings.push(settings);
    }
    if let Some(found) = found {
        let held = sources.take(found);
        let source = Source::parse(CLERK).expect("a lower-case word names a source");
        let settings = settings(choosing, source, held, None, clerk, proxies)?;
        sources.settings.insert(0, settings);
    }
    if sources.settings.is_empty() {
        return Err(secrets::missing(choosing.env));
    }
    Ok(sources)
}

impl Sources {
    /// The secrets of the environment.
    fn take(&mut self, found: Found) -> Vec<Held> {
        let Found { origin, secrets, file } = found;
        self.secret_files.extend(file);
        let held = |secret| Held { secret, verify_only: false, note: None, origin: origin.clone() };
        secrets.into_iter().map(held).collect()
    }
}

/// The secrets that one entry of the file gives.
fn secrets_of(
    choosing: &Choosing<'_>,
    entry: &Spanned<SecretEntry>,
    sources: &mut Sources,
) -> Result<Vec<Held>, ConfigError> {
    let file = choosing.file;
    let origin = file.origin(entry);
    let SecretEntry { value, file: path, env, verify_only, note } = entry.as_ref();
    let (place, wanted) = (origin.to_string(), Wanted::Secrets);
    let given = match (value, path, env) {
        (Some(value), None, None) => {
            sources.secret_in_file = true;
            let text = checked(&place, wanted, value.expose_secret())?.to_owned();
            Given { place, origin: origin.clone(), text, file: None }
        }
        (None, Some(path), None) => {
            let path = choosing.file.beside(checked(&format!("{place}: file"), Wanted::File, path)?);
            read_file(&place, &path, origin, wanted)?
        }
        (None, None, Some(name)) => {
            if !is_variable_name(name) {
                return Err(file.mistake(entry, "env must hold the name of a variable, and what it holds is none"));
            }
            let unset = || {
                file.mistake(entry, format!("the variable {name} is not set, or blank; set it, or take the entry out"))
            };
            choosing.env.value(name, wanted)?.ok_or_else(unset)?
        }
        _ => return Err(file.mistake(entry, "a secret is given by one of value, file and env, and by one only")),
    };
    let Given { place, origin, text, file: holder } = given;
    sources.secret_files.extend(holder);
    let secrets = secrets::parse_list(&place, &text)?;
    Ok(secrets
        .into_iter()
        .map(|secret| Held { secret, verify_only: *verify_only, note: note.clone(), origin: origin.clone() })
        .collect())
}

/// One source with all that holds for it.
fn settings(
    choosing: &mut Choosing<'_>,
    source: Source,
    held: Vec<Held>,
    table: Option<&SourceTable>,
    clerk: &ClerkFlags<'_>,
    proxies: &TrustedProxies,
) -> Result<SourceSettings, ConfigError> {
    let name = source.as_str();
    let signature_headers = signature_headers(choosing, name, table.and_then(|table| table.headers.as_ref()))?;
    let instances = instances(choosing, name, table, clerk)?;
    let networks = networks(choosing, name, table)?;
    let proxies = match table.and_then(|table| written(table.trusted_proxies.as_ref())) {
        Some(list) => {
            let networks = parse_networks(choosing, list)?;
            choosing.decided_for(name, "trusted_proxies", list.as_ref().text(), choosing.file.origin(list));
            TrustedProxies { networks, ..*proxies }
        }
        None => proxies.clone(),
    };
    let mut settings = SourceSettings {
        source: source.clone(),
        secrets: Vec::new(),
        retired: Vec::new(),
        signature_headers,
        instances,
        networks,
        proxies,
    };
    for Held { secret, verify_only, note, origin } in held {
        let same = |known: &Secret| known.id() == secret.id();
        let (taken, retired) = (settings.secrets.iter().any(same), settings.retired.iter().any(same));
        if verify_only && taken || !verify_only && retired {
            return Err(ConfigError::SecretContradiction { source_name: source, id: secret.id().to_owned(), origin });
        }
        if taken || retired {
            continue;
        }
        let state = if verify_only { " (verify only)" } else { "" };
        let note = note.map_or_else(String::new, |note| format!(" {note}"));
        choosing.decided_for(name, "secret", format!("{}{state}{note}", secret.id()), origin);
        let list = if verify_only { &mut settings.retired } else { &mut settings.secrets };
        list.push(secret);
    }
    Ok(settings)
}

fn signature_headers(
    choosing: &mut Choosing<'_>,
    source: &str,
    headers: Option<&Spanned<String>>,
) -> Result<SignatureHeaders, ConfigError> {
    let Some(headers) = written(headers) else {
        choosing.decided_for(source, "headers", "both".to_owned(), Origin::Default);
        return Ok(SignatureHeaders::Both);
    };
    let wanted = Wanted::Plain("svix, webhook or both");
    let text = choosing.text_in_file(headers, "headers", wanted)?;
    let signature_headers = match text.as_str() {
        "svix" => SignatureHeaders::Svix,
        "webhook" => SignatureHeaders::Webhook,
        "both" => SignatureHeaders::Both,
        _ => {
            return Err(choosing.file.mistake(headers, format!("headers is {}, and must be {wanted}", shown(&text))));
        }
    };
    choosing.decided_for(source, "headers", text, choosing.file.origin(headers));
    Ok(signature_headers)
}

fn instances(
    choosing: &mut Choosing<'_>,
    source: &str,
    table: Option<&SourceTable>,
    clerk: &ClerkFlags<'_>,
) -> Result<Vec<String>, ConfigError> {
    let (wanted, is_clerk) = (Wanted::Instances, source == CLERK);
    let (text, origin) = if let Some(flag) = clerk.instances.filter(|_| is_clerk) {
        (checked(INSTANCE_FLAG, wanted, flag)?.to_owned(), Origin::Flag(INSTANCE_FLAG))
    } else if let Some(given) = is_clerk.then(|| choosing.env.value(INSTANCE_VARIABLE, wanted)).transpose()?.flatten() {
        (given.text, given.origin)
    } else if let Some(list) = table.and_then(|table| written(table.instance_ids.as_ref())) {
        (choosing.text_in_file(list, "instance_ids", wanted)?, choosing.file.origin(list))
    } else {
        (String::new(), Origin::Default)
    };
    let instances = texts(&text);
    choosing.decided_for(source, "instance_ids", instances.join(","), origin);
    Ok(instances)
}

/// The instances that a source is configured with, by the same variables and file as `serve`.
/// Needs no secret.
pub fn instances_of(database: &DatabaseArgs, source: &str, env: &Environment) -> Result<Vec<String>, ConfigError> {
    let file = database.file(env)?;
    let table = file.tables.source.iter().map(Spanned::as_ref).find(|table| table.name.as_ref() == source);
    let mut choosing = Choosing { env, file: &file, effective: Vec::new() };
    instances(&mut choosing, source, table, &ClerkFlags { secrets: None, instances: None })
}

/// Who else may read a file that holds a secret.
pub fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const OTHERS_MAY_READ: u32 = 0o004;
    path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & OTHERS_MAY_READ != 0)
}
