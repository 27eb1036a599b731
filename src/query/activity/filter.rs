//! The filter of an activity list, as requested.

use std::net::IpAddr;

use ipnet::IpNet;
use sea_orm::ConnectionTrait;

use super::new_to_user::NewToUser;
use crate::{
    access::SourceAccess,
    event::source::SYSTEM_SOURCE,
    query::{
        error::QueryError,
        interval::Interval,
        pattern::TypePattern,
        sources,
        unknown_names::{self, FilterName, NameKind},
    },
    text::vocabulary,
    views::{
        activity::{ACTIONS, Action, ActivityRow},
        device,
        first_sign_ins::Novelty,
        set,
    },
};

#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// A source; by default all but Gatelog itself.
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// An action of the event, possibly among others.
    pub action: Option<ActionFilter>,
    pub event_type: Option<TypePattern>,
    /// The user that the event is about.
    pub user_id: Option<String>,
    /// The user, impersonator, agent or key that acted.
    pub actor_id: Option<String>,
    /// A user in any role.
    pub involves: Option<String>,
    pub session_id: Option<String>,
    pub organization_id: Option<String>,
    /// A network with an address of the event.
    pub ip: Option<IpNet>,
    /// The country of the session's device, in any spelling; likewise below.
    pub country: Option<String>,
    pub city: Option<String>,
    pub browser: Option<String>,
    /// What was new to the user about a sign-in.
    pub new: Option<Novelty>,
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFilter {
    /// An action, possibly among others.
    Word(Action),
    /// An event type, for types without an action.
    Type(TypePattern),
}

impl ActionFilter {
    /// Parses a filter. The error says what to write instead. Any text that could be an event type
    /// is accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(action) = Action::parse(text) {
            return Ok(Self::Word(action));
        }
        match TypePattern::parse(text) {
            Some(pattern @ TypePattern::Exact(_)) => Ok(Self::Type(pattern)),
            Some(TypePattern::Prefix(_)) => {
                Err(format!("an action is written whole, and type takes beginnings, like session.*; {}", unknown(text)))
            }
            None => Err(unknown(text)),
        }
    }
}

fn unknown(action: &str) -> String {
    let known = vocabulary::unknown(action, ACTIONS.iter().map(|(_, word, _)| *word));
    format!("{known}; or an event type, like session.created")
}

impl ActivityFilter {
    /// The action, if the filter is one.
    pub(super) fn action_word(&self) -> Option<Action> {
        match self.action {
            Some(ActionFilter::Word(action)) => Some(action),
            _ => None,
        }
    }

    /// The event type, if the filter for actions is one.
    fn action_type(&self) -> Option<&TypePattern> {
        match &self.action {
            Some(ActionFilter::Type(pattern)) => Some(pattern),
            _ => None,
        }
    }

    /// The patterns that the event type must match.
    pub(super) fn types(&self) -> impl Iterator<Item = &TypePattern> {
        self.event_type.iter().chain(self.action_type())
    }

    /// True if it filters by more than source and event type, which the log has too.
    pub(crate) const fn needs_activity(&self) -> bool {
        self.instance_id.is_some()
            || self.action.is_some()
            || self.user_id.is_some()
            || self.actor_id.is_some()
            || self.involves.is_some()
            || self.session_id.is_some()
            || self.organization_id.is_some()
            || self.ip.is_some()
            || self.country.is_some()
            || self.city.is_some()
            || self.browser.is_some()
            || self.new.is_some()
    }

