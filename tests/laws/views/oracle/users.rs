//! Users, replayed.

use std::collections::{BTreeMap, BTreeSet};

use gatelog::{
    event::clerk::{Data, Session, User},
    views::{
        audited::{Extent, Snapshot, USER},
        users::{NEVER, UserRow},
    },
};

use super::{
    super::history::{Key, Said, View},
    Order, is_bare, micros, occurred, order, senders, text, type_of,
};

pub fn users(history: &[Said]) -> View<UserRow> {
    described(history).into_iter().map(|(key, (row, _))| (key, row)).collect()
}

/// The audited fields of each.
pub fn audited_users(history: &[Said]) -> View<Option<String>> {
    described(history).into_iter().map(|(key, (_, audited))| (key, audited)).collect()
}

fn described(history: &[Said]) -> View<(UserRow, Option<String>)> {
    let mut all: BTreeMap<Key, OfUser> = BTreeMap::new();
    for said in senders(history) {
        let named = match &said.body.data {
            Ok(Data::User(user)) => {
                OfUser::hear(&mut all, said, &user.id).describe(4, said, user);
                Vec::new()
            }
            Ok(Data::UserDeleted(notice)) => {
                let of = OfUser::hear(&mut all, said, &notice.id);
                of.deletions.push(occurred(said));
                if notice.external_id.is_some() {
                    let user = User { external_id: notice.external_id.clone(), ..User::default() };
                    of.describe(1, said, &user);
                }
                Vec::new()
            }
            Ok(Data::Session(session)) => {
                if let Some(user) = &session.user {
                    OfUser::hear(&mut all, said, &user.id).describe(3, said, user);
                }
                if let Some(id) = &session.user_id {
                    OfUser::hear(&mut all, said, id).sign_in(said, session);
                }
                Vec::new()
            }
            Ok(Data::Membership(membership)) => {
                if let Some(member) = &membership.member {
                    let identifier = member.identifier.as_ref().map(ToString::to_string);
                    // By what the generated texts of each kind begin with, or hold.
                    let of = |is_kind: fn(&str) -> bool| {
                        identifier.iter().filter(|text| is_kind(text)).map(|text| text.clone().into()).collect()
                    };
                    let is_name = |text: &&String| !text.contains(['@', '+']) && !text.starts_with("0x");
                    let as_username = identifier.as_ref().filter(is_name).map(|name| name.clone().into());
                    let user = User {
                        emails: of(|text| text.contains('@')),
                        phones: of(|text| text.starts_with('+')),
                        wallets: of(|text| text.starts_with("0x")),
                        first_name: member.first_name.clone(),
                        last_name: member.last_name.clone(),
                        username: member.username.clone().or(as_username),
                        banned: member.banned,
                        deprovisioned: member.deprovisioned,
                        ..User::default()
                    };
                    OfUser::hear(&mut all, said, &member.user_id).describe(2, said, &user);
                }
                Vec::new()
            }
            Ok(Data::Organization(organization)) => vec![organization.created_by.as_ref()],
            Ok(Data::Invitation(invitation)) => vec![invitation.inviter_id.as_ref(), invitation.user_id.as_ref()],
            _ => Vec::new(),
        };
        for id in named.into_iter().flatten() {
            OfUser::hear(&mut all, said, id);
        }
    }
    all.into_iter().map(|(key, of)| (key.clone(), of.row(key))).collect()
}

