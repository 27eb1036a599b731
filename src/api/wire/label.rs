//! A string of a closed set in a response: the document lists its values. Parameters use
//! [`Choice`](crate::api::wire::parameters::Choice).

use std::{borrow::Cow, marker::PhantomData};

use poem_openapi::{
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde_json::Value;

use crate::{
    access::{KeyStatus, Scope},
    event::{Via, clerk::OccurredAtBasis},
    projection::generation::GenerationState,
    query::{activity::BASIS_DAY, history::resource::Evidence},
    text::identifier::IdentifierKind,
    views,
};

pub(crate) trait Labels: Send + Sync {
    const NAME: &'static str;

    fn values() -> Vec<&'static str>;
}

/// A string of the set `L`, as the log or a view has it.
#[derive(Clone, Debug)]
pub(crate) struct Label<L>(String, PhantomData<L>);

#[derive(Clone, Copy, Debug)]
pub(crate) enum ViaLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum EvidenceLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum OccurredBasisLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum StartedBasisLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum GenerationStateLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum ProjectionLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum ScopeLabels {}
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeyStatusLabels {}
#[derive(Clone, Copy, Debug)]
pub(super) enum IdentifierLabels {}

/// What the API shows for the stored value `door`, which stays in the log for ever.
const WEBHOOK: &str = "webhook";

impl Labels for ViaLabels {
    const NAME: &'static str = "via";

    fn values() -> Vec<&'static str> {
        [Via::Webhook, Via::Import, Via::Backfill, Via::System].map(via).to_vec()
    }
}

const fn via(via: Via) -> &'static str {
    match via {
        Via::Webhook => WEBHOOK,
        Via::Import | Via::Backfill | Via::System => via.as_str(),
    }
}

impl Labels for EvidenceLabels {
    const NAME: &'static str = "evidence";

    fn values() -> Vec<&'static str> {
        [Evidence::Object, Evidence::Snapshot, Evidence::Deletion, Evidence::Mention].map(Evidence::as_str).to_vec()
    }
}

impl Labels for OccurredBasisLabels {
    const NAME: &'static str = "occurred-basis";

    fn values() -> Vec<&'static str> {
        let of_events = [
            OccurredAtBasis::Envelope,
            OccurredAtBasis::UpdatedAt,
            OccurredAtBasis::CreatedAt,
            OccurredAtBasis::EventId,
            OccurredAtBasis::SvixTimestamp,
        ]
        .map(OccurredAtBasis::as_str);
        of_events.into_iter().chain([views::activity::BASIS_AT, BASIS_DAY]).collect()
    }
}

impl Labels for StartedBasisLabels {
    const NAME: &'static str = "started-basis";

    fn values() -> Vec<&'static str> {
        vec!["created_at", "occurred_at"]
    }
}

impl Labels for GenerationStateLabels {
    const NAME: &'static str = "generation-state";

    fn values() -> Vec<&'static str> {
        [GenerationState::Building, GenerationState::Live, GenerationState::Previous]
            .map(GenerationState::as_str)
            .to_vec()
    }
}

impl Labels for ProjectionLabels {
    const NAME: &'static str = "projection";

    fn values() -> Vec<&'static str> {
        views::all().iter().map(|view| view.name()).collect()
    }
}

impl Labels for ScopeLabels {
    const NAME: &'static str = "scope";

    fn values() -> Vec<&'static str> {
        Scope::ALL.map(Scope::as_str).to_vec()
    }
}

impl Labels for KeyStatusLabels {
    const NAME: &'static str = "key-status";

    fn values() -> Vec<&'static str> {
        KeyStatus::ALL.map(KeyStatus::as_str).to_vec()
    }
}

impl Labels for IdentifierLabels {
    const NAME: &'static str = "identifier";

    fn values() -> Vec<&'static str> {
        IdentifierKind::ALL.map(IdentifierKind::as_str).to_vec()
    }
}

impl<L> Label<L> {
    pub(crate) fn new(value: impl Into<String>) -> Self {
        Self(value.into(), PhantomData)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Label<ViaLabels> {
    pub(crate) fn of_stored(stored: String) -> Self {
        if stored == Via::Webhook.as_str() { Self::new(WEBHOOK) } else { Self::new(stored) }
    }
}

impl<L: Labels> Type for Label<L> {
    const IS_REQUIRED: bool = true;

    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        L::NAME.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let enum_items = L::values().into_iter().map(Value::from).collect();
        MetaSchemaRef::Inline(Box::new(MetaSchema { enum_items, ..MetaSchema::new("string") }))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl<L: Labels> ToJSON for Label<L> {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.clone()))
    }
}

/// Accepts any string: the operation checks the value and has the better error.
impl<L: Labels> ParseFromJSON for Label<L> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(Self::new(text)),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}
