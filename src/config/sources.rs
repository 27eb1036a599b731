//! Resolves the sources: the `[[source]]` tables of the file, and the source `clerk` of the
//! environment.

use secrecy::{ExposeSecret, SecretString};
use toml::Spanned;

use super::{
    database::DatabaseArgs,
    environment::{Environment, RawValue, check_value, read_file},
    error::ConfigError,
    file::{SecretEntry, SourceTable},
    mistake::{Expected, is_variable_name, redacted},
    names::secret_hints,
    networks::{parse_networks, resolve_networks},
    origin::Origin,
    resolver::{FileValue as _, Resolver, non_blank, parse_list},
    secrets::{self, FoundSecrets},
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

pub(super) struct ClerkFlags<'a> {
    pub secrets: Option<&'a SecretString>,
    pub instances: Option<&'a str>,
}

struct ListedSecret {
    secret: Secret,
    verify_only: bool,
    note: Option<String>,
    origin: Origin,
}

/// Resolves all sources, in the order of the file; `clerk` of the environment first. `proxies` is
/// the default of a source without `trusted_proxies`.
pub(super) fn resolve_sources(
    resolver: &mut Resolver<'_>,
    clerk: &ClerkFlags<'_>,
    proxies: &TrustedProxies,
) -> Result<Vec<SourceSettings>, ConfigError> {
    let file = resolver.file;
    let tables = &file.tables.source;
    // A variable that the file names belongs to a source of the file.
    let named = file.named_variables();
    let mut found = secrets::find_in_environment(clerk.secrets, resolver.env, &named)?;

    let mut sources = Vec::new();
    let mut lines: Vec<(Source, &Spanned<String>)> = Vec::new();
    for table in tables {
        let table = table.as_ref();
        let source =
            Source::parse(table.name.as_ref()).map_err(|error| file.mistake(&table.name, error.to_string()))?;
        if let Some((_, first)) = lines.iter().find(|(known, _)| *known == source) {
            let first = file.origin(first);
            return Err(file.mistake(&table.name, format!("the source {source} is named before, in {first}")));
        }
        let mut secrets = Vec::new();
        for entry in &table.secrets {
            secrets.extend(resolve_secrets(resolver, entry)?);
        }
        if source.as_str() == CLERK
            && let Some(found) = found.take()
        {
            if !secrets.is_empty() {
                return Err(ConfigError::SecretsTwice { here: file.origin(&table.name), there: found.origin });
            }
            secrets = listed(found, resolver);
        }
        if secrets.is_empty() {
            let what = format!("the source {source} has no secrets: give it some, like secrets = [{{ file = \"…\" }}]");
            return Err(file.mistake(&table.name, what));
        }
        lines.push((source.clone(), &table.name));
        sources.push(resolve_source(resolver, source, secrets, Some(table), clerk, proxies)?);
    }
    if let Some(found) = found {
        let secrets = listed(found, resolver);
        let source = Source::parse(CLERK).expect("a lower-case word names a source");
        sources.insert(0, resolve_source(resolver, source, secrets, None, clerk, proxies)?);
    }
    if sources.is_empty() {
        return Err(ConfigError::NoSecret(secret_hints(resolver.env)));
    }
    Ok(sources)
}

fn listed(found: FoundSecrets, resolver: &mut Resolver<'_>) -> Vec<ListedSecret> {
    let FoundSecrets { origin, secrets, file } = found;
    resolver.secret_files.extend(file);
    let listed = |secret| ListedSecret { secret, verify_only: false, note: None, origin: origin.clone() };
    secrets.into_iter().map(listed).collect()
}

fn resolve_secrets(
    resolver: &mut Resolver<'_>,
    entry: &Spanned<SecretEntry>,
) -> Result<Vec<ListedSecret>, ConfigError> {
    let file = resolver.file;
    let origin = file.origin(entry);
    let SecretEntry { value, file: path, env, verify_only, note } = entry.as_ref();
    let (place, expected) = (origin.to_string(), Expected::Secrets);
    let given = match (value, path, env) {
        (Some(value), None, None) => {
            resolver.secret_files.push(file.path.clone());
            let text = check_value(&place, expected, value.expose_secret())?.to_owned();
            RawValue { place, origin: origin.clone(), text, file: None }
        }
        (None, Some(path), None) => {
            let path = resolver.file.relative_path(check_value(&format!("{place}: file"), Expected::File, path)?);
            read_file(&place, &path, origin, expected)?
        }
        (None, None, Some(name)) => {
            if !is_variable_name(name) {
                return Err(file.mistake(entry, "env must hold the name of a variable, and what it holds is none"));
            }
            let unset = || {
                file.mistake(entry, format!("the variable {name} is not set, or blank; set it, or take the entry out"))
            };
            resolver.env.value(name, expected)?.ok_or_else(unset)?
        }
        _ => return Err(file.mistake(entry, "a secret is given by one of value, file and env, and by one only")),
    };
    let RawValue { place, origin, text, file: holder } = given;
    resolver.secret_files.extend(holder);
    let secrets = secrets::parse_secrets(&place, &text)?;
    Ok(secrets
        .into_iter()
        .map(|secret| ListedSecret { secret, verify_only: *verify_only, note: note.clone(), origin: origin.clone() })
        .collect())
}

