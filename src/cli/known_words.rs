//! The words of a closed set as values of an argument: shown in the help text and completed. The
//! command itself refuses another word, and names the nearest.

use std::ffi::OsStr;

use clap::{
    Arg, Command, Error,
    builder::{PossibleValue, StringValueParser, TypedValueParser},
};

#[derive(Clone)]
pub(super) struct KnownWords(pub(super) fn() -> Vec<&'static str>);

impl TypedValueParser for KnownWords {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
