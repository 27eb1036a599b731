//! `gatelog keys`: creates, lists and revokes API keys while `serve` runs, which applies a change
//! within a second. A key is printed once, to the standard output, and nowhere else.

use std::{io::Write as _, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, anyhow, bail};
use clap::{Args, Subcommand};

use super::{known_source, known_words::KnownWords, output::print_line};
use crate::{
    access::{AccessError, KeyId, KeyRegistry, KeyRevoked, NewApiKey, Preset, Scopes},
    clock::{Clock, Timestamp},
    config::{database::DatabaseArgs, environment::Environment},
    event_log::EventLog,
    storage::{Location, OpenMode, Store},
    text::vocabulary,
};

/// The log names this command by it.
const BY_COMMAND: &str = "command";

#[derive(Args, Debug)]
pub(super) struct KeysArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Create a key and print it once; it cannot be shown again
    #[command(
        after_help = "Examples:\n  gatelog keys create --name audit-2027 --preset auditor --owner 'Ann Li, Security' --expires 90d\n  gatelog keys create --name dashboards --scope views:read"
    )]
    Create(CreateArgs),
    /// List every key, revoked ones included, with the day of its last use
    #[command(after_help = "Example:\n  gatelog keys list")]
    List,
    /// Revoke a key for good
    #[command(after_help = "Example:\n  gatelog keys revoke 4f1d0c9ab27e")]
    Revoke(RevokeArgs),
}

#[derive(Args, Debug)]
struct CreateArgs {
    /// Name the key, for example auditor: 1 to 64 characters
    #[arg(long)]
    name: String,

    /// Grant these scopes, repeated or separated by commas, for example views:read: events:read
    /// (events with redacted payloads), events:body (whole payloads), views:read (users, sessions,
    /// activity, sources), metrics:read, keys:read, reviews:write,
    /// admin:rebuild, admin:keys
    #[arg(
        long = "scope",
        required_unless_present = "preset",
        value_delimiter = ',',
        value_name = "SCOPE",
        value_parser = KnownWords(|| Scopes::all().names())
    )]
    scopes: Vec<String>,

    /// Grant the scopes of a role, beside those of --scope, for example auditor: events:read,
    /// views:read, keys:read and reviews:write
    #[arg(long, value_name = "ROLE", value_parser = KnownWords(presets))]
    preset: Option<String>,

    /// Name who is responsible for the key, for example 'Ann Li, Security': 1 to 128 characters,
    /// kept in the log
    #[arg(long, value_name = "WHO")]
    owner: Option<String>,

    /// Restrict the key to these sources, repeated or separated by commas, for example clerk
    /// [default: all sources]
    #[arg(long = "source", value_delimiter = ',', value_name = "NAME")]
    sources: Vec<String>,

    /// Accept sources that are neither configured nor in the log
    #[arg(long)]
    new_source: bool,

    /// Let the key expire, for example after 90d, 12h or 30m, or at 2027-01-31 or
    /// 2027-01-31T08:00Z [default: never]
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
}

#[derive(Args, Debug)]
struct RevokeArgs {
    /// Revoke the key with this id, for example 4f1d0c9ab27e; gatelog keys list shows it
    id: String,
}

pub(super) async fn run(args: KeysArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let database = &args.database;
    let location = Location::parse(database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, OpenMode::Shared).await?);
    store.check_migrated().await?;
    if let Action::Create(args) = &args.action
        && !args.new_source
        && !args.sources.is_empty()
    {
        known_source::check(&store, database, args.sources.iter().map(|source| source.trim())).await?;
    }
    let log = EventLog::start(Arc::clone(&store), clock.clone()).await?;
    let keys = KeyRegistry::new(log.clone(), clock.clone());
    let done = match args.action {
        Action::Create(args) => create(&keys, &args, clock.now()).await,
        Action::List => list(&keys, clock.now()).await,
        Action::Revoke(args) => revoke(&keys, &args, clock.now()).await,
    };
    log.shut_down().await;
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

fn presets() -> Vec<&'static str> {
    Preset::ALL.map(Preset::as_str).to_vec()
}

