//! The users view: the newest description of each user, every address ever seen, the last sign-in,
//! and whether the user was deleted. The query counts sign-ins in the sessions.

mod row;
mod sign_ins;

pub use row::{ActiveModel, Column, Entity, Model, PrimaryKey, Relation, UserRow};
pub use sign_ins::NEVER;

use self::sign_ins::SignIns;
use super::{
    audited::{Snapshot, USER, snapshot::lockout_end},
    identifiers::Identifiers,
    search_words::{SearchWords, WORD},
    sessions::SignIn,
    version::{
        self, DESCRIBED_BY_EMBEDDED, DESCRIBED_BY_NONE, DESCRIBED_BY_NOTICE, DESCRIBED_BY_OWN, DESCRIBED_BY_PUBLIC,
        Version, extent, owned, unreadable,
    },
};
use crate::{
    clock::Timestamp,
    event::{
        RecordedEvent,
        clerk::{Body, Data, DecodeError, Member, User, UserDeleted, body::Text},
    },
    projection::{Index, IndexKind, Projection},
    text::identifier::IdentifierKind,
};

/// The projection of users, from the family `user` and from snapshots in sessions and memberships.
#[derive(Clone, Copy, Debug)]
pub struct Users;

impl Projection for Users {
    const NAME: &'static str = "users";
    const VERSION: i32 = 7;
    const INDEXES: &'static [Index] = &[
        Index { name: "identifier", columns: &["identifier_terms"], kind: IndexKind::Inverted },
        Index { name: WORD, columns: &["words"], kind: IndexKind::Inverted },
        Index { name: "last_sign_in", columns: &["last_sign_in_at", "source", "user_id"], kind: IndexKind::Ordered },
        Index { name: "mfa", columns: &["two_factor_enabled", "source", "user_id"], kind: IndexKind::Sparse },
        Index { name: "banned", columns: &["banned", "source", "user_id"], kind: IndexKind::Sparse },
    ];
    type Row = UserRow;

    fn project(&self, event: &RecordedEvent, body: &Body<'_>) -> Result<Vec<UserRow>, DecodeError> {
        if event.source.is_system() {
            return Ok(Vec::new());
        }
        let known = |id: &_| UserRow::from_id(event, body, id);
        Ok(match &body.data {
            Ok(Data::User(user)) => vec![UserRow::from_description(event, body, user, DESCRIBED_BY_OWN)],
            Ok(Data::UserDeleted(notice)) => vec![UserRow::from_deletion(event, body, notice)],
            Ok(Data::Session(session)) => {
                let embedded = session.user.as_deref();
                let mut rows: Vec<UserRow> = embedded
                    .map(|user| UserRow::from_description(event, body, user, DESCRIBED_BY_EMBEDDED))
                    .into_iter()
                    .collect();
                // One row per user and event: two rows of one version could differ, and the merge
                // would not be defined.
                if let Some(id) = session.user_id.as_ref().filter(|id| embedded.is_none_or(|user| user.id != **id)) {
                    rows.push(known(id));
                }
                if let Some(row) = rows.iter_mut().find(|row| Some(&*row.user_id) == session.user_id.as_deref()) {
                    let described = embedded.filter(|user| user.id == row.user_id);
                    row.set_sign_ins(SignIns::new(
                        described.and_then(|user| user.last_sign_in_at).map(Timestamp::micros),
                        SignIn::from_event(event, body, session).as_ref(),
                    ));
                }
                rows
            }
            Ok(Data::Membership(membership)) => {
                membership.member.iter().map(|member| UserRow::from_public_data(event, body, member)).collect()
            }
            Ok(Data::Organization(organization)) => organization.created_by.iter().map(|id| known(id)).collect(),
            Ok(Data::Invitation(invitation)) => {
                invitation.inviter_id.iter().chain(&invitation.user_id).map(|id| known(id)).collect()
            }
            Ok(_) => Vec::new(),
            Err(error) => return unreadable(event, error, &["user", "session", "organizationMembership"]),
        })
    }
}

impl UserRow {
    /// A user of whom only the id is known.
    fn from_id(event: &RecordedEvent, body: &Body<'_>, user_id: &str) -> Self {
        Self { words: SearchWords::of_id(user_id).column(), ..Self::unknown(event, body, user_id) }
    }

    /// The columns of a user of whom nothing is known.
    fn unknown(event: &RecordedEvent, body: &Body<'_>, user_id: &str) -> Self {
        Self {
            source: event.source.as_str().to_owned(),
            user_id: user_id.to_owned(),
            instance_id: owned(body.instance_id.as_ref()),
            described_by: DESCRIBED_BY_NONE,
            version_at: None,
            version_occurred_at: None,
            version_rank: None,
            version_id: None,
            primary_email: None,
            current_identifiers: None,
            primary_phone: None,
            first_name: None,
            last_name: None,
            username: None,
            external_id: None,
            banned: None,
            locked: None,
            lockout_expires_at: None,
            deprovisioned: None,
            password_enabled: None,
            two_factor_enabled: None,
            totp_enabled: None,
            backup_code_enabled: None,
            described_position: None,
            created_at: None,
            updated_at: None,
            identifiers: None,
            identifier_terms: None,
            words: None,
            settled_sign_in_at: NEVER,
            unsettled_sign_ins: None,
            last_sign_in_at: NEVER,
            deleted_at: None,
        }
    }

    fn from_deletion(event: &RecordedEvent, body: &Body<'_>, notice: &UserDeleted<'_>) -> Self {
        let described = notice.external_id.as_ref().map(|external_id| {
            let named = User { id: notice.id.clone(), external_id: Some(external_id.clone()), ..User::default() };
            Self::from_description(event, body, &named, DESCRIBED_BY_NOTICE)
        });
        Self {
            deleted_at: Some(body.occurred_at.at.micros()),
            ..described.unwrap_or_else(|| Self::from_id(event, body, &notice.id))
        }
    }

