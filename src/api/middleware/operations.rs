//! Operations of the document: paths, methods, scopes and query parameters. Requests that match
//! none are refused with an error that lists what exists.

use std::collections::BTreeMap;

use poem::{
    Request,
    http::{HeaderValue, Method, StatusCode, header},
};
use serde::Deserialize;

use super::scoped;
use crate::{
    access::Scope,
    api::{
        webhooks::addresses,
        wire::{docs::PAGES, error::Problem},
    },
};

/// Prefix of the webhook endpoints.
const WEBHOOKS: &str = "/webhooks/";

/// Id of the pages for people, in place of an operation id.
pub(crate) const PAGE: &str = "page";
/// Id of requests that match no operation.
pub(crate) const NONE: &str = "none";

/// All paths with their methods.
#[derive(Debug)]
pub struct Operations(Vec<Path>);

#[derive(Debug)]
struct Path {
    /// `None` for a path parameter.
    parts: Vec<Option<String>>,
    methods: Vec<(Method, Operation)>,
}

/// An operation of the document.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Operation id, or `PAGE`.
    pub id: String,
    /// Scope that a key needs. `None` if the document names none.
    pub scope: Option<Scope>,
    /// Names of the query parameters.
    parameters: Vec<String>,
    /// Whether any query parameter is accepted: pages and webhook endpoints.
    takes_any: bool,
}

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Described>>,
}

#[derive(Deserialize)]
struct Described {
    #[serde(default, rename = "operationId")]
    id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    name: String,
    #[serde(rename = "in")]
    place: String,
}

impl Operations {
    /// Reads an OpenAPI document.
    ///
    /// # Panics
    ///
    /// If the text is not an OpenAPI document.
    #[must_use]
    pub fn of(document: &str) -> Self {
        let document: Document = serde_json::from_str(document).expect("the document is ours, and is one");
        let paths = document.paths.into_iter().map(|(path, methods)| Path {
            parts: parts(&path).map(|part| (!part.starts_with('{')).then(|| part.to_owned())).collect(),
            methods: methods
                .into_iter()
                .filter_map(|(method, described)| {
                    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).ok()?;
                    Some((method, Operation::of(described, &path)))
                })
                .collect(),
        });
        let pages = PAGES.iter().map(|page| Path {
            parts: parts(page).map(|part| Some(part.to_owned())).collect(),
            methods: vec![(Method::GET, Operation { id: PAGE.to_owned(), takes_any: true, ..Operation::default() })],
        });
        Self(paths.chain(pages).collect())
    }

    /// The operation of a request.
    pub fn find(&self, method: &Method, path: &str) -> Result<&Operation, Problem> {
        let Some(known) = self.0.iter().find(|known| known.is(path)) else {
            return Err(Problem::new(StatusCode::NOT_FOUND, "there is nothing here; /docs lists what there is"));
        };
        known.taking(method).ok_or_else(|| known.not_allowed(path))
    }

    /// Operation id of a request, or [`NONE`].
    pub(crate) fn id(&self, method: &Method, path: &str) -> &str {
        let known = self.0.iter().find(|known| known.is(path));
        known.and_then(|known| known.taking(method)).map_or(NONE, |operation| &operation.id)
    }
}

impl Operation {
    fn of(Described { id, description, parameters }: Described, path: &str) -> Self {
        let in_query = parameters.into_iter().filter(|parameter| parameter.place == "query");
        Self {
            id,
            scope: scoped::read(&description),
            parameters: in_query.map(|parameter| parameter.name).collect(),
            // A delivery is never refused because of its query.
            takes_any: path.starts_with(WEBHOOKS),
        }
    }

    /// Refuses unknown and repeated query parameters. Returns the parameters.
    pub(crate) fn check(&self, request: &Request) -> Result<Vec<(String, String)>, Problem> {
        let query = request.uri().query().filter(|_| !self.takes_any).unwrap_or_default();
        if let Some(pair) = query.split('&').find(|pair| !encodes_text(pair)) {
            let name = pair.split('=').next().filter(|name| self.parameters.iter().any(|known| known == name));
            let detail = format!(
                "{} holds bytes that are no UTF-8: percent-encode the text as UTF-8",
                name.map_or_else(|| "the query".to_owned(), |name| format!("the parameter {name}"))
            );
            let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
            return Err(name.into_iter().fold(problem, Problem::naming));
        }
        let given: Vec<(String, String)> = request.params().unwrap_or_default();
        if self.takes_any {
            return Ok(given);
        }
        for (index, (name, _)) in given.iter().enumerate() {
            if !self.parameters.contains(name) {
                let detail = match self.parameters.as_slice() {
                    [] => format!("there is no parameter {name} here; this takes none"),
                    parameters => format!("there is no parameter {name} here; this takes {}", parameters.join(", ")),
                };
                return Err(Problem::parameter(name.as_str(), detail));
            }
            if given[..index].iter().any(|(before, _)| before == name) {
                let detail =
                    format!("the parameter {name} is given twice, and only one of them could hold; leave one out");
                return Err(Problem::parameter(name.as_str(), detail));
            }
        }
        Ok(given)
    }
}

impl Path {
    /// The operation of a method. HEAD is answered like GET.
    fn taking(&self, method: &Method) -> Option<&Operation> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.methods.iter().find(|(taken, _)| taken == method).map(|(_, operation)| operation)
    }

    fn is(&self, path: &str) -> bool {
        let mut given = parts(path);
        let same = self.parts.iter().all(|part| match (part, given.next()) {
            (Some(part), Some(given)) => part == given,
            (None, Some(given)) => !given.is_empty(),
            (_, None) => false,
        });
        same && given.next().is_none()
    }

    fn not_allowed(&self, path: &str) -> Problem {
        let mut allowed: Vec<&str> = self.methods.iter().map(|(method, _)| method.as_str()).collect();
        if allowed.contains(&"GET") {
            allowed.push("HEAD");
        }
        let allowed = allowed.join(", ");
        let detail = if addresses::source_of(path).is_some() {
            "this webhook endpoint is alive, and takes POST: give its address to your identity provider".to_owned()
        } else {
            format!("this path takes {allowed} only")
        };
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail);
        match HeaderValue::from_str(&allowed) {
            Ok(allowed) => problem.header(header::ALLOW, allowed),
            Err(_) => problem,
        }
    }
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.strip_prefix('/').unwrap_or(path).split('/')
}

/// Whether the percent-encoding of a query is UTF-8. The framework would replace other bytes by
/// U+FFFD, and the filter would look for something else.
fn encodes_text(query: &str) -> bool {
    let mut parts = query.split('%');
    let mut decoded = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.unwrap_or(b'%'));
        decoded.extend(part.as_bytes().iter().skip(if byte.is_some() { 2 } else { 0 }));
    }
    std::str::from_utf8(&decoded).is_ok()
}
