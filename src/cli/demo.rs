//! `gatelog demo`: runs `serve` on a temporary file, sends simulated traffic to it and prints
//! requests to try.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use clap::Args;
use secrecy::SecretString;

use super::{
    output::print_line,
    serve::stop_on_signal,
    service::Service,
    simulate::{self, DAYS_DEFAULT, SimulateArgs},
};
use crate::{
    clock::{Clock, Timestamp},
    config::{ServeConfig, flag_values},
};

/// A history of about ten days, sent at once, so that queries have results.
const HISTORY_EVENTS: u64 = 2_000;
/// The only variable of `serve` that the demo reads.
const LOG_FORMAT: &str = "GATELOG_LOG_FORMAT";
/// The rate after the history, slow enough to watch.
const LIVE_EVENTS_PER_SECOND: u32 = 2;

#[derive(Args, Debug)]
pub struct DemoArgs {
    /// Listen on this address and port, for example localhost:8080
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000", value_parser = flag_values::address)]
    listen: SocketAddr,

    /// Simulate at most this many users, for example 20
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = simulate::users)]
    users: u32,
}

/// Serves simulated traffic until SIGTERM or Ctrl-C. The files stay, so that the printed commands
/// work afterwards.
pub(super) async fn run(args: DemoArgs, clock: Clock) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new()
        .prefix("gatelog-demo-")
        .tempdir()
        .context("no temporary folder can be made; set TMPDIR to a folder that this user may write")?
        .keep();
    let file = folder.join("gatelog.db");
    let secret = format!("whsec_{}", STANDARD.encode(random::<24>()?));
    let key = URL_SAFE_NO_PAD.encode(random::<24>()?);
    let database = format!("sqlite:{}", file.display());

    let mut variables: Vec<(&str, String)> = vec![
        ("DATABASE_URL", database.clone()),
        ("GATELOG_LISTEN", args.listen.to_string()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", secret.clone()),
        ("GATELOG_API_KEY", key.clone()),
    ];
    variables.extend(std::env::var(LOG_FORMAT).ok().map(|format| (LOG_FORMAT, format)));
    let settings = ServeConfig::default().resolve(&variables.into_iter().collect())?;
    let stop = stop_on_signal()?;
    let service = Service::start(settings, clock.clone()).await?;
    let address = service.address;
    print_line(&instructions(address, &database, &secret, &key, clock.now()))?;

    let traffic = |count, rate| SimulateArgs {
        to: format!("http://{address}/webhooks/clerk"),
        write: None,
        secret: Some(SecretString::from(secret.clone())),
        users: args.users,
        count,
        rate,
        connections: 4,
        seed: None,
        days: DAYS_DEFAULT,
        instance_id: None,
        config: None,
        until: None,
        quiet: true,
    };
    let (history, live) = (traffic(HISTORY_EVENTS, 0), traffic(0, LIVE_EVENTS_PER_SECOND));
    let until = stop.clone();
    let simulation = tokio::spawn(async move {
        for traffic in [history, live] {
            match simulate::run_until(&traffic, clock.clone(), until.clone()).await {
                Ok(report) => tracing::info!("{}", report.to_string().replace('\n', "; ")),
                Err(error) => tracing::error!(%error, "the simulation stopped"),
            }
        }
    });
    service.serve_until(stop).await?;
    // The server is closed, so the last deliveries may fail: the demo ends without them.
    if tokio::time::timeout(Duration::from_secs(2), simulation).await.is_err() {
        tracing::debug!("the simulation is still sending");
    }
    Ok(())
}

fn random<const BYTES: usize>() -> anyhow::Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random numbers; try again"))?;
    Ok(bytes)
}

/// The banner: addresses, the key and commands to copy.
fn instructions(address: SocketAddr, database: &str, secret: &str, key: &str, now: Timestamp) -> String {
    const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;
    let yesterday = Timestamp::from_micros(now.micros() - DAY_MICROS);
    let binary = std::env::current_exe().map_or_else(|_| "gatelog".to_owned(), |path| path.display().to_string());
    format!(
        r#"
Gatelog demo: signed sign-ins and sign-outs arrive at http://{address}/webhooks/clerk

  API key    {key}
  Swagger    http://{address}/docs    (Authorize with the key, then try a request)
  Log file   {database}

Try, in another terminal:

  KEY={key}
  # the newest sign-ins
  curl -sH "Authorization: Bearer $KEY" 'http://{address}/v1/activity?action=signed_in&limit=5'
  # who was signed in at this time yesterday
  curl -sH "Authorization: Bearer $KEY" 'http://{address}/v1/sessions?active_at={yesterday}&limit=5'
  # the log itself, oldest first
  curl -sH "Authorization: Bearer $KEY" 'http://{address}/v1/events?order=asc&limit=3'

Kill the server (kill -9 {pid}), start it again on the same file, and repeat a query:

  DATABASE_URL={database} GATELOG_LISTEN={address} GATELOG_API_KEY={key} \
    CLERK_WEBHOOK_SIGNING_SECRET={secret} {binary} serve

Rebuild every view from the log, and compare the views with the log:

  DATABASE_URL={database} {binary} projections rebuild
  DATABASE_URL={database} {binary} projections rebuild --check

Press Ctrl-C to stop; the file stays.
"#,
        pid = std::process::id(),
    )
}
