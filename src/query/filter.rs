//! One filter of a list that several indexes serve. A page follows the index of one filter and
//! tests the other filters row by row.

use sea_orm::sea_query::Condition;

use super::values::{self, VALUES_MAX, Values};

/// A filter of a list. `P` is what leads to its rows: an index, and what to look up there.
#[derive(Clone, Debug)]
pub(super) struct Filter<P> {
    /// Its rows are in any of these. `None` if rows are only tested.
    pub(super) postings: Option<Vec<P>>,
    /// The condition that tests a row.
    pub(super) condition: Condition,
}

impl<P> Filter<P> {
    pub(super) const fn tested(condition: Condition) -> Self {
        Self { postings: None, condition }
    }

    /// Rows with any of the wanted values, and rows without the excluded ones. An excluded term
    /// also excludes another text that shares it; of a million ids one in a hundred million does.
    pub(super) fn by_values<T>(values: &Values<T>, filter: impl Fn(&T) -> Self) -> impl Iterator<Item = Self> {
        let any = |values: &[T]| values.iter().map(&filter).reduce(Self::or);
        any(&values.any_of).into_iter().chain(any(&values.none_of).map(Self::negated))
    }

    pub(super) fn or(self, other: Self) -> Self {
        let postings = self.postings.zip(other.postings).map(|(some, others)| some.into_iter().chain(others).collect());
        Self { postings, condition: Condition::any().add(self.condition).add(other.condition) }
    }

    fn negated(self) -> Self {
        Self::tested(values::without(self.condition))
    }

    /// Rows with many values are only tested.
    pub(super) fn walked_if_few(self) -> Self {
        Self { postings: self.postings.filter(|postings| postings.len() <= VALUES_MAX), ..self }
    }
}
