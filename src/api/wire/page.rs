//! A page of a list: rows, cursors and `Link` headers.

use std::time::Duration;

use poem::{
    FromRequest, IntoResponse, Request, RequestBody,
    http::{Uri, header},
};
use poem_openapi::{
    ApiResponse, Object,
    param::Query,
    payload::{Json, Response},
    registry::{MetaHeader, MetaResponses, Registry},
    types::{ParseFromJSON, ToJSON, Type},
};

use super::parameters::{DateTime, Limit, NonEmptyText, Order, choice, text};
use crate::query::{self, PageRequest};

/// A page of a list.
#[derive(Debug, Object)]
#[oai(rename = "Page")]
struct Listing<T: ParseFromJSON + ToJSON + Type> {
    /// Rows of the page.
    data: Vec<T>,
    /// Cursors to the next and previous page.
    page: PageInfo,
    /// Times from the query as they were understood. Absent if the query has none.
    #[oai(skip_serializing_if_is_none)]
    interval: Option<Interval>,
    /// For an empty page: values in the query that no recorded event ever had, or for which this
    /// is not known while views are being built; when the log begins, if the times in the query
    /// reach back to before that; an instance that is hidden by default and has rows that match.
    /// For a page with rows: an instance that is hidden by default and has recent events. If
    /// `count=exact` took too long: how many rows were counted. Absent otherwise.
    #[oai(skip_serializing_if_is_none)]
    notes: Option<Vec<String>>,
}

/// Times from the query, in UTC.
#[derive(Debug, Object)]
pub struct Interval {
    /// Start, inclusive.
    #[oai(skip_serializing_if_is_none)]
    since: Option<DateTime>,
    /// End, exclusive.
    #[oai(skip_serializing_if_is_none)]
    until: Option<DateTime>,
    /// Point in time.
    #[oai(skip_serializing_if_is_none)]
    active_at: Option<DateTime>,
    /// Start of the time of arrival, inclusive.
    #[oai(skip_serializing_if_is_none)]
    received_since: Option<DateTime>,
    /// End of the time of arrival, exclusive.
    #[oai(skip_serializing_if_is_none)]
    received_until: Option<DateTime>,
}

/// Cursors of a page. They are opaque and valid only for the same list and order.
#[derive(Debug, Object)]
struct PageInfo {
    /// Cursor for the next page: pass it as `after`. Null on the last page when sorting in
    /// descending order or with `until`. In ascending order every page with rows has one, so that
    /// you can continue when new rows arrive; sorted by position, an empty page has one too. If
    /// the log was restored from an older backup that lacks the event of the cursor, the answer
    /// to it is 409.
    #[oai(nullable)]
    next: Option<String>,
    /// Cursor for the previous page: pass it as `before`. Null on the first page.
    #[oai(nullable)]
    prev: Option<String>,
    /// True if there are more rows in the direction you are paging, or may be.
    has_more: bool,
    /// True if the page ended before it was full: it had examined 2,500 entries for rows that
    /// match. The next page goes on behind them.
    incomplete: bool,
    /// Number of rows of the whole list as of this page, if `count=exact` asks for it and they
    /// are counted in time. Otherwise absent; `notes` then says how many were counted.
    #[oai(skip_serializing_if_is_none)]
    count: Option<u64>,
}

/// What the answer to a list takes from its request.
pub(crate) struct Asked {
    uri: Uri,
    /// The number of rows of the list, if it asks for that.
    counted: Option<Counted>,
    only_counts: bool,
}

/// The number of rows of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counted {
    All(u64),
    /// There are more, and counting them took too long.
    AtLeast {
        rows: u64,
        within: Duration,
    },
}

impl<'a> FromRequest<'a> for Asked {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self {
            uri: request.uri().clone(),
            counted: request.data::<Counted>().copied(),
            only_counts: request.data::<OnlyCounts>().is_some(),
        })
    }
}

