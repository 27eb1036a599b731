//! One sentence about an event: what was done and what changed. Other fields report how that is
//! known and whether it arrived late.

use serde_json::Value;

use super::{
    changes::{change_clause, others},
    clause::{About, Clause, sentence},
    names::{EventNames, person},
    words::{role, turned, value_text, with_article, without_prefix},
};
use crate::views::{
    activity::{ACTOR_AGENT, ACTOR_IMPERSONATOR, Action, ActivityRow, Labels, fields},
    audited::{Change, FieldKind, Snapshot},
    set,
};

/// The input of a sentence.
pub(super) struct SummaryInput<'a> {
    pub(super) row: &'a ActivityRow,
    pub(super) actions: &'a [String],
    pub(super) changes: &'a [Change],
    pub(super) labels: &'a Labels<'a>,
    pub(super) names: &'a EventNames,
}

impl SummaryInput<'_> {
    pub(super) fn summary(&self) -> String {
        let mut unsaid: Vec<&Change> = self.changes.iter().collect();
        let mut clauses = Vec::new();
        for name in self.actions {
            let action = Action::parse(name);
            let said =
                action.map_or_else(|| Some(vec![Clause::Whole(self.event(name))]), |action| self.clauses(action));
            if let Some(said) = said {
                // Elements of a list are named in addition to their action.
                unsaid.retain(|change| change.is_element() || !change.actions.contains(&name.as_str().into()));
                clauses.extend(said);
            } else {
                // The changes express the action.
                let (now, later) =
                    unsaid.into_iter().partition(|change| change.actions.contains(&name.as_str().into()));
                unsaid = later;
                clauses.extend(self.changed(now));
            }
        }
        clauses.extend(self.changed(unsaid));
        if matches!(clauses.first(), Some(Clause::Others(_))) {
            clauses.insert(0, Clause::Of(self.described().to_owned(), "was updated".to_owned()));
        }
        if clauses.is_empty() {
            // A first event is compared with nothing, and a notice describes nothing.
            let is_compared = !self.row.baseline && Snapshot::parse(self.row.snapshot.as_deref()).is_whole();
            let rest = if is_compared { "nothing that is audited changed" } else { "what changed is not known" };
            clauses.push(Clause::Of(self.described().to_owned(), "was updated".to_owned()));
            clauses.push(Clause::Whole(rest.to_owned()));
        }
        sentence(&self.about(), clauses)
    }

    fn about(&self) -> About {
        match self.row.family.as_deref() {
            Some("organization") => {
                About { full: format!("the organization {}", self.organization()), short: "the organization" }
            }
            Some("organizationDomain") => {
                let domain = self.labels.thing.as_deref().map_or_else(String::new, |domain| format!(" {domain}"));
                About { full: format!("the domain{domain} of {}", self.organization()), short: "the domain" }
            }
            Some(family @ ("role" | "permission")) => {
                let name = self.labels.thing.as_deref().map_or_else(String::new, |name| format!(" {name}"));
                let short = if family == "role" { "the role" } else { "the permission" };
                About { full: format!("{short}{name}"), short }
            }
            _ => About { full: self.user(), short: "the user" },
        }
    }

    /// The part of the subject that an update describes.
    fn described(&self) -> &'static str {
        match self.row.family.as_deref() {
            Some("user") => "account",
            Some("organizationMembership") => "membership",
            _ => "description",
        }
    }

    /// The clauses of an action; `None` if its changes express it.
    #[expect(clippy::too_many_lines, reason = "a line for each action")]
    fn clauses(&self, action: Action) -> Option<Vec<Clause>> {
        use Action as A;
        use Clause::{Did, Of, Whole};
        let did = |what: &str| vec![Did(what.to_owned())];
        let of = |what: &str, rest: &str| vec![Of(what.to_owned(), rest.to_owned())];
        Some(match action {
            A::UserDeleted => of("account", "was deleted"),
            A::OrganizationDeleted => did("was deleted"),
            A::UserBanned => did("was banned"),
            A::UserLocked if self.is_locked_for_ever() => did("is locked out without an end"),
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
            A::MembershipMoved => return self.moved(),
            A::MemberRoleChanged => {
                let (from, to) = self.change("role");
                let (from, to) = (role(from), role(to));
                vec![Of(
                    "role".to_owned(),
                    format!("in {} {}", self.organization(), turned("role", from.as_deref(), to.as_deref())),
                )]
            }
            A::PasswordSet => of("password", "was set"),
            A::MfaEnabled => of("second factor", "was turned on"),
            A::UserUnbanned => did("is no longer banned"),
            A::UserUnlocked => did("is no longer locked out"),
            A::UserReprovisioned => did("was taken in again by the company's directory"),
            A::OrganizationRenamed => {
                let (from, to) = self.change("name");
                match (from.map(value_text), to.map(value_text)) {
                    (Some(from), Some(to)) => vec![Whole(format!("the organization {from} was renamed to {to}"))],
                    (from, to) => vec![Of("name".to_owned(), turned("name", from.as_deref(), to.as_deref()))],
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
            A::ClientTrustBypassed => did("is exempt from the check of new devices (bypass_client_trust)"),
            A::ClientTrustRestored => did("is no longer exempt from the check of new devices (bypass_client_trust)"),
            A::LegalAccepted => did("accepted the terms"),
            A::EmailChanged
            | A::PhoneChanged
            | A::WalletChanged
            | A::UsernameChanged
            | A::ExternalIdChanged
            | A::MfaChanged
            | A::MemberPermissionsChanged
            | A::RoleChanged
            | A::AccountChanged
            | A::AccountConnected
            | A::AccountDisconnected
            | A::AccountVerified
            | A::PasskeyAdded
            | A::PasskeyRemoved
            | A::PasskeyUpdated
            | A::EmailAdded
            | A::EmailRemoved
            | A::EmailVerified
            | A::EmailUpdated
            | A::PhoneAdded
            | A::PhoneRemoved
            | A::PhoneVerified
            | A::PhoneUpdated
            | A::WalletAdded
            | A::WalletRemoved
            | A::WalletVerified
            | A::WalletUpdated
            | A::UserRightsChanged
            | A::DirectoryChanged
            | A::DomainEnrollmentChanged
            | A::DomainVerified
            | A::DomainChanged
            | A::OrganizationSettingsChanged
            | A::MetadataChanged
            | A::ProfileChanged
            | A::OtherFieldsChanged => return None,
        })
    }

    /// Clauses of changes. An address that became or was the primary one is not named twice, and
    /// undeclared fields share a clause.
    fn changed(&self, changes: Vec<&Change>) -> Vec<Clause> {
        let fields = fields(self.row.family.as_deref().unwrap_or_default());
        let (was, is) = self.change("primary_email");
        let mut clauses = Vec::new();
        let mut unknown = Vec::new();
        for change in changes {
            let said = if change.to.is_none() { was } else { is };
            let address = change.to.as_ref().or(change.from.as_ref()).and_then(|element| element.get("email_address"));
            let is_whole = change.from.is_none() || change.to.is_none();
            if change.field == "email_addresses" && is_whole && said.is_some() && said == address {
                continue;
            }
            match fields.iter().find(|field| field.name == change.field) {
                // The action expresses the end of the lock-out.
                Some(field) if matches!(field.kind, FieldKind::LockoutSeconds(_)) && self.did(Action::UserUnlocked) => {
                }
                Some(field) => clauses.push(change_clause(field, change)),
                None => unknown.push(change.field.as_ref()),
            }
        }
        clauses.extend((!unknown.is_empty()).then(|| others(&unknown)));
        clauses
    }

    /// A membership that passed to another user or organization; `None` if the old or the new one
    /// is unknown.
    fn moved(&self) -> Option<Vec<Clause>> {
        let ids = |field| match self.change(field) {
            (None, None) => Some(None),
            (from, to) => Some(Some((from?.as_str()?, to?.as_str()?))),
        };
        let (users, organizations) = (ids("user_id")?, ids("organization_id")?);
        let user = users.map(|(from, _)| {
            let from = self.names.user(self.row, from);
            format!("the membership of {from} in {} passed to {}", self.organization(), self.user())
        });
        let organization = organizations.map(|(from, _)| {
            let from = self.names.organization(self.row, from).unwrap_or(from);
            format!("the membership of {} passed from {from} to {}", self.user(), self.organization())
        });
        Some(user.into_iter().chain(organization).map(Clause::Whole).collect())
    }

    /// True if a lock-out lost its end time.
    fn is_locked_for_ever(&self) -> bool {
        let mut ends = self.changes.iter().filter(|change| change.field == "lockout_expires_at");
        ends.any(|end| end.to.is_none() && !end.actions.is_empty()) && self.change("locked") == (None, None)
    }

    fn did(&self, action: Action) -> bool {
        self.actions.iter().any(|done| done == action.as_str())
    }

    /// An event without an action, with the objects that it is about.
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

    fn user(&self) -> String {
        let labels = self.labels;
        let id = self.row.user_id.as_deref();
        if labels.name.is_some() || labels.identifier.is_some() {
            return person(labels.name.as_deref(), labels.identifier.as_deref(), id).expect("one of them is there");
        }
        id.map_or_else(|| "somebody".to_owned(), |id| self.names.user(self.row, id))
    }

    /// The actor that the event names, otherwise `nobody`.
    fn actor(&self, unknown: &str) -> String {
        let id = self.row.actor_id.as_deref();
        id.map_or_else(|| unknown.to_owned(), |id| self.names.user(self.row, id))
    }

    fn organization(&self) -> String {
        let id = self.row.organization_id.as_deref();
        let by_view = id.and_then(|id| self.names.organization(self.row, id));
        let in_event = self.labels.organization.as_deref();
        // The name in the event, if it has one. A deletion has only the slug.
        let known = if self.did(Action::OrganizationDeleted) { by_view.or(in_event) } else { in_event.or(by_view) };
        known.or(id).unwrap_or("an organization").to_owned()
    }

    fn invited(&self) -> &str {
        self.labels.email.as_deref().unwrap_or("somebody")
    }

    fn recipient(&self) -> String {
        self.labels.email.as_deref().map_or_else(|| self.user(), str::to_owned)
    }

    fn with_role(&self) -> String {
        self.labels.role.as_deref().map_or_else(String::new, |role| format!(" with the role {}", without_prefix(role)))
    }

    /// The actor of a revoked session.
    fn acted_in(&self) -> String {
        if self.did(Action::ImpersonationEnded) {
            format!(", in which {} was signed in", self.actor("somebody else"))
        } else {
            String::new()
        }
    }

    fn place(&self) -> String {
        let row = self.row;
        let device_ip = set::texts(row.ips.as_deref()).into_iter().next();
        let place = match (row.city.as_deref(), row.country.as_deref()) {
            (Some(city), Some(country)) => Some(format!("{city}, {country}")),
            (city, country) => city.or(country).map(str::to_owned).or_else(|| row.ip.clone()).or(device_ip),
        };
        let from = place.map_or_else(String::new, |place| format!(" from {place}"));
        let with = match (row.browser.as_deref(), self.labels.device.as_deref().map(with_article)) {
            (Some(browser), Some(device)) => format!(" with {browser} on {device}"),
            (Some(browser), None) => format!(" with {browser}"),
            (None, Some(device)) => format!(" with {device}"),
            (None, None) => String::new(),
        };
        from + &with
    }
}
