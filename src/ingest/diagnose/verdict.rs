//! The verdict on one delivery: verified as at the door, and where that fails, what would have made it pass.

use std::fmt;

use http::HeaderMap;

use super::{
    misreading::{Misreading, misreadings},
    rewrites::{self, Rewrite},
};
use crate::{
    clock::Timestamp,
    ingest::{
        secret::Secret,
        signature::{Families, Refusal, Verified, Window, verify},
    },
};

/// By what deliveries of a source are judged.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// Any of which verifies a delivery.
    pub secrets: &'a [Secret],
    /// Retired ones, which the door does not take any more.
    pub retired: &'a [Secret],
    /// In which headers the signature is looked for.
    pub families: Families,
}

/// What is to be said of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// The door would take it.
    Verifies(Verified),
    /// The signature holds, and its time does not.
    Untimely {
        /// By how much.
        refusal: Refusal,
        /// What is proved all the same.
        verified: Verified,
    },
    /// The headers are missing or malformed, so that nothing could be tried.
    Unreadable(Refusal),
    /// The signature does not hold.
    Mismatch {
        /// Where the time does not hold either.
        untimely: Option<Refusal>,
        /// What would have made it hold.
        cause: Cause,
    },
}

/// Why a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is one of a secret that is retired.
    Retired {
        /// Which.
        secret_id: String,
    },
    /// It is in headers that the source does not accept.
    OtherFamily,
    /// It is one over another form of the body.
    Rewritten {
        /// How the body in hand must be changed.
        rewrite: Rewrite,
        /// Which secret.
        secret_id: String,
    },
    /// It is one with a key that somebody made of the secret by mistake.
    Misread {
        /// By which.
        misreading: Misreading,
        /// Which secret.
        secret_id: String,
    },
    /// None of all that.
    Unknown {
        /// The secrets that were tried.
        tried: Vec<String>,
    },
}

/// Judges a delivery. `now` is the moment by which its time is judged; without one, it may be of any time.
#[must_use]
pub fn diagnose(rules: Rules<'_>, headers: &HeaderMap, body: &[u8], now: Option<Timestamp>) -> Diagnosis {
    let window = now.map_or(Window::Waived, Window::Around);
    let refusal = match verify(rules.secrets, rules.families, headers, body, window) {
        Ok(verified) => return Diagnosis::Verifies(verified),
        Err(refusal) => refusal,
    };
    let holds = |secrets: &[Secret], families, body: &[u8]| verify(secrets, families, headers, body, Window::Waived);
    let untimely = matches!(refusal, Refusal::TooOld { .. } | Refusal::TooNew { .. }).then_some(refusal);
    if untimely.is_some()
        && let Ok(verified) = holds(rules.secrets, rules.families, body)
    {
        return Diagnosis::Untimely { refusal, verified };
    }
    if untimely.is_none() && refusal != Refusal::SignatureMismatch {
        // The other family may be whole, where this one is not.
        return match holds(rules.secrets, Families::Both, body) {
            Ok(_) => Diagnosis::Mismatch { untimely: None, cause: Cause::OtherFamily },
            Err(_) => Diagnosis::Unreadable(refusal),
        };
    }
    let cause = cause(rules, |secrets, body| holds(secrets, rules.families, body).ok(), body);
    Diagnosis::Mismatch { untimely, cause }
}

fn cause(rules: Rules<'_>, holds: impl Fn(&[Secret], &[u8]) -> Option<Verified>, body: &[u8]) -> Cause {
    if let Some(Verified { secret_id, .. }) = holds(rules.retired, body) {
        return Cause::Retired { secret_id };
    }
    for (rewrite, before) in rewrites::before(body) {
        if let Some(Verified { secret_id, .. }) = holds(rules.secrets, &before) {
            return Cause::Rewritten { rewrite, secret_id };
        }
    }
    for secret in rules.secrets {
        for (misreading, amounts_to) in misreadings(secret) {
            if holds(&[amounts_to], body).is_some() {
                return Cause::Misread { misreading, secret_id: secret.id().to_owned() };
            }
        }
    }
    let tried = rules.secrets.iter().chain(rules.retired).map(|secret| secret.id().to_owned()).collect();
    Cause::Unknown { tried }
}

impl Diagnosis {
    /// Whether the door would take it.
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
            Self::Untimely { refusal, verified: Verified { id, secret_id, .. } } => write!(
                out,
                "does not verify: {refusal}. The signature of {id} itself holds, with the secret {secret_id}: at the \
                 time it was sent the door would have taken it, and a resend is signed anew"
            ),
            Self::Unreadable(refusal) => write!(out, "does not verify: {refusal}"),
            Self::Mismatch { untimely, cause } => {
                write!(out, "does not verify: {cause}")?;
                match untimely {
                    Some(refusal) => write!(out, ". And {refusal}"),
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
                "the signature holds with the secret {secret_id}, which is retired (verify_only): the door takes nothing \
                 that is signed with it. The sender still uses it: give it the new secret, or take this one back into use"
            ),
            Self::OtherFamily => out.write_str(
                "the signature holds, in headers that this source does not accept: let it accept both families, svix-* \
                 and webhook-*",
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
