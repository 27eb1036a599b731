//! `gatelog demo`: runs `serve` on a temporary file, sends simulated traffic to it and prints
//! requests to try.

mod banner;
mod live_line;

use std::{
    fs::{File, OpenOptions, Permissions},
    io::Write as _,
    net::SocketAddr,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clap::Args;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use self::{
    banner::{Banner, ExampleUser, INTRODUCTION, quoted},
    live_line::LiveLine,
};
use super::{
    output::Stdout,
    service::Service,
    shutdown::Shutdown,
    simulate::{self, DAYS_DEFAULT, SimulateArgs},
    source_args::SourceArgs,
    start_summary::reachable,
};
use crate::{
    access::SourceAccess,
    clock::Clock,
    config::{ServeConfig, flag_values},
    query::{
        Instances,
        page::PageRequest,
        projections,
        sessions::{self, SessionFilter},
    },
    storage::Store,
    telemetry,
};

const DATABASE: &str = "gatelog.db";
/// A history of about ten days, sent at once, so that queries have results.
const HISTORY_EVENTS: u64 = 2_000;
/// The beginning of the name of its folder.
const PREFIX: &str = "gatelog-demo-";
/// The same with `--keep`.
const KEPT_PREFIX: &str = "gatelog-kept-demo-";
/// The only variable of `serve` that the demo reads.
const LOG_FORMAT: &str = "GATELOG_LOG_FORMAT";
/// The rate after the history, slow enough to watch.
const LIVE_EVENTS_PER_SECOND: u32 = 2;
/// Longer than the views need for the history. Without the user in it, the banner has one request
/// less.
const HISTORY_FOLDED_WITHIN: Duration = Duration::from_secs(30);
/// The live line counts refused deliveries and shows that the service runs; only errors add to it.
const FILTER_WITHOUT_LOG: &str = "error";

#[derive(Args, Debug)]
pub(super) struct DemoArgs {
    /// Listen on this address and port, for example localhost:8080
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000", value_parser = flag_values::address)]
    listen: SocketAddr,

    /// Simulate at most this many users, for example 20
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = simulate::users)]
    users: u32,

    /// Show the log lines of serve
    #[arg(long)]
    log: bool,

    /// Keep the folder with the database, and print its name at the end
    #[arg(long)]
    keep: bool,
}

/// Serves simulated traffic until SIGTERM or Ctrl-C, and then removes its folder.
pub(super) async fn run(args: DemoArgs, clock: Clock) -> anyhow::Result<()> {
    let left_behind = left_behind();
    let folder = tempfile::Builder::new()
        .prefix(if args.keep { KEPT_PREFIX } else { PREFIX })
        .permissions(Permissions::from_mode(0o700))
        .disable_cleanup(args.keep)
        .tempdir()
        .context("no temporary folder can be made; set TMPDIR to a folder that this user may write")?;
    let secret = format!("whsec_{}", STANDARD.encode(random::<24>()?));
    // Digits only, so that a double click selects all of it.
    let key = format!("{:032x}", u128::from_be_bytes(random::<16>()?));

    let mut variables: Vec<(&str, String)> = vec![
        ("DATABASE_URL", format!("sqlite:{}", folder.path().join(DATABASE).display())),
        ("GATELOG_LISTEN", args.listen.to_string()),
        ("CLERK_WEBHOOK_SIGNING_SECRET", secret.clone()),
        ("GATELOG_API_KEY", key.clone()),
    ];
    variables.extend(std::env::var(LOG_FORMAT).ok().map(|format| (LOG_FORMAT, format)));
    let settings = ServeConfig::default().resolve(&variables.into_iter().collect())?;
    let live_line = LiveLine::new();
    let filter = if args.log { telemetry::filter_of_process() } else { FILTER_WITHOUT_LOG.to_owned() };
    telemetry::init_with(settings.log_format, &filter, live_line.log_writer())?;

    let Shutdown { begun, drain } = Shutdown::on_signal(Duration::ZERO)?;
    let service = Service::start(settings, clock.clone(), begun).await?;
    let address = reachable(service.address);
    let (store, metrics) = (Arc::clone(&service.api.store), service.api.metrics.clone());
    let traffic =
        Traffic { url: format!("http://{address}/webhooks/clerk"), secret: secret.clone(), users: args.users };
    write_dotenv(folder.path(), service.address, &secret, &key)?;
    let link = service.api.viewer.sessions.link();
    let link = link.map_err(|_| anyhow::anyhow!("the system gives no random numbers; try again"))?;
    let banner = Banner { address, key, link, folder: folder.path().display().to_string(), keep: args.keep };
    let simulation = tokio::spawn(simulate(
        traffic,
        banner,
        left_behind,
        live_line.clone(),
        Arc::clone(&store),
        clock.clone(),
        drain.clone(),
    ));
    let watching = tokio::spawn(live_line.clone().watch(metrics, store, clock, drain.clone()));
    service.serve_until(drain.clone()).await?;
    drain.cancel();
    // The server is closed, so the last deliveries may fail: the demo ends without them.
    if tokio::time::timeout(Duration::from_secs(2), simulation).await.is_err() {
        tracing::debug!("the simulation is still sending");
    }
    watching.abort();
    live_line.finish();
    end(folder, args.keep, &live_line)
}

