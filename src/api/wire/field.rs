//! A field of a JSON body whose parse error names it and says what to write; errors of the
//! framework do neither.

use std::{borrow::Cow, marker::PhantomData};

use poem_openapi::{
    registry::{MetaSchemaRef, Registry},
    types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde_json::Value;

/// Name of a field and how to write it.
pub(crate) trait Field: Send + Sync {
    /// Key in the object.
    const NAME: &'static str;
    /// How to write it, as the continuation of "write".
    const WRITE: &'static str;
}

/// The value of a field. The document shows the value alone.
#[derive(Debug)]
pub(crate) struct Named<T, F>(pub(crate) T, PhantomData<F>);

impl<T: Default, F> Default for Named<T, F> {
    fn default() -> Self {
        Self(T::default(), PhantomData)
    }
}

impl<T: Type, F: Field> Type for Named<T, F> {
    const IS_REQUIRED: bool = T::IS_REQUIRED;

    type RawValueType = T::RawValueType;
    type RawElementValueType = T::RawElementValueType;

    fn name() -> Cow<'static, str> {
        T::name()
    }

    fn schema_ref() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.0.as_raw_value()
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self::RawElementValueType> + 'a> {
        self.0.raw_element_iter()
    }
}

impl<T: ToJSON, F: Field> ToJSON for Named<T, F> {
    fn to_json(&self) -> Option<Value> {
        self.0.to_json()
    }
}

impl<T: ParseFromJSON, F: Field> ParseFromJSON for Named<T, F> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let what = if value.as_ref().is_none_or(Value::is_null) { "is missing" } else { "cannot be used" };
        T::parse_from_json(value)
            .map(|value| Self(value, PhantomData))
            .map_err(|_| ParseError::custom(format!("{} {what}; write {}", F::NAME, F::WRITE)))
    }
}
