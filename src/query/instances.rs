//! The instances whose rows a list shows by default. Hidden rows are recorded and folded like all
//! others.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoColumnRef, Value};

use crate::event::Source;

/// The configured instances of each source.
#[derive(Clone, Debug, Default)]
pub struct Instances(Vec<(Source, Vec<String>)>);

impl Instances {
    /// A source without instances shows all.
    #[must_use]
    pub fn new(sources: impl IntoIterator<Item = (Source, Vec<String>)>) -> Self {
        Self(sources.into_iter().filter(|(_, instances)| !instances.is_empty()).collect())
    }

    /// The instances of a source; empty means all.
    #[must_use]
    pub fn for_source(&self, source: &str) -> &[String] {
        self.0.iter().find(|(name, _)| name.as_str() == source).map_or(&[], |(_, instances)| instances)
    }

    /// Selects the rows of the requested instance, otherwise all but those of instances that are
    /// not configured.
    pub(super) fn visible<C: IntoColumnRef + Copy>(
        &self,
        source: C,
        instance: C,
        requested: Option<&str>,
    ) -> Condition {
        match requested {
            Some(requested) => Condition::all().add(Expr::col(instance).eq(requested)),
            None => self.visible_by(source, instance, |id| Value::from(id)),
        }
    }

    /// Selects all rows but those of instances that are not configured. `value` converts an
    /// instance as the table stores it.
    pub(super) fn visible_by<C: IntoColumnRef + Copy>(
        &self,
        source: C,
        instance: C,
        value: impl Fn(&str) -> Value,
    ) -> Condition {
        self.0.iter().fold(Condition::all(), |visible, (name, instances)| {
            visible.add(
                Condition::any()
                    .add(Expr::col(source).ne(name.as_str()))
                    .add(Expr::col(instance).is_null())
                    .add(Expr::col(instance).is_in(instances.iter().map(|instance| value(instance)))),
            )
        })
    }

    pub(super) const fn hides_nothing(&self) -> bool {
        self.0.is_empty()
    }
}
