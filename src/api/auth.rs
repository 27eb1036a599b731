//! The bearer key of the query API. One comparison, in constant time, before anything else of a question is looked at;
//! no other way in.

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem_openapi::{SecurityScheme, auth::Bearer};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::error::Problem;

/// The key that Gatelog was started with in `GATELOG_API_KEY`.
#[derive(SecurityScheme)]
#[oai(ty = "bearer", rename = "api_key")]
pub struct BearerKey(#[expect(dead_code, reason = "compared for every path under /v1 at once, before this")] Bearer);

const SCHEME: &[u8] = b"bearer ";

/// Whether a question brings the configured key.
pub fn check(configured: Option<&SecretString>, headers: &HeaderMap) -> Result<(), Problem> {
    let Some(configured) = configured else {
        return Err(refuse(
            "the query API has no key yet; set GATELOG_API_KEY to at least 32 characters, and start gatelog again",
        ));
    };
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(refuse("send the key of the query API as Authorization: Bearer KEY"));
    };
    let (scheme, key) = value.as_bytes().split_at(value.len().min(SCHEME.len()));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(refuse("send the key of the query API as Authorization: Bearer KEY"));
    }
    // Digests are of one length, so the time tells nothing of the key's.
    let same = Sha256::digest(key.trim_ascii()).ct_eq(&Sha256::digest(configured.expose_secret().as_bytes()));
    if same.into() { Ok(()) } else { Err(refuse("this is not the key that gatelog was started with")) }
}

fn refuse(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail).header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
}
