//! One sentence about an event, for a person. Says what was done and what changed, never how that is known, nor whether it
//! came in late: fields of their own tell that.

use serde_json::Value;

use super::{
    clause::{About, Clause, sentence},
    names::{Names, person},
    words::{elements, provider, role, short_role, shown, turned, with_article},
};
use crate::views::activity::{ACTOR_AGENT, ACTOR_IMPERSONATOR, Action, ActivityRow, Change, Labels};

/// Changes that no action speaks of, with what they are called.
const PLAIN_FIELDS: [(&str, &str); 5] = [
    ("first_name", "first name"),
    ("last_name", "last name"),
    ("slug", "name in addresses"),
    ("max_allowed_memberships", "greatest number of members"),
    ("admin_delete_enabled", "right of its administrators to delete it"),
];

/// What a sentence is made of.
pub(super) struct Told<'a> {
    pub(super) row: &'a ActivityRow,
    pub(super) actions: &'a [String],
    pub(super) changes: &'a [Change],
    pub(super) labels: &'a Labels<'a>,
    pub(super) names: &'a Names,
}

impl Told<'_> {
    /// The sentence.
    pub(super) fn summary(&self) -> String {
        let mut clauses: Vec<Clause> = self.actions.iter().flat_map(|action| self.clauses(action)).collect();
        for (field, noun) in PLAIN_FIELDS {
            clauses.extend(self.changed(field, noun));
        }
        if clauses.is_empty() {
            let rest = if self.row.baseline { "what changed is not known" } else { "nothing that is audited changed" };
            clauses.push(Clause::Of(self.described(), "was updated".to_owned()));
            clauses.push(Clause::Whole(rest.to_owned()));
        }
        sentence(&self.about(), clauses)
    }

    fn about(&self) -> About {
        match self.row.family.as_deref() {
            Some("organization") => {
                About { full: format!("the organization {}", self.organization()), short: "the organization" }
            }
            _ => About { full: self.user(), short: "the user" },
        }
    }

    /// What of the one it is about an update describes.
    fn described(&self) -> &'static str {
        match self.row.family.as_deref() {
            Some("user") => "account",
            Some("organizationMembership") => "membership",
            _ => "description",
        }
    }

    fn clauses(&self, action: &str) -> Vec<Clause> {
        use Action as A;
        use Clause::{Did, Of, Whole};
        let did = |what: &str| vec![Did(what.to_owned())];
        let of = |what, rest: &str| vec![Of(what, rest.to_owned())];
        let Some(action) = Action::parse(action) else { return vec![Whole(self.event(action))] };
        match action {
            A::UserDeleted => of("account", "was deleted"),
            A::OrganizationDeleted => did("was deleted"),
            A::UserBanned => did("was banned"),
            A::UserLocked => did("was locked out"),
            A::UserDeprovisioned => did("was taken out by the company's directory"),
            A::ImpersonationStarted => {
                vec![Whole(format!("{} signed in as {}{}", self.actor("somebody"), self.user(), self.place()))]
            }
            A::AgentSessionStarted => {
                vec![Whole(format!("{} signed in for {}{}", self.actor("an AI agent"), self.user(), self.place()))]
            }
            A::SessionRevoked => vec![Whole(format!("a session of {} was revoked{}", self.user(), self.acted_in()))],
            A::MfaDisabled => of("second factor", "was turned off"),
            A::PasswordRemoved => of("password", "was removed"),
            A::PasswordChanged => of("password", "was changed"),
            A::EmailChanged => self.changed("primary_email", "e-mail address"),
            A::PhoneChanged => self.changed("primary_phone", "phone number"),
            A::UsernameChanged => self.changed("username", "user name"),
            A::ExternalIdChanged => self.changed("external_id", "external id"),
            A::MemberRoleChanged => {
                let (from, to) = self.change("role");
                let (from, to) = (role(from), role(to));
                vec![Of("role", format!("in {} {}", self.organization(), turned(from.as_deref(), to.as_deref())))]
            }
            A::MfaChanged => of("means of a second factor", "changed"),
            A::PasskeyRemoved => did("lost a passkey"),
            A::PasskeyAdded => did("has a new passkey"),
            A::AccountDisconnected => self.listed("external_accounts", "connected accounts", false),
            A::AccountConnected => self.listed("external_accounts", "connected accounts", true),
            A::EmailRemoved => self.listed("emails", "e-mail addresses", false),
            A::EmailAdded => self.listed("emails", "e-mail addresses", true),
            A::PasswordSet => of("password", "was set"),
            A::MfaEnabled => of("second factor", "was turned on"),
            A::UserUnbanned => did("is no longer banned"),
            A::UserUnlocked => did("is no longer locked out"),
            A::UserReprovisioned => did("was taken in again by the company's directory"),
            A::MetadataChanged => of("metadata", "changed"),
            A::OrganizationRenamed => {
                let (from, to) = self.change("name");
                match (from.map(shown), to.map(shown)) {
                    (Some(from), Some(to)) => vec![Whole(format!("the organization {from} was renamed to {to}"))],
                    (from, to) => vec![Of("name", turned(from.as_deref(), to.as_deref()))],
                }
            }
            A::MemberRemoved => did(&format!("is no longer a member of {}", self.organization())),
            A::MemberAdded => did(&format!("became a member of {}{}", self.organization(), self.with_role())),
            A::InvitationSent => {
                let (whom, role) = (self.invited(), self.with_role());
                vec![Whole(format!("{} invited {whom} to {}{role}", self.actor("somebody"), self.organization()))]
            }
            A::InvitationAccepted => {
                let (whom, role) = (self.invited(), self.with_role());
                vec![Whole(format!("{whom} accepted the invitation to {}{role}", self.organization()))]
            }
            A::InvitationRevoked => {
                vec![Whole(format!("the invitation of {} to {} was withdrawn", self.invited(), self.organization()))]
            }
            A::ImpersonationEnded | A::AgentSessionEnded if self.did(A::SessionRevoked) => Vec::new(),
            A::ImpersonationEnded => {
                vec![Whole(format!("{} signed out as {}", self.actor("somebody"), self.user()))]
            }
            A::AgentSessionEnded => {
                vec![Whole(format!("{} signed out for {}", self.actor("an AI agent"), self.user()))]
            }
            A::SignedIn => did(&format!("signed in{}", self.place())),
            A::SignInPending => match self.row.actor_kind.as_deref() {
                Some(ACTOR_IMPERSONATOR | ACTOR_AGENT) => {
                    vec![Whole(format!(
                        "{} began to sign in as {}{}",
                        self.actor("somebody"),
                        self.user(),
                        self.place()
                    ))]
                }
                _ => did(&format!("began to sign in{}", self.place())),
            },
            A::SignedOut => did("signed out"),
            A::UserCreated => of("account", "was created"),
            A::OrganizationCreated => match &self.row.actor_id {
                Some(_) => vec![Whole(format!("{} created {}", self.actor("somebody"), self.about().full))],
                None => did("was created"),
            },
            A::UserUpdated | A::OrganizationUpdated | A::MemberUpdated => Vec::new(),
            A::EmailSent => vec![Whole(format!("an e-mail was sent to {}", self.recipient()))],
            A::SmsSent => vec![Whole(format!("a text message was sent to {}", self.recipient()))],
            A::Unknown => vec![Whole("an event without a usable type".to_owned())],
        }
    }

    fn did(&self, action: Action) -> bool {
        self.actions.iter().any(|done| done == action.as_str())
    }

    /// An event that has no word of ours, with whatever it is about.
    fn event(&self, event_type: &str) -> String {
        let user = self.row.user_id.as_ref().map(|_| format!("of {}", self.user()));
        let organization = self.row.organization_id.as_ref().map(|_| format!("in {}", self.organization()));
        let about =
            [self.labels.thing.as_deref(), self.labels.email.as_deref(), user.as_deref(), organization.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        if about.is_empty() {
            format!("event {event_type}")
        } else {
            format!("event {event_type}: {}", about.join(", "))
        }
    }

    fn change(&self, field: &str) -> (Option<&Value>, Option<&Value>) {
        let change = self.changes.iter().find(|change| change.field == field);
        change.map_or((None, None), |change| (change.from.as_ref(), change.to.as_ref()))
    }

    /// That a field changed, if it did.
    fn changed(&self, field: &str, noun: &'static str) -> Vec<Clause> {
        match self.change(field) {
            (None, None) => Vec::new(),
            (from, to) => vec![Clause::Of(noun, turned(from.map(shown).as_deref(), to.map(shown).as_deref()))],
        }
    }

    /// What a list has, or lost; an address that is said to have become or been the primary one is not said again.
    fn listed(&self, field: &str, noun: &'static str, is_more: bool) -> Vec<Clause> {
        let (from, to) = self.change(field);
        let (from, to) = (elements(from), elements(to));
        let (with, without) = if is_more { (to, from) } else { (from, to) };
        let (was, is) = self.change("primary_email");
        let said = if is_more { is } else { was }.map(shown).filter(|_| field == "emails");
        let news: Vec<String> = with
            .into_iter()
            .filter(|element| !without.contains(element) && said.as_deref() != Some(element))
            .map(provider)
            .collect();
        if news.is_empty() {
            return Vec::new();
        }
        let verb = if is_more { "now include" } else { "no longer include" };
        vec![Clause::Of(noun, format!("{verb} {}", news.join(", ")))]
    }

    fn user(&self) -> String {
        let labels = self.labels;
        let id = self.row.user_id.as_deref();
        if labels.name.is_some() || labels.identifier.is_some() {
            return person(labels.name.as_deref(), labels.identifier.as_deref(), id).expect("one of them is there");
        }
        id.map_or_else(|| "somebody".to_owned(), |id| self.names.user(&self.row.source, id))
    }

    /// Whom the event names as the one who acted; `nobody` where it names none.
    fn actor(&self, nobody: &str) -> String {
        let id = self.row.actor_id.as_deref();
        id.map_or_else(|| nobody.to_owned(), |id| self.names.user(&self.row.source, id))
    }

    fn organization(&self) -> String {
        let id = self.row.organization_id.as_deref();
        let by_view = id.and_then(|id| self.names.organization(&self.row.source, id));
        let told = self.labels.organization.as_deref();
        // The name at that time, if it was told; a deletion tells only the name in addresses.
        let known = if self.did(Action::OrganizationDeleted) { by_view.or(told) } else { told.or(by_view) };
        known.or(id).unwrap_or("an organization").to_owned()
    }

    fn invited(&self) -> &str {
        self.labels.email.as_deref().unwrap_or("somebody")
    }

    fn recipient(&self) -> String {
        self.labels.email.as_deref().map_or_else(|| self.user(), str::to_owned)
    }

    fn with_role(&self) -> String {
        self.labels.role.as_deref().map_or_else(String::new, |role| format!(" with the role {}", short_role(role)))
    }

    /// Who acted in a session that was revoked.
    fn acted_in(&self) -> String {
        if self.did(Action::ImpersonationEnded) {
            format!(", in which {} was signed in", self.actor("somebody else"))
        } else {
            String::new()
        }
    }

    /// From where and with what.
    fn place(&self) -> String {
        let labels = self.labels;
        let place = match (labels.city.as_deref(), labels.country.as_deref()) {
            (Some(city), Some(country)) => Some(format!("{city}, {country}")),
            (city, country) => city.or(country).or(self.row.ip.as_deref()).map(str::to_owned),
        };
        let from = place.map_or_else(String::new, |place| format!(" from {place}"));
        let with = match (labels.browser.as_deref(), labels.device.as_deref().map(with_article)) {
            (Some(browser), Some(device)) => format!(" with {browser} on {device}"),
            (Some(browser), None) => format!(" with {browser}"),
            (None, Some(device)) => format!(" with {device}"),
            (None, None) => String::new(),
        };
        from + &with
    }
}
