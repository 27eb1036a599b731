//! A page of a list as clients see it: rows, cursors, and the same as links.

use poem::http::{Uri, header};
use poem_openapi::{
    Object,
    param::Query,
    payload::{Json, Response},
    types::{ParseFromJSON, ToJSON, Type},
};

use super::parameters::{Limit, Moment, Order, Text, text, word};
use crate::query::{self, PageRequest};

/// A page of a list.
#[derive(Debug, Object)]
#[oai(rename = "Page")]
pub struct Listing<T: ParseFromJSON + ToJSON + Type> {
    /// The rows.
    data: Vec<T>,
    /// Where this page lies.
    page: Place,
    /// The times that the question named, as they were understood; absent where it named none.
    #[oai(skip_serializing_if_is_none)]
    interval: Option<Interval>,
    /// What is to be known about an empty page: names in the question that nothing recorded ever had, or of which that is
    /// not known while views are being built. Absent where there is nothing to say.
    #[oai(skip_serializing_if_is_none)]
    notes: Option<Vec<String>>,
}

/// The times that a question named, in UTC.
#[derive(Debug, Object)]
pub struct Interval {
    /// From then on, inclusive.
    #[oai(skip_serializing_if_is_none)]
    since: Option<Moment>,
    /// Until then, exclusive.
    #[oai(skip_serializing_if_is_none)]
    until: Option<Moment>,
    /// At that moment.
    #[oai(skip_serializing_if_is_none)]
    active_at: Option<Moment>,
}

/// Where a page lies. Cursors are opaque, and good for the list and the `order` they come from.
#[derive(Debug, Object)]
#[oai(rename = "Place")]
pub struct Place {
    /// Give it as `after` to get the next page. In descending order, and with `until`, it is null on the last page. In
    /// ascending order there is one on every page with rows, to go on from when more has come; in order of position also on
    /// an empty page: a list that is followed so misses nothing and repeats nothing. Where the log was restored from a
    /// backup that does not hold what was read, the answer to a cursor is 409.
    #[oai(nullable)]
    next: Option<String>,
    /// Give it as `before` to get the page before. Null on the first page.
    #[oai(nullable)]
    prev: Option<String>,
    /// Whether there are more rows the way you are going.
    has_more: bool,
}

/// What a list answers with.
pub type Listed<T> = Response<Json<Listing<T>>>;

/// The parameters of a page.
pub(super) fn request(
    Query(limit): Query<Option<Limit>>,
    Query(order): Query<Option<Order>>,
    Query(after): Query<Option<Text>>,
    Query(before): Query<Option<Text>>,
) -> PageRequest {
    PageRequest {
        limit: limit.map(|Limit(limit)| limit),
        order: word(order).unwrap_or_default(),
        after: text(after),
        before: text(before),
    }
}

/// The answer to a question for a page, with RFC 8288 links to the pages beside it.
pub(super) fn listed<R, T>(uri: &Uri, page: query::Page<R>) -> Listed<T>
where
    T: From<R> + ParseFromJSON + ToJSON + Type,
{
    let query::Page { data, next, prev, has_more, interval, notes } = page;
    let links: Vec<String> = [("next", "after", &next), ("prev", "before", &prev)]
        .into_iter()
        .filter_map(|(relation, parameter, cursor)| {
            cursor.as_ref().map(|cursor| format!("<{}>; rel=\"{relation}\"", beside(uri, parameter, cursor)))
        })
        .collect();
    let data = data.into_iter().map(T::from).collect();
    let notes = (!notes.is_empty()).then_some(notes);
    let listing = Listing { data, page: Place { next, prev, has_more }, interval: interval.map(Interval::from), notes };
    let response = Response::new(Json(listing));
    if links.is_empty() { response } else { response.header(header::LINK, links.join(", ")) }
}

impl From<query::Interval> for Interval {
    fn from(interval: query::Interval) -> Self {
        let query::Interval { since, until, active_at } = interval;
        Self { since: since.map(Moment), until: until.map(Moment), active_at: active_at.map(Moment) }
    }
}

/// The same list at another place. A cursor is base64url, so it needs no escaping.
fn beside(uri: &Uri, parameter: &str, cursor: &str) -> String {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && name != "after" && name != "before"
    });
    let query: String = kept.flat_map(|pair| [pair, "&"]).collect();
    format!("{}?{query}{parameter}={cursor}", uri.path())
}
