//! Finds users and organizations by current and former identifiers, in any spelling.

use sea_orm::{
    ColumnTrait, EntityTrait,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use super::{live_view::LiveView, page::Page};
use crate::{
    text::identifier::{Identifier, IdentifierKind},
    views::identifiers::{self, TaggedIdentifier},
};

/// The requested identifier that found a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifierMatch {
    pub by: IdentifierKind,
    /// As sent.
    pub value: String,
    /// True if the newest description has it.
    pub is_current: bool,
}

/// Selects the rows of a view that ever had all of these, by its inverted index.
pub(super) fn with<E: EntityTrait>(
    view: &LiveView,
    key: [impl ColumnTrait; 2],
    entity: E,
    requested: &[Identifier],
) -> Condition {
    requested.iter().fold(Condition::all(), |condition, identifier| {
        let keys = Query::select()
            .columns(key)
            .from(format!("{}_identifier", view.table))
            .and_where(Expr::col("value").eq(identifier.term.as_str()))
            .take();
        condition.add(Expr::tuple(key.map(|column| Expr::col((entity, column)))).in_subquery(keys))
    })
}

/// The requested identifiers that a row has, from its columns of current and of all identifiers.
pub(super) fn matched(requested: &[Identifier], current: Option<&str>, ever: Option<&str>) -> Vec<IdentifierMatch> {
    if requested.is_empty() {
        return Vec::new();
    }
    let (current, ever) = (identifiers::read(current), identifiers::read(ever));
    let find = |identifier: &Identifier, among: &[TaggedIdentifier]| {
        let same = |named: &&TaggedIdentifier| {
            named.kind == identifier.kind && named.kind.term(&named.value) == identifier.term
        };
        among.iter().find(same).map(|named| named.value.clone())
    };
    let matched = |identifier: &Identifier| {
        let (value, is_current) = match find(identifier, &current) {
            Some(value) => (value, true),
            None => (find(identifier, &ever)?, false),
        };
        Some(IdentifierMatch { by: identifier.kind, value, is_current })
    };
    requested.iter().filter_map(matched).collect()
}

/// Adds a note to an empty page if a blank in an identifier may have been a plus.
pub(super) fn explain<T>(page: &mut Page<T>, requested: &[Identifier]) {
    let is_empty = page.is_empty();
    for identifier in requested.iter().filter(|identifier| is_empty && identifier.has_blank) {
        let parameter = identifier.kind.as_str();
        page.notes.push(format!("{parameter}: a + is read as a blank; write %2B if a + was meant"));
    }
}