/// Response of a list: a page, with links to its neighbours in a header.
pub struct Listed<T: ParseFromJSON + ToJSON + Type>(Response<Json<Listing<T>>>);

/// In a request inside the process: the number of rows is wanted in place of the rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OnlyCounts;

impl Asked {
    /// The requested page.
    pub(crate) fn page(
        &self,
        Query(limit): Query<Option<Limit>>,
        Query(order): Query<Option<Order>>,
        Query(after): Query<Option<NonEmptyText>>,
        Query(before): Query<Option<NonEmptyText>>,
    ) -> PageRequest {
        PageRequest {
            limit: limit.map(|Limit(limit)| limit),
            order: choice(order).unwrap_or_default(),
            after: text(after),
            before: text(before),
            only_counts: self.only_counts,
        }
    }
}

/// Builds the response of a list, with RFC 8288 links to the next and previous page.
pub(crate) fn listed<R, T>(Asked { uri, counted, only_counts }: Asked, page: query::Page<R>) -> Listed<T>
where
    T: From<R> + ParseFromJSON + ToJSON + Type,
{
    let query::Page { data, next, prev, has_more, incomplete, interval, mut notes, unread } = page;
    let count = match counted {
        Some(Counted::All(rows)) => Some(rows),
        Some(Counted::AtLeast { rows, within }) => {
            notes.push(format!(
                "count: the list has more than {rows} rows, which were counted within {} seconds; write filters for \
                 fewer rows, or ask /v1/stats",
                within.as_secs()
            ));
            None
        }
        None => only_counts.then(|| unread + data.len() as u64),
    };
    let links: Vec<String> = [("next", "after", &next), ("prev", "before", &prev)]
        .into_iter()
        .filter_map(|(relation, parameter, cursor)| {
            cursor.as_ref().map(|cursor| format!("<{}>; rel=\"{relation}\"", uri_at(&uri, parameter, cursor)))
        })
        .collect();
    let data = data.into_iter().map(T::from).collect();
    let notes = (!notes.is_empty()).then_some(notes);
    let listing = Listing {
        data,
        page: PageInfo { next, prev, has_more, incomplete, count },
        interval: interval.map(Interval::from),
        notes,
    };
    let response = Response::new(Json(listing));
    Listed(if links.is_empty() { response } else { response.header(header::LINK, links.join(", ")) })
}

impl<T: ParseFromJSON + ToJSON + Type> IntoResponse for Listed<T> {
    fn into_response(self) -> poem::Response {
        self.0.into_response()
    }
}

impl<T: ParseFromJSON + ToJSON + Type> ApiResponse for Listed<T> {
    fn meta() -> MetaResponses {
        let mut meta = Json::<Listing<T>>::meta();
        for response in &mut meta.responses {
            response.headers.push(MetaHeader {
                name: "LINK".to_owned(),
                description: Some("Links to the next and previous page (RFC 8288).".to_owned()),
                required: false,
                deprecated: false,
                schema: String::schema_ref(),
            });
        }
        meta
    }

    fn register(registry: &mut Registry) {
        Json::<Listing<T>>::register(registry);
    }
}

impl From<query::Interval> for Interval {
    fn from(interval: query::Interval) -> Self {
        let query::Interval { since, until, active_at, received_since, received_until } = interval;
        Self {
            since: since.map(DateTime),
            until: until.map(DateTime),
            active_at: active_at.map(DateTime),
            received_since: received_since.map(DateTime),
            received_until: received_until.map(DateTime),
        }
    }
}

/// URI of the same list with another cursor. A cursor is base64url, so it needs no escaping.
fn uri_at(uri: &Uri, parameter: &str, cursor: &str) -> String {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && name != "after" && name != "before"
    });
    let query: String = kept.flat_map(|pair| [pair, "&"]).collect();
    format!("{}?{query}{parameter}={cursor}", uri.path())
}
