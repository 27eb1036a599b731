//! `gatelog send-test`: sends one signed test event to an endpoint and explains the answer. It
//! never retries.

#![expect(clippy::doc_markdown, reason = "these doc comments are help texts, read in a terminal")]

use std::{
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use http::StatusCode;
use tokio::time::timeout;

use super::{
    output::print_line,
    simulate::{self, signing},
    source_args::SourceArgs,
};
use crate::{
    api::webhook_source,
    clock::Clock,
    config::{SourceSettings, environment::Environment, secrets::secrets_for_run},
    simulate::{
        Delivery, Target,
        connection::{ConnectError, Connector, Response},
        test_event::{self, INSTANCE_ID, TestEventType},
    },
};

/// Holds a secret that replaces the configured one.
const SECRET_VARIABLE: &str = "GATELOG_TEST_SECRET";

/// Svix waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// The output shows an unknown answer up to this length.
const SHOWN_CHARACTERS_MAX: usize = 500;

#[derive(Args, Debug)]
pub(super) struct SendTestArgs {
    #[command(flatten)]
    source: SourceArgs,

    /// Send to this endpoint, for example localhost:3000/webhooks/clerk
    #[arg(long, value_name = "URL")]
    to: String,

    /// Send an event of this type, for example user.created
    #[arg(long, value_name = "TYPE", value_enum, default_value_t = TypeArg::SessionCreated)]
    r#type: TypeArg,

    /// Send an event of this Clerk instance, for example ins_abc. Answers leave it out when the
    /// source does not name the instance, unless a query names its instance_id [default: the first
    /// that is configured for the source, else ins_gatelogtest]
    #[arg(long, value_name = "ID", value_parser = simulate::instance_id)]
    instance_id: Option<String>,

    /// Sign with the signing secret (whsec_…) in this file, for example clerk.secret; of several,
    /// separated by commas, with the first [env: GATELOG_TEST_SECRET_FILE, or the secret itself in
    /// GATELOG_TEST_SECRET] [default: the secret of serve]
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

/// The values of `--type`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum TypeArg {
    #[value(name = "session.created")]
    SessionCreated,
    #[value(name = "session.removed")]
    SessionRemoved,
    #[value(name = "user.created")]
    UserCreated,
}

/// Exit code 1 when the event is not acknowledged.
pub(super) async fn run(args: SendTestArgs, clock: Clock) -> anyhow::Result<ExitCode> {
    let target = Target::parse(&args.to).context("--to")?;
    let env = Environment::of_process();
    let given = secrets_for_run(args.secret_file.as_deref(), SECRET_VARIABLE, &env)?;
    let source = args.source.of_endpoint(target.path.path(), given.is_some(), &env)?;
    let secrets = given.or_else(|| source.as_ref().map(|source| source.secrets.clone())).unwrap_or_default();
    let secret = signing(secrets).context(
        "none of the secrets can sign; give the whsec_… secret of the endpoint by --secret-file or GATELOG_TEST_SECRET",
    )?;
    let configured_instance = args.source.instance(source.as_ref(), &env)?;
    let instance_id = args.instance_id.or(configured_instance).unwrap_or_else(|| INSTANCE_ID.to_owned());
    let signature_headers = source.as_ref().map(|source| source.signature_headers).unwrap_or_default();
    let message = test_event::message(args.r#type.into(), &instance_id, clock.now());
    let delivery = Delivery::sign(&message, &secret, clock.now());
    print_line(&format!(
        "POST {}: {} {} of the instance {instance_id}, signed with the secret {} in {}",
        args.to,
        message.event_type,
        message.id,
        secret.id(),
        signature_headers.sent().join(", "),
    ))?;

    let endpoint = target.clone();
    let connector = Connector::new(target, signature_headers);
    let begun = Instant::now();
    let exchange = async {
        let hint = |error: ConnectError| format!("{error}; is the endpoint running, and is this its address?");
        let mut connection = connector.connect().await.map_err(hint)?;
        connector.deliver(&mut connection, &delivery).await.map_err(|broken| broken.to_string())
    };
    let answer = match timeout(ANSWER_TIMEOUT, exchange).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            print_line(&format!("no answer: {error}"))?;
            return Ok(ExitCode::FAILURE);
        }
        Err(_) => {
            let seconds = ANSWER_TIMEOUT.as_secs();
            print_line(&format!(
                "no answer within {seconds} s: a sender gives up here, and counts the delivery as failed"
            ))?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let duration_ms = begun.elapsed().as_millis();
    print_line(&format!("{} in {duration_ms} ms: {}", answer.status, printable(&answer)))?;
    let sent = Sent { endpoint, source, instance_id, id: message.id };
    print_line(&advice(&answer, &sent))?;
    Ok(if answer.status.is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Sent {
    endpoint: Target,
    /// The source of the endpoint, when the configuration has one.
    source: Option<SourceSettings>,
    instance_id: String,
    id: String,
}

fn printable(answer: &Response) -> String {
    let text = String::from_utf8_lossy(&answer.body);
    // The answer may come from any server: control characters must not reach the terminal.
    text.chars().filter(|character| !character.is_control()).take(SHOWN_CHARACTERS_MAX).collect()
}

fn advice(answer: &Response, sent: &Sent) -> String {
    let Sent { endpoint, source, instance_id, id } = sent;
    let base_url = endpoint.base_url();
    match answer.status {
        status if status.is_success() => format!(
            "The endpoint acknowledged the event. Look at it, with a key of the query API in the variable \
             GATELOG_API_KEY:\n  \
             curl -H \"Authorization: Bearer $GATELOG_API_KEY\" '{base_url}/v1/events/{id}'\n  \
             curl -H \"Authorization: Bearer $GATELOG_API_KEY\" \
             '{base_url}/v1/activity?instance_id={instance_id}&limit=5'"
        ),
        StatusCode::BAD_REQUEST => {
            "The endpoint found no usable signature headers: something on the way drops or changes svix-id, \
             svix-timestamp or svix-signature; check the proxy"
                .to_owned()
        }
        StatusCode::UNAUTHORIZED => {
            "The signature does not verify: the endpoint has another secret, its clock is more than five minutes off, \
             or a proxy changed the body. The endpoint's log names the reason; save a delivery and run \
             `gatelog check-delivery`"
                .to_owned()
        }
        StatusCode::FORBIDDEN => {
            "The endpoint accepts deliveries from other networks only (networks of the source in its configuration), or \
             a proxy refuses this client"
                .to_owned()
        }
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => no_such_path(endpoint, source.as_ref()),
        status if status.is_redirection() => {
            "The endpoint answers with a redirect, which senders count as a failure: give the sender the target of the \
             redirect"
                .to_owned()
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            "The endpoint cannot record now, or is overloaded; a sender retries later. Its log and /readyz name the reason"
                .to_owned()
        }
        _ => "The endpoint did not acknowledge the event: a sender retries for a day, then gives up".to_owned(),
    }
}

/// The next step when the endpoint receives no deliveries at the path.
fn no_such_path(endpoint: &Target, source: Option<&SourceSettings>) -> String {
    let (base_url, path) = (endpoint.base_url(), endpoint.path.path());
    let configured = source.map(|source| source.source.as_str());
    match (webhook_source(path), configured) {
        (Some(named), _) if configured.is_none_or(|configured| configured == named) => format!(
            "{base_url} has no source {named}, or is no Gatelog: `gatelog status`, with the configuration of its serve, \
             lists its sources"
        ),
        (_, Some(configured)) => {
            format!("No source has the path {path}: send to {base_url}/webhooks/{configured}")
        }
        (_, None) => {
            format!("No source has the path {path}: send to {base_url}/webhooks/ and the name of the source")
        }
    }
}

impl From<TypeArg> for TestEventType {
    fn from(argument: TypeArg) -> Self {
        match argument {
            TypeArg::SessionCreated => Self::SessionCreated,
            TypeArg::SessionRemoved => Self::SessionRemoved,
            TypeArg::UserCreated => Self::UserCreated,
        }
    }
}
