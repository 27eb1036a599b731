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
        values::Values,
    },
    text::{vocabulary, words::Search},
    views::{
        activity::{ACTIONS, Action, ActivityRow, listed},
        device,
        first_sign_ins::Novelty,
        set,
    },
};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActivityFilter {
    /// A source; by default all but Gatelog itself.
    pub source: Option<String>,
    /// An instance; by default all visible ones.
    pub instance_id: Option<String>,
    /// Actions of the event, possibly among others.
    pub action: Values<ActionFilter>,
    pub event_type: Values<TypePattern>,
    /// The user that the event is about.
    pub user_id: Values<String>,
    /// The user, impersonator, agent or key that acted.
    pub actor_id: Values<String>,
    /// A user in any role.
    pub involves: Values<String>,
    pub session_id: Values<String>,
    pub organization_id: Values<String>,
    /// An organization that the user belonged to when it happened.
    pub member_of: Option<String>,
    /// Users and organizations by the beginnings of words.
    pub search: Option<Search>,
    /// A network with an address of the event.
    pub ip: Values<IpNet>,
    /// The country of the session's device, in any spelling; likewise below.
    pub country: Values<String>,
    pub city: Values<String>,
    pub browser: Values<String>,
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

impl ActionFilter {
    pub(super) const fn as_type(&self) -> Option<&TypePattern> {
        match self {
            Self::Word(_) => None,
            Self::Type(pattern) => Some(pattern),
        }
    }
}

impl ActivityFilter {
    /// True if it filters by more than source and event type, which the log has too.
    pub(crate) const fn needs_activity(&self) -> bool {
        self.instance_id.is_some()
            || !self.action.is_empty()
            || !self.user_id.is_empty()
            || !self.actor_id.is_empty()
            || !self.involves.is_empty()
            || !self.session_id.is_empty()
            || !self.organization_id.is_empty()
            || !self.ip.is_empty()
            || !self.country.is_empty()
            || !self.city.is_empty()
            || !self.browser.is_empty()
            || self.new.is_some()
            || self.member_of.is_some()
            || self.search.is_some()
    }

    /// Rejects filters that exclude Gatelog's own events but can match nothing else, and the
    /// reverse.
    pub(crate) fn check(&self) -> Result<(), QueryError> {
        let source = self.source.as_deref();
        let of_objects = [
            ("user_id", !self.user_id.any_of.is_empty()),
            ("involves", !self.involves.any_of.is_empty()),
            ("session_id", !self.session_id.any_of.is_empty()),
            ("organization_id", !self.organization_id.any_of.is_empty()),
            ("instance_id", self.instance_id.is_some()),
            ("ip", !self.ip.any_of.is_empty()),
            ("country", !self.country.any_of.is_empty()),
            ("city", !self.city.any_of.is_empty()),
            ("browser", !self.browser.any_of.is_empty()),
            ("new", self.new.is_some()),
            ("member_of", self.member_of.is_some()),
            ("q", self.search.is_some()),
        ];
        sources::refuse_with_system(source, of_objects)?;
        for action in &self.action.any_of {
            match action {
                ActionFilter::Word(word) if source == Some(SYSTEM_SOURCE) => {
                    let reason = format!(
                        "no event of gatelog's own (source=system) does {}: the action of each is its type, like \
                         system.read; write one of them, or leave source=system out",
                        word.as_str()
                    );
                    return Err(QueryError::Parameter { name: "action", reason });
                }
                ActionFilter::Word(_) => {}
                ActionFilter::Type(pattern) => pattern.check_visible("action", source)?,
            }
        }
        self.event_type.any_of.iter().try_for_each(|pattern| pattern.check_visible("type", source))
    }

    /// True if rows that were found are tested again, because a term can stand for other texts.
    pub(crate) fn compares_texts(&self) -> bool {
        *self != Self { source: self.source.clone(), interval: self.interval, ..Self::default() }
    }

    /// True if the row has the filtered texts. A term can match other texts too.
    pub(crate) fn matches(&self, row: &ActivityRow) -> bool {
        let is = |wanted: &Values<String>, text: &Option<String>| wanted.accept(|wanted| text.as_ref() == Some(wanted));
        let is_named = |wanted: &Values<String>, name: &Option<String>| {
            wanted.accept(|wanted| name.as_ref().is_some_and(|name| device::is_same(wanted, name)))
        };
        let is_of = |pattern: &TypePattern| row.event_type.as_deref().is_some_and(|name| pattern.matches_type(name));
        let actions: Vec<String> = if self.action.is_empty() { Vec::new() } else { listed(Some(&row.actions)) };
        let did = |action: &ActionFilter| match action {
            ActionFilter::Word(word) => actions.iter().any(|done| done == word.as_str()),
            ActionFilter::Type(pattern) => is_of(pattern),
        };
        let addresses = set::texts(row.ips.as_deref()).into_iter().filter_map(|text| text.parse().ok());
        let addresses: Vec<IpAddr> = addresses.collect();
        is(&self.user_id, &row.user_id)
            && is(&self.actor_id, &row.actor_id)
            && is(&self.session_id, &row.session_id)
            && is(&self.organization_id, &row.organization_id)
            && (self.instance_id.is_none() || self.instance_id == row.instance_id)
            && is_named(&self.country, &row.country)
            && is_named(&self.city, &row.city)
            && is_named(&self.browser, &row.browser)
            && self.event_type.accept(is_of)
            && self.action.accept(did)
            && self.ip.accept(|network| addresses.iter().any(|address| network.contains(address)))
    }

    /// True if what the filter asks for was new to the user. The search takes another event of the
    /// user's first session for a later sign-in.
    pub(super) fn matches_new(&self, new_to_user: Option<NewToUser>) -> bool {
        self.new.is_none_or(|novelty| new_to_user.and_then(|new| new.get(novelty)) == Some(true))
    }

    pub(crate) fn names(&self) -> [Vec<FilterName>; 12] {
        let types = self.event_type.clone().map(|pattern| pattern.to_string());
        let of_action = |actions: &[ActionFilter]| {
            actions.iter().filter_map(ActionFilter::as_type).map(TypePattern::to_string).collect()
        };
        let of_actions = Values { any_of: of_action(&self.action.any_of), none_of: of_action(&self.action.none_of) };
        let only = |value: &Option<String>| value.clone().map(Values::from).unwrap_or_default();
        let (instance, member_of) = (only(&self.instance_id), only(&self.member_of));
        let values = [
            ("type", NameKind::Type, &types),
            ("action", NameKind::Type, &of_actions),
            ("user_id", NameKind::User, &self.user_id),
            ("actor_id", NameKind::Actor, &self.actor_id),
            ("involves", NameKind::User, &self.involves),
            ("session_id", NameKind::Session, &self.session_id),
            ("organization_id", NameKind::Organization, &self.organization_id),
            ("member_of", NameKind::Organization, &member_of),
            ("instance_id", NameKind::Instance, &instance),
            ("country", NameKind::Country, &self.country),
            ("city", NameKind::City, &self.city),
            ("browser", NameKind::Browser, &self.browser),
        ];
        values.map(|(parameter, kind, values)| FilterName::of(parameter, kind, values))
    }

    /// Rejects a type without a family that was never recorded: it is a misspelt type or action.
    pub(crate) async fn refuse_unknown(
        &self,
        on: &impl ConnectionTrait,
        allowed_sources: &SourceAccess,
    ) -> Result<(), QueryError> {
        for pattern in self.event_type.any_of.iter().chain(&self.event_type.none_of) {
            unknown_names::refuse_misspelt(pattern, on, allowed_sources).await?;
        }
        for action in self.action.any_of.iter().chain(&self.action.none_of) {
            if let ActionFilter::Type(pattern) = action
                && unknown_names::is_misspelt(pattern, on, allowed_sources).await?
            {
                return Err(QueryError::Parameter { name: "action", reason: unknown(&pattern.to_string()) });
            }
        }
        Ok(())
    }
}