/// Everything said of one user.
#[derive(Default)]
struct OfUser {
    descriptions: Vec<(i16, Order, User<'static>, Option<String>)>,
    deletions: Vec<i64>,
    instances: Vec<String>,
    identifiers: BTreeSet<String>,
    terms: BTreeSet<String>,
    words: BTreeSet<String>,
    described_sign_ins: Vec<i64>,
    /// What events say of sessions that nobody else began: the start, the session and its status.
    sessions: BTreeSet<(i64, String, &'static str)>,
}

impl OfUser {
    fn sign_in(&mut self, said: &Said, session: &Session<'_>) {
        let verb = type_of(said).rsplit('.').next().unwrap_or_default();
        let began = micros(session.created_at);
        let began = began.or_else(|| ["created", "pending"].contains(&verb).then(|| occurred(said)));
        let (Some(began), None) = (began, &session.actor) else { return };
        let ends = ["abandoned", "ended", "expired", "removed", "replaced", "revoked"].contains(&verb);
        let status = match session.status.as_deref().unwrap_or(verb) {
            "active" if !ends => "active",
            "pending" if !ends => "pending",
            _ => "unclear",
        };
        self.sessions.insert((began, session.id.to_string(), status));
    }

    /// The last certain sign-in, what came after it and may be one, and the last one as far as
    /// known.
    fn sign_ins(&self) -> (i64, Option<String>, i64) {
        let active = self.sessions.iter().filter(|(.., status)| *status == "active").map(|(began, ..)| *began);
        let certain = active.chain(self.described_sign_ins.iter().copied()).max().unwrap_or(NEVER);
        let later: Vec<_> = self.sessions.iter().filter(|(began, ..)| *began > certain).collect();
        let is_pending = |id: &str| later.iter().any(|(_, of, status)| of == id && *status == "pending");
        let last = later.iter().filter(|(_, id, _)| !is_pending(id)).map(|(began, ..)| *began).max();
        let unsettled = later.iter().map(|(began, id, status)| format!("{began} {id} {status}")).collect();
        (certain, array(unsettled), last.unwrap_or(certain))
    }

    fn hear<'a>(all: &'a mut BTreeMap<Key, Self>, said: &Said, id: &str) -> &'a mut Self {
        let of = all.entry((said.source.as_str().to_owned(), id.to_owned())).or_default();
        of.instances.extend(text(said.body.instance_id.as_ref()));
        of
    }

    fn describe(&mut self, described_by: i16, said: &Said, user: &User<'static>) {
        self.identifiers.extend(tagged(user));
        // The generated texts are in one composition, and only their letters' case is to be folded.
        let term = |(kind, value): (&str, String)| match kind {
            "external_id" => format!("{kind}:{value}"),
            _ => format!("{kind}:{}", value.to_lowercase()),
        };
        self.words.extend(words(user));
        self.described_sign_ins.extend(micros(user.last_sign_in_at));
        self.terms.extend(named(user).into_iter().chain(of_accounts(user)).map(term));
        let is_notice = is_bare(user.object)
            && *user
                == User { id: user.id.clone(), updated_at: user.updated_at, object: user.object, ..User::default() };
        let described_by = if is_notice { 1 } else { described_by };
        let mut user = user.clone();
        // From now on the moment at which the lock-out ends, in microseconds.
        user.lockout_expires_in_seconds = match (user.locked, user.lockout_expires_in_seconds) {
            (Some(true), Some(seconds)) => Some(occurred(said) + seconds * 1_000_000),
            _ => None,
        };
        // What a snapshot holds is told by other tests; here, whose snapshot it is.
        let extent = if described_by == 4 { Extent::Whole } else { Extent::Presented };
        let audited = Snapshot::column(USER, user.object, extent, said.body.occurred_at.at);
        self.descriptions.push((described_by, order(said, user.updated_at), user, audited));
    }