    fn from_public_data(event: &RecordedEvent, body: &Body<'_>, member: &Member<'_>) -> Self {
        let mut seen = User {
            id: member.user_id.clone(),
            first_name: member.first_name.clone(),
            last_name: member.last_name.clone(),
            username: member.username.clone(),
            banned: member.banned,
            deprovisioned: member.deprovisioned,
            ..User::default()
        };
        if let Some(identifier) = member.identifier.clone() {
            match IdentifierKind::of_sign_in(&identifier) {
                IdentifierKind::Email => seen.emails.push(identifier),
                IdentifierKind::Phone => seen.phones.push(identifier),
                IdentifierKind::Wallet => seen.wallets.push(identifier),
                _ => seen.username = seen.username.or(Some(identifier)),
            }
        }
        Self::from_description(event, body, &seen, DESCRIBED_BY_PUBLIC)
    }

    fn from_description(event: &RecordedEvent, body: &Body<'_>, user: &User<'_>, described_by: i16) -> Self {
        let version = Version::new(event, body, user.updated_at);
        let audited = || Snapshot::read(USER, user.object, extent(described_by), body.occurred_at.at);
        let described_by = version::described_by(user.is_bare(), audited, described_by);
        let identifiers = Identifiers::new(identifiers(user), account_identifiers(user));
        let mut row = Self {
            described_by,
            version_at: Some(version.at),
            version_occurred_at: Some(version.occurred_at),
            version_rank: Some(version.rank),
            version_id: Some(version.id.to_owned()),
            primary_email: owned(user.primary_email.as_ref()),
            current_identifiers: identifiers.tagged.clone(),
            primary_phone: owned(user.primary_phone.as_ref()),
            first_name: owned(user.first_name.as_ref()),
            last_name: owned(user.last_name.as_ref()),
            username: owned(user.username.as_ref()),
            external_id: owned(user.external_id.as_ref()),
            banned: user.banned,
            locked: user.locked,
            lockout_expires_at: lockout_expires_at(body, user),
            deprovisioned: user.deprovisioned,
            password_enabled: user.password_enabled,
            two_factor_enabled: user.two_factor_enabled,
            totp_enabled: user.totp_enabled,
            backup_code_enabled: user.backup_code_enabled,
            described_position: (!user.object.is_empty()).then_some(event.position.0),
            created_at: user.created_at.map(Timestamp::micros),
            updated_at: user.updated_at.map(Timestamp::micros),
            identifiers: identifiers.tagged,
            identifier_terms: identifiers.terms,
            words: words(user).column(),
            ..Self::unknown(event, body, &user.id)
        };
        row.set_sign_ins(SignIns::new(user.last_sign_in_at.map(Timestamp::micros), None));
        row
    }
}

/// The audited fields of the user in an event, as a [`Snapshot`] in JSON.
#[must_use]
pub fn audited(body: &Body<'_>) -> Option<String> {
    let (user, described_by) = match &body.data {
        Ok(Data::User(user)) => (&**user, DESCRIBED_BY_OWN),
        Ok(Data::Session(session)) => (session.user.as_deref()?, DESCRIBED_BY_EMBEDDED),
        _ => return None,
    };
    Snapshot::column(USER, user.object, extent(described_by), body.occurred_at.at)
}

fn each<'a>(kind: IdentifierKind, texts: &'a [Text<'_>]) -> impl Iterator<Item = (IdentifierKind, &'a str)> {
    texts.iter().map(move |text| (kind, text.as_ref()))
}

/// Identifiers of connected accounts. User names are left out, because they belong to the other
/// provider.
fn account_identifiers<'a>(user: &'a User<'_>) -> impl Iterator<Item = (IdentifierKind, &'a str)> {
    each(IdentifierKind::Email, &user.account_emails).chain(each(IdentifierKind::Phone, &user.account_phones))
}

/// All identifiers in a description.
fn identifiers<'a>(user: &'a User<'_>) -> impl Iterator<Item = (IdentifierKind, &'a str)> {
    let emails = each(IdentifierKind::Email, &user.emails);
    let phones = each(IdentifierKind::Phone, &user.phones);
    let wallets = each(IdentifierKind::Wallet, &user.wallets);
    let username = user.username.as_deref().map(|name| (IdentifierKind::Username, name));
    let external_id = user.external_id.as_deref().map(|id| (IdentifierKind::ExternalId, id));
    emails.chain(phones).chain(wallets).chain(username).chain(external_id)
}

/// The words that find the user by a description.
fn words(user: &User<'_>) -> SearchWords {
    fn each<'a>(texts: &'a [Text<'_>]) -> impl Iterator<Item = &'a str> {
        texts.iter().map(AsRef::as_ref)
    }
    let names = [&user.first_name, &user.last_name, &user.username, &user.external_id];
    SearchWords::of_id(&user.id)
        .texts(names.into_iter().filter_map(|name| name.as_deref()))
        .emails(each(&user.emails).chain(each(&user.account_emails)))
        .phones(each(&user.phones).chain(each(&user.account_phones)))
        .ids(each(&user.wallets))
}

/// The remaining seconds count from the time at which the event was written.
fn lockout_expires_at(body: &Body<'_>, user: &User<'_>) -> Option<i64> {
    let seconds = user.lockout_expires_in_seconds.filter(|_| user.locked == Some(true))?;
    lockout_end(body.occurred_at.at, seconds)
}