async fn create(keys: &KeyRegistry, args: &CreateArgs, now: Timestamp) -> anyhow::Result<()> {
    let expires_at = args.expires.as_deref().map(|text| parse_expiry(text, now)).transpose()?;
    let preset =
        |role: &String| Preset::parse(role).ok_or_else(|| anyhow!(vocabulary::no_such("preset", role, presets())));
    let preset = args.preset.as_ref().map(preset).transpose()?.map(Preset::scopes).unwrap_or_default();
    let scopes = args.scopes.iter().map(|scope| scope.trim()).chain(preset.names());
    let sources = args.sources.iter().map(|source| source.trim());
    let new_key = NewApiKey::new(&args.name, scopes, sources, expires_at, now)?.owned_by(args.owner.as_deref())?;
    let scopes: Scopes = new_key.scopes();
    let (key, created) = new_key.generate(BY_COMMAND, now).map_err(AccessError::from)?;
    keys.record_created(&created).await?;
    // Notes go to the standard error, so that the standard output holds the key and nothing else.
    for warning in scopes.iter().filter_map(crate::access::Scope::warning) {
        print_note(&format!("warning: {warning}"))?;
    }
    print_note(&format!("created the key {} ({}); it is shown only now:", created.id, created.name))?;
    print_line(key.expose())
}

async fn list(keys: &KeyRegistry, now: Timestamp) -> anyhow::Result<()> {
    let every = keys.all().await?;
    if every.is_empty() {
        print_note("there is no key yet; `gatelog keys create --name NAME --scope events:read` creates one")?;
    }
    let line = |columns: [&str; 8]| {
        let [id, created, expires, used, status, scopes, name, owner] = columns;
        format!("{id:<12}  {created:<20}  {expires:<20}  {used:<10}  {status:<8}  {scopes:<30}  {name:<16}  {owner}")
    };
    print_line(&line(["ID", "CREATED", "EXPIRES", "LAST USED", "STATUS", "SCOPES", "NAME", "OWNER"]))?;
    for key in every {
        let last_used = keys.last_used(&key.created.id, now).await?;
        let used = last_used.map_or_else(|| "-".to_owned(), |day| day.to_string().chars().take(10).collect());
        let expires = key.created.expires_at.map_or_else(|| "never".to_owned(), seconds);
        let mut scopes = key.created.scopes.names().join(",");
        if let Some(sources) = key.created.sources.names() {
            scopes = format!("{scopes} of {}", sources.join(","));
        }
        let status = key.status(now).as_str();
        let (id, name) = (key.created.id.as_str(), &key.created.name);
        let owner = key.created.owner.as_deref().unwrap_or("-");
        print_line(&line([id, &seconds(key.created.at), &expires, &used, status, &scopes, name, owner]))?;
    }
    Ok(())
}

async fn revoke(keys: &KeyRegistry, args: &RevokeArgs, now: Timestamp) -> anyhow::Result<()> {
    let Some(id) = KeyId::parse(args.id.trim()) else {
        bail!(
            "an id of a key is 12 characters, the part between the first and the second underscore of the key; `gatelog keys list` shows them"
        );
    };
    let Some(known) = keys.get(&id).await? else {
        bail!("there is no key with the id {id}; `gatelog keys list` shows those there are");
    };
    if let Some(revoked) = known.revoked {
        return print_line(&format!("the key {id} ({}) was revoked at {} already", known.created.name, revoked.at));
    }
    keys.record_revoked(&KeyRevoked { id: id.clone(), by: BY_COMMAND.to_owned(), at: now }).await?;
    print_line(&format!("revoked the key {id} ({})", known.created.name))
}

/// A time without fractions of a second.
fn seconds(at: Timestamp) -> String {
    let text = at.to_string();
    text.split_once('.').map_or_else(|| text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// A time, or a span from now.
fn parse_expiry(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    let text = text.trim();
    if let Some(moment) = Timestamp::parse(text) {
        return Ok(moment);
    }
    let from_now = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let unit_seconds: u64 = match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            _ => return None,
        };
        let span =
            Duration::from_secs(number.parse::<u32>().ok()?.into()).checked_mul(unit_seconds.try_into().ok()?)?;
        Some(Timestamp::from_micros(now.micros().checked_add(i64::try_from(span.as_micros()).ok()?)?))
    };
    from_now().with_context(|| {
        format!("{text:?} is no time to expire at: write 90d, 12h, 30m, 2027-01-31 or 2027-01-31T08:00:00Z")
    })
}

fn print_note(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stderr(), "{line}").context("the standard error cannot be written; look at where it goes")
}