    fn row(mut self, (source, user_id): Key) -> (UserRow, Option<String>) {
        self.descriptions.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        let newest = self.descriptions.pop();
        let order = newest.as_ref().map(|(_, order, ..)| order.clone());
        let described_by = newest.as_ref().map_or(0, |(described_by, ..)| *described_by);
        let (user, audited) = newest.map(|(_, _, user, audited)| (user, audited)).unwrap_or_default();
        let (settled_sign_in_at, unsettled_sign_ins, last_sign_in_at) = self.sign_ins();
        self.words.insert(user_id.to_lowercase());
        let deletion = self.deletions.into_iter().min();
        let row = UserRow {
            source,
            user_id,
            instance_id: self.instances.into_iter().min(),
            described_by,
            version_at: order.as_ref().map(|order| order.0),
            version_occurred_at: order.as_ref().map(|order| order.1),
            version_rank: order.as_ref().map(|order| order.2),
            version_id: order.map(|order| order.3),
            primary_email: text(user.primary_email.as_ref()),
            current_identifiers: array(tagged(&user)),
            primary_phone: text(user.primary_phone.as_ref()),
            first_name: text(user.first_name.as_ref()),
            last_name: text(user.last_name.as_ref()),
            username: text(user.username.as_ref()),
            external_id: text(user.external_id.as_ref()),
            banned: user.banned,
            locked: user.locked,
            lockout_expires_at: user.lockout_expires_in_seconds,
            deprovisioned: user.deprovisioned,
            password_enabled: user.password_enabled,
            two_factor_enabled: user.two_factor_enabled,
            totp_enabled: user.totp_enabled,
            backup_code_enabled: user.backup_code_enabled,
            described_position: audited.is_some().then_some(0),
            created_at: micros(user.created_at),
            updated_at: micros(user.updated_at),
            identifiers: array(self.identifiers),
            identifier_terms: array(self.terms),
            words: array(self.words),
            settled_sign_in_at,
            unsettled_sign_ins,
            last_sign_in_at,
            deleted_at: deletion,
        };
        (row, audited)
    }
}

/// The words that find the user by a description.
fn words(user: &User<'_>) -> Vec<String> {
    let names = [&user.first_name, &user.last_name, &user.username, &user.external_id].into_iter().flatten();
    // The last label of a domain of several is no word.
    let of_email = |email: &str| {
        let has_labels = email.split('@').next_back().is_some_and(|domain| domain.contains('.'));
        word_beginnings(email).into_iter().filter(move |word| !has_labels || word.contains(['@', '.']))
    };
    let emails = user.emails.iter().chain(&user.account_emails).flat_map(|email| of_email(email));
    let phones = user.phones.iter().chain(&user.account_phones).map(|number| number.replace('+', ""));
    let wallets = user.wallets.iter().map(|wallet| wallet.to_lowercase());
    names.flat_map(|name| word_beginnings(name)).chain(emails).chain(phones).chain(wallets).collect()
}

/// A text in small letters from each letter or digit on that follows none, up to white space:
/// these texts have no accents and end with a letter or a digit.
pub fn word_beginnings(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for part in lower.split(' ') {
        let mut before = ' ';
        for (place, character) in part.char_indices() {
            if character.is_alphanumeric() && !before.is_alphanumeric() {
                found.push(part[place..].to_owned());
            }
            before = character;
        }
    }
    found
}

/// What a description calls the user.
fn named(user: &User<'_>) -> Vec<(&'static str, String)> {
    let each = |kind, texts: &[std::borrow::Cow<'_, str>]| -> Vec<(&'static str, String)> {
        texts.iter().map(|text| (kind, text.to_string())).collect()
    };
    let username = user.username.iter().map(|name| ("username", name.to_string()));
    let external_id = user.external_id.iter().map(|id| ("external_id", id.to_string()));
    [each("email", &user.emails), each("phone", &user.phones), each("wallet", &user.wallets)]
        .concat()
        .into_iter()
        .chain(username)
        .chain(external_id)
        .collect()
}

/// What a description says that accounts with other providers are called.
fn of_accounts(user: &User<'_>) -> Vec<(&'static str, String)> {
    let emails = user.account_emails.iter().map(|email| ("email", email.to_string()));
    emails.chain(user.account_phones.iter().map(|phone| ("phone", phone.to_string()))).collect()
}

/// All of these, as the view keeps them.
fn tagged(user: &User<'_>) -> BTreeSet<String> {
    let own = named(user).into_iter().map(|(kind, value)| format!("{kind}:{value}"));
    own.chain(of_accounts(user).into_iter().map(|(kind, value)| format!("{kind}@account:{value}"))).collect()
}

pub fn array(texts: BTreeSet<String>) -> Option<String> {
    let quoted: Vec<String> = texts.into_iter().map(|text| format!("\"{text}\"")).collect();
    (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(",")))
}
