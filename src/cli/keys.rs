//! `gatelog keys`: makes, lists and revokes API keys. Works beside a running `serve`, which knows within a second. A key
//! is shown once, on the standard output, and nowhere else.

use std::{io::Write as _, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use super::{known_source, say::say};
use crate::{
    access::{AccessError, KeyId, KeyRegistry, KeyRevoked, NewApiKey, RegisteredKey, Scopes},
    clock::{Clock, Timestamp},
    config::{database::DatabaseArgs, environment::Environment},
    event_log::EventLog,
    store::{Access, Location, Store},
};

/// As whom the log names whoever uses this command.
const BY_COMMAND: &str = "command";

/// What `keys` is told.
#[derive(Args, Debug)]
pub struct KeysArgs {
    #[command(flatten)]
    database: DatabaseArgs,

    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Make a key and print it, once: it cannot be shown again
    Create(CreateArgs),
    /// List every key that was ever made, with when it was last used
    List,
    /// Refuse a key from now on, for good
    Revoke(RevokeArgs),
}

#[derive(Args, Debug)]
struct CreateArgs {
    /// What people call it: 1 to 64 characters
    #[arg(long)]
    name: String,

    /// What it may do, repeated or separated by commas: events:read (events, of their payloads only harmless fields),
    /// events:body (whole payloads), views:read (users, sessions, activity, sources), metrics:read, admin:rebuild,
    /// admin:keys
    #[arg(long = "scope", required = true, value_delimiter = ',', value_name = "SCOPE")]
    scopes: Vec<String>,

    /// The sources that it may ask about, repeated or separated by commas; all when none is named
    #[arg(long = "source", value_delimiter = ',', value_name = "NAME")]
    sources: Vec<String>,

    /// The sources may be new ones: neither configured nor in the log yet
    #[arg(long)]
    new_source: bool,

    /// From when on it is refused: a time from now (90d, 12h, 30m) or a moment like 2027-01-31 or 2027-01-31T08:00Z; never
    /// when nothing is said
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
}

#[derive(Args, Debug)]
struct RevokeArgs {
    /// The id of the key, which `gatelog keys list` shows
    id: String,
}

/// Makes, lists or revokes.
pub(super) async fn run(args: KeysArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let database = &args.database;
    let location = Location::parse(database.resolve(&Environment::of_process())?.expose())?;
    let store = Arc::new(Store::open(&location, Access::Beside).await?);
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

async fn create(keys: &KeyRegistry, args: &CreateArgs, now: Timestamp) -> anyhow::Result<()> {
    let expires_at = args.expires.as_deref().map(|text| moment(text, now)).transpose()?;
    let scopes = args.scopes.iter().map(|scope| scope.trim());
    let sources = args.sources.iter().map(|source| source.trim());
    let new_key = NewApiKey::new(&args.name, scopes, sources, expires_at, now)?;
    let scopes: Scopes = new_key.scopes();
    let (key, created) = new_key.generate(BY_COMMAND, now).map_err(AccessError::from)?;
    keys.record_created(&created).await?;
    // Notes go to the standard error, so that a script which keeps the output has the key and nothing else.
    for warning in scopes.iter().filter_map(crate::access::Scope::warning) {
        note(&format!("warning: {warning}"))?;
    }
    note(&format!("made the key {} ({}); it is shown only now:", created.id, created.name))?;
    say(key.expose())
}

async fn list(keys: &KeyRegistry, now: Timestamp) -> anyhow::Result<()> {
    let every = keys.all().await?;
    if every.is_empty() {
        note("there is no key yet; `gatelog keys create --name NAME --scope events:read` makes one")?;
    }
    let line = |columns: [&str; 7]| {
        let [id, created, expires, used, state, scopes, name] = columns;
        format!("{id:<12}  {created:<20}  {expires:<20}  {used:<10}  {state:<8}  {scopes:<30}  {name}")
    };
    say(&line(["ID", "CREATED", "EXPIRES", "LAST USED", "STATE", "SCOPES", "NAME"]))?;
    for key in every {
        let last_used = keys.last_used(&key.created.id).await?;
        let used = last_used.map_or_else(|| "-".to_owned(), |day| day.to_string().chars().take(10).collect());
        let expires = key.created.expires_at.map_or_else(|| "never".to_owned(), seconds);
        let mut scopes = key.created.scopes.names().join(",");
        if let Some(sources) = key.created.sources.names() {
            scopes = format!("{scopes} of {}", sources.join(","));
        }
        let id = key.created.id.as_str();
        say(&line([id, &seconds(key.created.at), &expires, &used, state(&key, now), &scopes, &key.created.name]))?;
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
        return say(&format!("the key {id} ({}) was revoked at {} already", known.created.name, revoked.at));
    }
    keys.record_revoked(&KeyRevoked { id: id.clone(), by: BY_COMMAND.to_owned(), at: now }).await?;
    say(&format!("revoked the key {id} ({})", known.created.name))
}

fn state(key: &RegisteredKey, now: Timestamp) -> &'static str {
    match key.revoked {
        Some(_) => "revoked",
        None if key.is_valid(now) => "good",
        None => "expired",
    }
}

/// To the second, for people.
fn seconds(at: Timestamp) -> String {
    let text = at.to_string();
    text.split_once('.').map_or_else(|| text.clone(), |(seconds, _)| format!("{seconds}Z"))
}

/// A moment, or so long from now.
fn moment(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
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

fn note(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stderr(), "{line}").context("the standard error cannot be written; look at where it goes")
}
