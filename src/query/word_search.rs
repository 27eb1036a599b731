//! Finds rows by the beginnings of words. A page walks the words that begin with one of those
//! asked for, in their order, and tests the others on each row. A row with several such words is
//! found at the first one.

use sea_orm::{
    ConnectionTrait, DbBackend, FromQueryResult,
    sea_query::{BinOper, Condition, Expr, ExprTrait, JoinType, Query, SelectStatement},
};

use super::{
    cursor::{KeyKind, KeyPart, List},
    error::QueryError,
    live_view::LiveView,
    page::{GATHERED_MAX, LIMIT_MAX, PageRequest, Pager},
    walk::Walk,
};
use crate::{
    storage::place_in,
    text::words::Search,
    views::{search_words::WORD, set},
};

/// The key of a list by word.
pub(super) const KEY: &[KeyKind] = &[KeyKind::Text, KeyKind::Text, KeyKind::Text];

/// Alias of the table of words.
const ENTRY: &str = "word_entry";

/// Maximum number of rows that a search finds for the filter of another list, which tests each of
/// its rows against them.
const FOUND_MAX: u64 = LIMIT_MAX;

const CONCAT: BinOper = BinOper::Custom("||");

/// After every character that a word has.
const LAST: char = char::MAX;

/// A search in a view whose rows have a column `words`.
pub(super) struct WordSearch<'a> {
    /// The word whose entries are walked.
    lead: &'a str,
    search: &'a Search,
    /// The name of the view in queries, and the column of its id.
    view: &'static str,
    id: &'static str,
    walk: Walk,
}

impl<'a> WordSearch<'a> {
    /// Chooses the word to walk: one with few entries, otherwise the longest; after the first page
    /// the one that the cursor belongs to.
    pub(super) async fn new(
        on: &impl ConnectionTrait,
        view: &LiveView,
        id: &'static str,
        list: &'static List,
        (search, pager): (&'a Search, &Pager),
    ) -> Result<Self, QueryError> {
        let walk = |word: &str| Walk {
            table: view.entries(WORD),
            alias: ENTRY,
            list,
            key: vec!["value", "source", id],
            indexed: KEY.len(),
            lead: Condition::all(),
            range: (Some(word.into()), Some(format!("{word}{LAST}").into())),
            tests: true,
        };
        let found = |lead: &'a str| Self { lead, search, view: view.name, id, walk: walk(lead) };
        let words = search.words();
        if let Some(key) = pager.cursor_key() {
            let of_cursor = |word: &&String| matches!(key.first(), Some(KeyPart::Text(at)) if at.starts_with(*word));
            return words.iter().find(of_cursor).map(|word| found(word)).ok_or_else(|| {
                let reason = "this cursor comes from another q; ask for the first page again".to_owned();
                QueryError::Parameter { name: pager.cursor_parameter(), reason }
            });
        }
        let longest = words.first().map(String::as_str).unwrap_or_default();
        if words.len() > 1 {
            for word in words {
                if walk(word).is_short(on, pager).await? {
                    return Ok(found(word));
                }
            }
        }
        Ok(found(longest))
    }

    pub(super) const fn walk(&self) -> &Walk {
        &self.walk
    }

    /// Joins the entries with the rows that they lead to.
    pub(super) fn join(&self, backend: DbBackend, select: &mut SelectStatement) {
        let same = |column: &'static str| Expr::col((ENTRY, column)).equals((self.view, column));
        select.join_as(JoinType::InnerJoin, self.walk.table.clone(), ENTRY, same("source").and(same(self.id)));
        // The words of a row are sorted, so the first one with the beginning is the first of the
        // walk that leads to the row.
        let entry = Expr::value("\"").binary(CONCAT, Expr::col((ENTRY, "value"))).binary(CONCAT, "\"");
        let place = |part: Expr| Expr::from(place_in(backend, words_of(self.view), part));
        select.and_where(place(beginning(self.lead)).eq(place(entry)));
        let others = self.search.words().iter().filter(|word| *word != self.lead);
        select.cond_where(others.fold(Condition::all(), |all, word| all.add(has(backend, self.view, word))));
    }

    /// The key of a row.
    pub(super) fn key(&self, words: Option<&str>, source: &str, id: &str) -> Vec<KeyPart> {
        let found = set::texts(words).into_iter().find(|word| word.starts_with(self.lead));
        let parts = [found.unwrap_or_default(), source.to_owned(), id.to_owned()];
        parts.into_iter().map(KeyPart::Text).collect()
    }
}

#[derive(FromQueryResult)]
struct FoundId {
    source: String,
    id: String,
}

/// The sources and ids of all rows that a search finds, for the filter of another list. Refuses a
/// search that finds more than [`FOUND_MAX`], or has more than [`GATHERED_MAX`] words to look at.
pub(super) async fn all_ids(
    on: &impl ConnectionTrait,
    (view, id): (&LiveView, &'static str),
    list: &'static List,
    search: &Search,
    visible: Condition,
) -> Result<Vec<(String, String)>, QueryError> {
    let pager = Pager::new(&PageRequest { limit: Some(FOUND_MAX), ..PageRequest::default() }, list)?;
    let words = WordSearch::new(on, view, id, list, (search, &pager)).await?;
    let select = || {
        let mut select = Query::select();
        select
            .column((view.name, "source"))
            .expr_as(Expr::col((view.name, id)), "id")
            .from_as(view.table.clone(), view.name)
            .cond_where(visible.clone());
        words.join(on.get_database_backend(), &mut select);
        select
    };
    let (found, stopped_at) = words.walk().page_within::<FoundId>(on, &pager, GATHERED_MAX, select).await?;
    if stopped_at.is_some() || pager.is_full(&found) {
        let reason = format!(
            "more than {FOUND_MAX} {} have words that begin like this; write more of a word, or ask for one with its id",
            view.name
        );
        return Err(QueryError::Parameter { name: "q", reason });
    }
    Ok(found.into_iter().map(|FoundId { source, id }| (source, id)).collect())
}

/// Selects rows that have every word of a search, for a list that other indexes lead to.
pub(super) fn all_of(backend: DbBackend, view: &'static str, search: &Search) -> Condition {
    search.words().iter().fold(Condition::all(), |condition, word| condition.add(has(backend, view, word)))
}

/// True if a word of the row begins with this one.
fn has(backend: DbBackend, view: &'static str, word: &str) -> Expr {
    Expr::from(place_in(backend, words_of(view), beginning(word))).gt(0)
}

fn words_of(view: &'static str) -> Expr {
    Expr::col((view, "words"))
}

/// How the beginning of a word stands in the column: after the quotation mark of JSON. No word
/// holds one.
fn beginning(word: &str) -> Expr {
    Expr::value(format!("\"{word}"))
}
