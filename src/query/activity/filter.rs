//! What a question about activity selects, as the caller wrote it.

use std::net::IpAddr;

use ipnet::IpNet;
use sea_orm::ConnectionTrait;

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
        set,
    },
};

#[derive(Clone, Debug, Default)]
pub struct ActivityFilter {
    /// Of this source; else of all but Gatelog itself.
    pub source: Option<String>,
    /// Of this instance; else of all that are shown by default.
    pub instance_id: Option<String>,
    /// With this action among others.
    pub action: Option<ActionFilter>,
    pub event_type: Option<TypePattern>,
    /// Done to this user, or for them.
    pub user_id: Option<String>,
    /// Done by this user, impersonator, agent or key.
    pub actor_id: Option<String>,
    /// About this user, by them, or naming them in any other role.
    pub involves: Option<String>,
    pub session_id: Option<String>,
    pub organization_id: Option<String>,
    /// A network with an address of the event.
    pub ip: Option<IpNet>,
    pub interval: Interval,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionFilter {
    /// This, whatever else the same event did.
    Word(Action),
    /// Whatever the events of a type do: a type without a word of its own is its own action.
    Type(TypePattern),
}

impl ActionFilter {
    /// Reads a filter, or says what to write instead. An event type is any text that could be one.
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
    /// The action of the filter that is a word.
    pub(super) fn action_word(&self) -> Option<Action> {
        match self.action {
            Some(ActionFilter::Word(action)) => Some(action),
            _ => None,
        }
    }

    /// The action of the filter that is an event type.
    fn action_type(&self) -> Option<&TypePattern> {
        match &self.action {
            Some(ActionFilter::Type(pattern)) => Some(pattern),
            _ => None,
        }
    }

    /// What the event type must match.
    pub(super) fn types(&self) -> impl Iterator<Item = &TypePattern> {
        self.event_type.iter().chain(self.action_type())
    }

    /// Refuses what asks for Gatelog's own events and leaves them out, or asks for them by what
    /// they do not have.
    pub(super) fn check(&self) -> Result<(), QueryError> {
        let source = self.source.as_deref();
        let of_objects = [
            ("user_id", self.user_id.is_some()),
            ("involves", self.involves.is_some()),
            ("session_id", self.session_id.is_some()),
            ("organization_id", self.organization_id.is_some()),
            ("instance_id", self.instance_id.is_some()),
            ("ip", self.ip.is_some()),
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

    /// Whether a row has the texts that its terms were looked for by.
    pub(super) fn matches(&self, row: &ActivityRow) -> bool {
        let is = |wanted: &Option<String>, text: &Option<String>| wanted.is_none() || wanted == text;
        is(&self.user_id, &row.user_id)
            && is(&self.actor_id, &row.actor_id)
            && is(&self.session_id, &row.session_id)
            && is(&self.organization_id, &row.organization_id)
            && is(&self.instance_id, &row.instance_id)
            && self.types().all(|pattern| row.event_type.as_deref().is_some_and(|name| pattern.matches_type(name)))
            && self.ip.is_none_or(|network| {
                let mut addresses = set::texts(row.ips.as_deref()).into_iter().filter_map(|text| text.parse().ok());
                addresses.any(|address: IpAddr| network.contains(&address))
            })
    }

    pub(super) fn names(&self) -> [Option<FilterName>; 8] {
        [
            FilterName::new("type", NameKind::Type, self.event_type.as_ref()),
            FilterName::new("action", NameKind::Type, self.action_type()),
            FilterName::new("user_id", NameKind::User, self.user_id.as_ref()),
            FilterName::new("actor_id", NameKind::Actor, self.actor_id.as_ref()),
            FilterName::new("involves", NameKind::User, self.involves.as_ref()),
            FilterName::new("session_id", NameKind::Session, self.session_id.as_ref()),
            FilterName::new("organization_id", NameKind::Organization, self.organization_id.as_ref()),
            FilterName::new("instance_id", NameKind::Instance, self.instance_id.as_ref()),
        ]
    }

    /// Refuses a type without a family that was never seen: it is a misspelt type, or a misspelt action.
    pub(super) async fn refuse_unknown(
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
