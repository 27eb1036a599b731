//! Several values of one filter.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func};

/// Maximum number of values of a filter: every action that changes how a user signs in, for
/// example. A page walks an index for each.
pub const VALUES_MAX: usize = 20;

/// What a filter accepts: any of some values, and none of others. The default accepts all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Values<T> {
    /// Empty if every value is accepted, and none at all too.
    pub any_of: Vec<T>,
    /// What has no value has none of these.
    pub none_of: Vec<T>,
}

impl<T> Default for Values<T> {
    fn default() -> Self {
        Self { any_of: Vec::new(), none_of: Vec::new() }
    }
}

impl<T> From<T> for Values<T> {
    fn from(only: T) -> Self {
        Self { any_of: vec![only], none_of: Vec::new() }
    }
}

impl<T> Values<T> {
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.any_of.is_empty() && self.none_of.is_empty()
    }

    /// True if it accepts what has the values for which `has` is true.
    pub(super) fn accept(&self, has: impl Fn(&T) -> bool) -> bool {
        (self.any_of.is_empty() || self.any_of.iter().any(&has)) && !self.none_of.iter().any(&has)
    }

    /// The condition on a row, from that of each value.
    pub(super) fn condition(&self, of: impl Fn(&T) -> Condition) -> Condition {
        let any = |values: &[T]| values.iter().map(&of).reduce(|some, other| Condition::any().add(some).add(other));
        Condition::all().add_option(any(&self.any_of)).add_option(any(&self.none_of).map(without))
    }

    #[must_use]
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Values<U> {
        Values {
            any_of: self.any_of.into_iter().map(&change).collect(),
            none_of: self.none_of.into_iter().map(&change).collect(),
        }
    }
}

/// The rows that a condition does not hold for. A row without a value is one of them.
pub(super) fn without(condition: Condition) -> Condition {
    Condition::all().add(Expr::from(Func::coalesce([Expr::from(condition), Expr::value(false)])).not())
}
