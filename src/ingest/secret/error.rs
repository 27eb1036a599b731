//! Why a text is no signing secret. None of the texts repeats any of it.

use super::limits::{HMAC_KEY_BYTES_MIN, PUBLIC_KEY_BYTES};

/// What is wrong with a text that should be a signing secret, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Nothing there, or nothing after the prefix.
    #[error("the signing secret is empty; it is the whsec_… value that the sender's dashboard shows for the endpoint")]
    Empty,
    /// An API key of Clerk's.
    #[error(
        "this is a Clerk API key (sk_…), not the signing secret of the webhook endpoint, which begins with whsec_; copy that one"
    )]
    ApiKey,
    /// A publishable key of Clerk's.
    #[error(
        "this is a Clerk publishable key (pk_…), not the signing secret of the webhook endpoint, which begins with whsec_; copy that one"
    )]
    PublishableKey,
    /// A private key for ed25519 signatures.
    #[error(
        "this is an ed25519 private key (whsk_…), which belongs to the sender alone; use the public key that belongs \
         to it (whpk_…), and have the sender replace this one where it was shown to anybody"
    )]
    PrivateKey,
    /// White space inside.
    #[error("the signing secret holds white space; copy it again in one piece, and separate several by commas")]
    WhiteSpace,
    /// Not the standard base64 alphabet, or not whole.
    #[error("what follows whsec_ is not base64 (A-Z a-z 0-9 + /); copy the signing secret again, whole")]
    NotBase64,
    /// The same of a public key.
    #[error("what follows whpk_ is not base64 (A-Z a-z 0-9 + /); copy the public key again, whole")]
    PublicKeyNotBase64,
    /// Under `HMAC_KEY_BYTES_MIN`.
    #[error(
        "the signing secret has fewer than {HMAC_KEY_BYTES_MIN} bytes and could be guessed; make a new one at the sender"
    )]
    TooShort,
    /// Not `PUBLIC_KEY_BYTES`.
    #[error("an ed25519 public key (whpk_…) has {PUBLIC_KEY_BYTES} bytes, this one has not; copy it again, whole")]
    PublicKeyLength,
    /// No point of the curve, another text for one, or one outside the group that signers use.
    #[error(
        "this ed25519 public key (whpk_…) is none that a sender makes, and with such a key anybody could sign; copy it \
         again from the sender"
    )]
    WeakPublicKey,
}