/// Writes the variables with which `serve` in this folder goes on with the log of the demo. The
/// folder is closed to other users.
fn write_dotenv(folder: &Path, listen: SocketAddr, secret: &str, key: &str) -> anyhow::Result<()> {
    let text = format!(
        "DATABASE_URL=sqlite:gatelog.db\nGATELOG_LISTEN={listen}\nCLERK_WEBHOOK_SIGNING_SECRET={secret}\n\
         GATELOG_API_KEY={key}\n"
    );
    let cannot = "the temporary folder cannot be written; make room on its disk";
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(".env"));
    file.and_then(|mut file| file.write_all(text.as_bytes())).context(cannot)
}

/// The folders of earlier demos that did not come to their end, and that no process serves.
fn left_behind() -> Vec<PathBuf> {
    let is_left = |folder: &Path| {
        let lock = File::open(folder.join(format!("{DATABASE}.lock")));
        // The lock ends with its process.
        lock.is_ok_and(|lock| lock.try_lock().is_ok())
    };
    let entries = std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().filter_map(Result::ok);
    let demos = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    demos.map(|entry| entry.path()).filter(|folder| is_left(folder)).collect()
}

struct Traffic {
    url: String,
    secret: String,
    users: u32,
}

impl Traffic {
    /// `count` 0 is endless, `rate` 0 as fast as possible.
    fn arguments(&self, count: u64, rate: u32) -> SimulateArgs {
        SimulateArgs {
            to: self.url.clone(),
            source: SourceArgs::default(),
            write: None,
            secret: Some(SecretString::from(self.secret.clone())),
            users: self.users,
            count,
            rate,
            connections: 4,
            seed: None,
            days: DAYS_DEFAULT,
            instance_id: None,
            until: None,
            quiet: true,
            configured: None,
        }
    }
}

/// Sends the history, prints the banner, and goes on with live traffic.
async fn simulate(
    traffic: Traffic,
    banner: Banner,
    left_behind: Vec<PathBuf>,
    live_line: LiveLine,
    store: Arc<Store>,
    clock: Clock,
    drain: CancellationToken,
) {
    let print = |text: &str| {
        if live_line.print(text) == Stdout::Closed {
            drain.cancel();
        }
    };
    print(INTRODUCTION);
    for folder in left_behind {
        print(&format!(
            "An earlier demo was killed and left its folder: rm -r {}\n",
            quoted(&folder.display().to_string())
        ));
    }
    send(&traffic.arguments(HISTORY_EVENTS, 0), &clock, &drain).await;
    let user = tokio::time::timeout(HISTORY_FOLDED_WITHIN, example_user(&store, &clock)).await.unwrap_or_default();
    if drain.is_cancelled() {
        return;
    }
    print(&banner.to_text(clock.now(), user.as_ref()));
    live_line.introduced();
    send(&traffic.arguments(0, LIVE_EVENTS_PER_SECOND), &clock, &drain).await;
}

async fn send(arguments: &SimulateArgs, clock: &Clock, drain: &CancellationToken) {
    match simulate::run_until(arguments, clock.clone(), drain.clone()).await {
        Ok(report) => tracing::info!("{}", report.to_string().replace('\n', "; ")),
        // The server closes before the last deliveries of a demo that ends.
        Err(error) if drain.is_cancelled() => tracing::debug!(%error, "the simulation stopped"),
        Err(error) => tracing::error!(%error, "the simulation stopped"),
    }
}

/// The user who signed in last, once the views have folded the history.
async fn example_user(store: &Store, clock: &Clock) -> Option<ExampleUser> {
    while projections::progress(store).await.ok()?.iter().any(|view| !view.live || view.lag > 0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let page = PageRequest { limit: Some(1), ..PageRequest::default() };
    let filter = SessionFilter::default();
    let newest = sessions::list(store, &filter, &Instances::default(), &SourceAccess::All, &page, clock.now()).await;
    let session = newest.ok()?.data.pop()?;
    let id = session.row.user_id?;
    // Not every user has a name.
    let name = session.user.name.or(session.user.email).unwrap_or_else(|| id.clone());
    Some(ExampleUser { name, id })
}

/// Removes the folder, or prints where it is.
fn end(folder: TempDir, keep: bool, live_line: &LiveLine) -> anyhow::Result<()> {
    let path = folder.path().to_owned();
    if keep {
        live_line.print(&format!("The demo has ended. Its folder:\n  {}\n", path.display()));
        return Ok(());
    }
    folder.close().with_context(|| format!("the folder {} cannot be removed; remove it yourself", path.display()))?;
    live_line.print("The demo has ended, and its folder is removed.\n");
    Ok(())
}

fn random<const BYTES: usize>() -> anyhow::Result<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random numbers; try again"))?;
    Ok(bytes)
}
