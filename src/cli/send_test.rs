//! `gatelog send-test`: one signed test event to an endpoint, what that answered, and where to look next. It retries
//! nothing: the first answer is the one to see.

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use http::StatusCode;
use tokio::time::timeout;

use super::{configured::SourceArgs, say::say};
use crate::{
    clock::Clock,
    config::{environment::Environment, given},
    ingest::secret::{Secret, SecretKind},
    simulate::{
        Delivery, Target,
        connection::{Answer, ConnectError, Connector},
        test_event::{self, INSTANCE_ID, Kind},
    },
};

/// Holds the secret to sign with, in place of the configured one.
const SECRET_VARIABLE: &str = "GATELOG_TEST_SECRET";

/// What the sender grants an endpoint.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// Of an answer that is nobody's we know, so much is shown.
const SHOWN_CHARACTERS_MAX: usize = 500;

/// What `send-test` is told.
#[derive(Args, Debug)]
pub struct SendTestArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// The endpoint, such as <http://127.0.0.1:3000/webhooks/clerk>
    #[arg(long, value_name = "URL")]
    to: String,

    /// What the event tells of
    #[arg(long, value_name = "TYPE", value_enum, default_value_t = TestType::SessionCreated)]
    r#type: TestType,

    /// The instance that the event says it is of. One that the source does not name is recorded and left out of answers
    /// unless asked for
    #[arg(long, value_name = "ID", default_value = INSTANCE_ID)]
    instance_id: String,

    /// File with the endpoint's signing secret (`whsec_…`); of several behind commas, the first
    /// [env: `GATELOG_TEST_SECRET_FILE`, or the secret itself in `GATELOG_TEST_SECRET`] [default: that of serve]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TestType {
    #[value(name = "session.created")]
    SessionCreated,
    #[value(name = "session.removed")]
    SessionRemoved,
    #[value(name = "user.created")]
    UserCreated,
}

/// Sends. Exit code 1 when the event was not acknowledged.
pub(super) async fn run(args: SendTestArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let target = Target::parse(&args.to).context("--to")?;
    let secret = secret(&args)?;
    let message = test_event::message(args.r#type.into(), &args.instance_id, clock.now());
    let delivery = Delivery::sign(&message, &secret, clock.now());
    say(&format!("POST {}: {} {}, signed with the secret {}", args.to, message.event_type, message.id, secret.id()))?;

    let connector = Connector::new(target);
    let begun = Instant::now();
    let exchange = async {
        let hint = |error: ConnectError| format!("{error}; is the endpoint running, and is this its address?");
        let mut connection = connector.connect().await.map_err(hint)?;
        connector.deliver(&mut connection, &delivery).await.map_err(|broken| broken.to_string())
    };
    let answer = match timeout(ANSWER_TIMEOUT, exchange).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            say(&format!("no answer: {error}"))?;
            return Ok(ExitCode::FAILURE);
        }
        Err(_) => {
            let seconds = ANSWER_TIMEOUT.as_secs();
            say(&format!("no answer within {seconds} s: a sender gives up here, and counts the delivery as failed"))?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let duration_ms = begun.elapsed().as_millis();
    say(&format!("{} in {duration_ms} ms: {}", answer.status, shown(&answer)))?;
    say(&next(&answer, &args, &message.id))?;
    Ok(if answer.status.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The first that can sign: with the public key of an ed25519 secret only the sender's own can be checked.
fn secret(args: &SendTestArgs) -> anyhow::Result<Secret> {
    let env = Environment::of_process();
    let secrets = match given::secrets(args.secret_file.as_deref(), SECRET_VARIABLE, &env)? {
        Some(secrets) => secrets,
        None => args.source.resolve(args.to.rsplit('/').next())?.secrets,
    };
    let signing = secrets.into_iter().find(|secret| secret.kind() == SecretKind::Hmac);
    signing.context(
        "none of the secrets can sign; give the whsec_… secret of the endpoint by --secret-file or GATELOG_TEST_SECRET",
    )
}

fn shown(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    // Of whatever answers there: a terminal must not be told what to do.
    text.chars().filter(|character| !character.is_control()).take(SHOWN_CHARACTERS_MAX).collect()
}

/// What to look at next, by what was answered.
fn next(answer: &Answer, args: &SendTestArgs, id: &str) -> String {
    let origin = args.to.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
    let scheme = args.to.split("://").next().unwrap_or_default();
    let api = format!("{scheme}://{origin}");
    match answer.status {
        status if status.is_success() => format!(
            "It is acknowledged. What became of it (KEY is a key of the query API):\n  \
             curl -H \"Authorization: Bearer $KEY\" '{api}/v1/events/{id}'\n  \
             curl -H \"Authorization: Bearer $KEY\" '{api}/v1/activity?instance_id={}&limit=5'",
            args.instance_id
        ),
        StatusCode::BAD_REQUEST => {
            "The endpoint found no usable signature headers: something between here and there drops or changes svix-id, \
             svix-timestamp or svix-signature; look at the proxy"
                .to_owned()
        }
        StatusCode::UNAUTHORIZED => {
            "The signature does not hold there: the endpoint has another secret than this one, its clock is more than \
             five minutes off, or a proxy changed the body. The endpoint's log names the reason; save a delivery and \
             ask `gatelog check-delivery`"
                .to_owned()
        }
        StatusCode::FORBIDDEN => {
            "The endpoint takes deliveries from other networks only (networks of the source in its configuration), or \
             something before it refuses this client"
                .to_owned()
        }
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
            "Nothing takes deliveries at this path: it is /webhooks/ and the name of the source, such as /webhooks/clerk"
                .to_owned()
        }
        status if status.is_redirection() => {
            "The endpoint answers with a redirect, which senders do not follow and count as a failure: give the sender \
             the address that it leads to"
                .to_owned()
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            "The endpoint cannot record now, or is overloaded; a sender tries again later. Its log and /readyz say why"
                .to_owned()
        }
        _ => "The event is not acknowledged: a sender would try again for a day, then give up".to_owned(),
    }
}

impl From<TestType> for Kind {
    fn from(test_type: TestType) -> Self {
        match test_type {
            TestType::SessionCreated => Self::SessionCreated,
            TestType::SessionRemoved => Self::SessionRemoved,
            TestType::UserCreated => Self::UserCreated,
        }
    }
}