fn resolve_source(
    resolver: &mut Resolver<'_>,
    source: Source,
    secrets: Vec<ListedSecret>,
    table: Option<&SourceTable>,
    clerk: &ClerkFlags<'_>,
    proxies: &TrustedProxies,
) -> Result<SourceSettings, ConfigError> {
    let name = source.as_str();
    let signature_headers = resolve_signature_headers(resolver, name, table.and_then(|table| table.headers.as_ref()))?;
    let instances = resolve_instances(resolver, name, table, clerk)?;
    let networks = resolve_networks(resolver, name, table)?;
    let proxies = match table.and_then(|table| non_blank(table.trusted_proxies.as_ref())) {
        Some(list) => {
            let networks = parse_networks(resolver, list)?;
            resolver.record_for_source(name, "trusted_proxies", list.as_ref().text(), resolver.file.origin(list));
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
    for ListedSecret { secret, verify_only, note, origin } in secrets {
        let same = |known: &Secret| known.id() == secret.id();
        let (accepted, retired) = (settings.secrets.iter().any(same), settings.retired.iter().any(same));
        if verify_only && accepted || !verify_only && retired {
            return Err(ConfigError::SecretContradiction { source_name: source, id: secret.id().to_owned(), origin });
        }
        if accepted || retired {
            continue;
        }
        let state = if verify_only { " (verify only)" } else { "" };
        let note = note.map_or_else(String::new, |note| format!(" {note}"));
        resolver.record_for_source(name, "secret", format!("{}{state}{note}", secret.id()), origin);
        let list = if verify_only { &mut settings.retired } else { &mut settings.secrets };
        list.push(secret);
    }
    Ok(settings)
}

fn resolve_signature_headers(
    resolver: &mut Resolver<'_>,
    source: &str,
    headers: Option<&Spanned<String>>,
) -> Result<SignatureHeaders, ConfigError> {
    let Some(headers) = non_blank(headers) else {
        resolver.record_for_source(source, "headers", "both".to_owned(), Origin::Default);
        return Ok(SignatureHeaders::Both);
    };
    let expected = Expected::Text("svix, webhook or both");
    let text = resolver.file_value(headers, "headers", expected)?;
    let signature_headers = match text.as_str() {
        "svix" => SignatureHeaders::Svix,
        "webhook" => SignatureHeaders::Webhook,
        "both" => SignatureHeaders::Both,
        _ => {
            return Err(resolver
                .file
                .mistake(headers, format!("headers is {}, and must be {expected}", redacted(&text))));
        }
    };
    resolver.record_for_source(source, "headers", text, resolver.file.origin(headers));
    Ok(signature_headers)
}

fn resolve_instances(
    resolver: &mut Resolver<'_>,
    source: &str,
    table: Option<&SourceTable>,
    clerk: &ClerkFlags<'_>,
) -> Result<Vec<String>, ConfigError> {
    let (expected, is_clerk) = (Expected::Instances, source == CLERK);
    let (text, origin) = if let Some(flag) = clerk.instances.filter(|_| is_clerk) {
        (check_value(INSTANCE_FLAG, expected, flag)?.to_owned(), Origin::Flag(INSTANCE_FLAG))
    } else if let Some(given) = is_clerk.then(|| resolver.env.value(INSTANCE_VARIABLE, expected)).transpose()?.flatten()
    {
        (given.text, given.origin)
    } else if let Some(list) = table.and_then(|table| non_blank(table.instance_ids.as_ref())) {
        (resolver.file_value(list, "instance_ids", expected)?, resolver.file.origin(list))
    } else {
        (String::new(), Origin::Default)
    };
    let instances = parse_list(&text);
    resolver.record_for_source(source, "instance_ids", instances.join(","), origin);
    Ok(instances)
}

/// The instances of a source, from the same variables and file as `serve`. Needs no secret.
pub fn configured_instances(
    database: &DatabaseArgs,
    source: &str,
    env: &Environment,
) -> Result<Vec<String>, ConfigError> {
    let file = database.file(env)?;
    let table = file.tables.source.iter().map(Spanned::as_ref).find(|table| table.name.as_ref() == source);
    let mut resolver = Resolver::new(env, &file);
    resolve_instances(&mut resolver, source, table, &ClerkFlags { secrets: None, instances: None })
}