    /// Rejects filters that exclude Gatelog's own events but can match nothing else, and the
    /// reverse.
    pub(crate) fn check(&self) -> Result<(), QueryError> {
        let source = self.source.as_deref();
        let of_objects = [
            ("user_id", self.user_id.is_some()),
            ("involves", self.involves.is_some()),
            ("session_id", self.session_id.is_some()),
            ("organization_id", self.organization_id.is_some()),
            ("instance_id", self.instance_id.is_some()),
            ("ip", self.ip.is_some()),
            ("country", self.country.is_some()),
            ("city", self.city.is_some()),
            ("browser", self.browser.is_some()),
            ("new", self.new.is_some()),
        ];
        sources::refuse_with_system(source, of_objects)?;
        if let (Some(SYSTEM_SOURCE), Some(word)) = (source, self.action_word().map(Action::as_str)) {
            let reason = format!(
                "no event of gatelog's own (source=system) does {word}: the action of each is its type, like \
                 system.read; write one of them, or leave source=system out"
            );
            return Err(QueryError::Parameter { name: "action", reason });
        }
        for (name, pattern) in [("type", self.event_type.as_ref()), ("action", self.action_type())] {
            if let Some(pattern) = pattern {
                pattern.check_visible(name, source)?;
            }
        }
        Ok(())
    }

    /// True if the row has the filtered texts. A term can match other texts too.
    pub(crate) fn matches(&self, row: &ActivityRow) -> bool {
        let is = |wanted: &Option<String>, text: &Option<String>| wanted.is_none() || wanted == text;
        let is_named = |wanted: &Option<String>, name: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| name.as_ref().is_some_and(|name| device::is_same(wanted, name)))
        };
        is(&self.user_id, &row.user_id)
            && is(&self.actor_id, &row.actor_id)
            && is(&self.session_id, &row.session_id)
            && is(&self.organization_id, &row.organization_id)
            && is(&self.instance_id, &row.instance_id)
            && is_named(&self.country, &row.country)
            && is_named(&self.city, &row.city)
            && is_named(&self.browser, &row.browser)
            && self.types().all(|pattern| row.event_type.as_deref().is_some_and(|name| pattern.matches_type(name)))
            && self.ip.is_none_or(|network| {
                let mut addresses = set::texts(row.ips.as_deref()).into_iter().filter_map(|text| text.parse().ok());
                addresses.any(|address: IpAddr| network.contains(&address))
            })
    }

    /// True if what the filter asks for was new to the user. The search takes another event of the
    /// user's first session for a later sign-in.
    pub(super) fn matches_new(&self, new_to_user: Option<NewToUser>) -> bool {
        self.new.is_none_or(|novelty| new_to_user.and_then(|new| new.get(novelty)) == Some(true))
    }

    pub(crate) fn names(&self) -> [Option<FilterName>; 11] {
        [
            FilterName::new("type", NameKind::Type, self.event_type.as_ref()),
            FilterName::new("action", NameKind::Type, self.action_type()),
            FilterName::new("user_id", NameKind::User, self.user_id.as_ref()),
            FilterName::new("actor_id", NameKind::Actor, self.actor_id.as_ref()),
            FilterName::new("involves", NameKind::User, self.involves.as_ref()),
            FilterName::new("session_id", NameKind::Session, self.session_id.as_ref()),
            FilterName::new("organization_id", NameKind::Organization, self.organization_id.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
            FilterName::new("country", NameKind::Country, self.country.as_ref()),
            FilterName::new("city", NameKind::City, self.city.as_ref()),
            FilterName::new("browser", NameKind::Browser, self.browser.as_ref()),
        ]
    }

    /// Rejects a type without a family that was never recorded: it is a misspelt type or action.
    pub(crate) async fn refuse_unknown(
        &self,
        on: &impl ConnectionTrait,
        allowed_sources: &SourceAccess,
    ) -> Result<(), QueryError> {
        unknown_names::refuse_misspelt(self.event_type.as_ref(), on, allowed_sources).await?;
        let Some(of_action) = self.action_type() else { return Ok(()) };
        if unknown_names::is_misspelt(of_action, on, allowed_sources).await? {
            return Err(QueryError::Parameter { name: "action", reason: unknown(&of_action.to_string()) });
        }
        Ok(())
    }
}
