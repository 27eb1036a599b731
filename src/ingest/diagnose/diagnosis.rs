//! Diagnoses one delivery: verifies it like the webhook receiver does and, if that fails, finds
//! the change that would make it verify.

use std::fmt;

use http::HeaderMap;

use super::{
    misreading::{Misreading, misreadings},
    rewrites::{Rewrite, candidates},
};
use crate::{
    clock::Timestamp,
    ingest::{
        secret::Secret,
        signature::{SignatureHeaders, Verified, VerifyError, Window, verify},
    },
};

#[derive(Clone, Copy, Debug)]
pub struct VerificationRules<'a> {
    pub secrets: &'a [Secret],
    /// Retired secrets, which the webhook receiver no longer accepts.
    pub retired: &'a [Secret],
    pub signature_headers: SignatureHeaders,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// The webhook receiver accepts it.
    Verifies(Verified),
    /// The signature is valid, and the timestamp is outside the window.
    Untimely { error: VerifyError, verified: Verified },
    /// The headers are missing or malformed, so there is nothing to verify.
    Unreadable(VerifyError),
    /// The signature is not valid. `untimely` is set if the timestamp is outside the window, too.
    Mismatch { untimely: Option<VerifyError>, cause: Cause },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    Retired {
        secret_id: String,
    },
    OtherHeaders,
    /// The sender signed another form of the body.
    Rewritten {
        rewrite: Rewrite,
        secret_id: String,
    },
    /// The sender or this configuration misreads the secret.
    Misread {
        misreading: Misreading,
        secret_id: String,
    },
    /// No known cause. `tried` has the ids of the secrets that were tried.
    Unknown {
        tried: Vec<String>,
    },
}

/// Diagnoses a delivery. The timestamp must be within the window around `now`; without `now` any
/// timestamp is accepted.
#[must_use]
pub fn diagnose(rules: VerificationRules<'_>, headers: &HeaderMap, body: &[u8], now: Option<Timestamp>) -> Diagnosis {
    let window = now.map_or(Window::Waived, Window::Around);
    let error = match verify(rules.secrets, rules.signature_headers, headers, body, window) {
        Ok(verified) => return Diagnosis::Verifies(verified),
        Err(error) => error,
    };
    let try_verify = |secrets: &[Secret], signature_headers, body: &[u8]| {
        verify(secrets, signature_headers, headers, body, Window::Waived)
    };
    let untimely = matches!(error, VerifyError::TooOld { .. } | VerifyError::TooNew { .. }).then_some(error);
    if untimely.is_some()
        && let Ok(verified) = try_verify(rules.secrets, rules.signature_headers, body)
    {
        return Diagnosis::Untimely { error, verified };
    }
    if untimely.is_none() && error != VerifyError::SignatureMismatch {
        // The other set of headers may be complete.
        return match try_verify(rules.secrets, SignatureHeaders::Both, body) {
            Ok(_) => Diagnosis::Mismatch { untimely: None, cause: Cause::OtherHeaders },
            Err(_) => Diagnosis::Unreadable(error),
        };
    }
    let cause = cause(rules, |secrets, body| try_verify(secrets, rules.signature_headers, body).ok(), body);
    Diagnosis::Mismatch { untimely, cause }
}

fn cause(
    rules: VerificationRules<'_>,
    try_verify: impl Fn(&[Secret], &[u8]) -> Option<Verified>,
    body: &[u8],
) -> Cause {
    if let Some(Verified { secret_id, .. }) = try_verify(rules.retired, body) {
        return Cause::Retired { secret_id };
    }
    for (rewrite, candidate) in candidates(body) {
        if let Some(Verified { secret_id, .. }) = try_verify(rules.secrets, &candidate) {
            return Cause::Rewritten { rewrite, secret_id };
        }
    }
    for secret in rules.secrets {
        for (misreading, misread) in misreadings(secret) {
            if try_verify(&[misread], body).is_some() {
                return Cause::Misread { misreading, secret_id: secret.id().to_owned() };
            }
        }
    }
    let tried = rules.secrets.iter().chain(rules.retired).map(|secret| secret.id().to_owned()).collect();
    Cause::Unknown { tried }
}

impl Diagnosis {
    #[must_use]
    pub const fn verifies(&self) -> bool {
        matches!(self, Self::Verifies(_))
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verifies(Verified { id, timestamp, secret_id, .. }) => {
                write!(
                    out,
                    "verifies: {id}, signed {} with the secret {secret_id}",
                    Timestamp::from_seconds(*timestamp)
                )
            }
            Self::Untimely { error, verified: Verified { id, secret_id, .. } } => write!(
                out,
                "does not verify: {error}. The signature of {id} itself holds, with the secret {secret_id}: when it was \
                 sent, the webhook receiver would have accepted it, and a resend gets a new signature"
            ),
            Self::Unreadable(error) => write!(out, "does not verify: {error}"),
            Self::Mismatch { untimely, cause } => {
                write!(out, "does not verify: {cause}")?;
                match untimely {
                    Some(error) => write!(out, ". And {error}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retired { secret_id } => write!(
                out,
                "the signature holds with the secret {secret_id}, which is retired (verify_only): the webhook \
                 receiver accepts nothing that is signed with it. The sender still uses it: give the sender the new \
                 secret, or take this one back into use"
            ),
            Self::OtherHeaders => out.write_str(
                "the signature holds, in headers that this source does not accept: accept both kinds, svix-* and \
                 webhook-*",
            ),
            Self::Rewritten { rewrite, secret_id } => write!(
                out,
                "the body was changed after it was signed: the signature holds, with the secret {secret_id}, over the \
                 same body {rewrite}. Something read the body and wrote it anew, which is the most common mistake: hand \
                 the verifier the raw bytes of the request, before anything parses them"
            ),
            Self::Misread { misreading, secret_id } => {
                write!(out, "the secret {secret_id} is misread: {misreading}")
            }
            Self::Unknown { tried } => {
                let tried = if tried.is_empty() { "none".to_owned() } else { tried.join(", ") };
                write!(
                    out,
                    "no signature in the header holds (secrets tried: {tried}), nor does one over the body as JSON in \
                     any usual style, with other line ends or without white space around it. Either the secret is that \
                     of another endpoint or instance (compare it with the one that the sender's dashboard shows for this \
                     endpoint), or the id, the timestamp or the content of the body was changed; which of these cannot \
                     be told from the delivery"
                )
            }
        }
    }
}
