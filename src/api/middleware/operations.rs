//! Operations of the API, read from the metadata that the framework keeps of them: paths, scopes,
//! query parameters, and which parameters are ids of what.

use poem::{
    Request,
    http::{Method, StatusCode},
};
use poem_openapi::registry::{MetaApi, MetaOperation, MetaOperationParam, MetaParamIn, MetaSchema, MetaSchemaRef};
use serde::Serialize;

use crate::{
    access::Scope,
    api::wire::{
        docs::PAGES,
        error::Problem,
        ids::{self, SubjectKind},
        parameters::EXCLUDED,
    },
    event::{id::SYSTEM_ID_PREFIX, source::SYSTEM_SOURCE},
    text::vocabulary,
};

const WEBHOOKS: &str = "/webhooks/";

const HOLD_SYSTEM_EVENTS: [&str; 2] = ["/v1/events", "/v1/activity"];

/// Id of the pages for people, in place of an operation id.
const PAGE: &str = "page";

/// Longest id that the read audit names, in bytes: that of an event.
const ID_BYTES_MAX: usize = 256;

/// An operation of the API, or a page for people.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Operation id, or `page`.
    pub id: &'static str,
    /// Method. HEAD is answered like GET.
    pub method: Method,
    /// Path as in the document: `/v1/users/{user_id}`.
    pub path: String,
    /// Scope that a key needs. `None` if the operation declares none, or more than one.
    pub scope: Option<Scope>,
    /// Query parameters.
    parameters: Vec<String>,
    /// Query parameters that can be given several times.
    several: Vec<String>,
    /// Parameters that are ids of objects.
    ids: Vec<(String, SubjectKind)>,
    /// Whether any query parameter is accepted: pages and webhook endpoints.
    takes_any: bool,
    pub(super) holds_system_events: bool,
}

/// An object that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    kind: SubjectKind,
    id: String,
}

impl Subject {
    pub(crate) const fn kind(&self) -> SubjectKind {
        self.kind
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}

impl Operation {
    /// The operations of resources, from their metadata as the framework collects it.
    #[must_use]
    pub fn all(apis: &[MetaApi]) -> Vec<Self> {
        let paths = apis.iter().flat_map(|api| &api.paths);
        paths.flat_map(|path| path.operations.iter().map(|meta| Self::new(&path.path, meta))).collect()
    }

    pub(super) fn pages() -> impl Iterator<Item = Self> {
        PAGES.into_iter().map(|path| Self {
            id: PAGE,
            method: Method::GET,
            path: path.to_owned(),
            scope: None,
            parameters: Vec::new(),
            several: Vec::new(),
            ids: Vec::new(),
            takes_any: true,
            holds_system_events: false,
        })
    }

    fn new(path: &str, meta: &MetaOperation) -> Self {
        let in_query = || meta.params.iter().filter(|parameter| parameter.in_type == MetaParamIn::Query);
        let several = in_query().filter(|parameter| schema(parameter).is_some_and(|schema| schema.items.is_some()));
        Self {
            id: meta.operation_id.unwrap_or_default(),
            method: meta.method.clone(),
            path: path.to_owned(),
            scope: declared_scope(meta),
            parameters: in_query().map(|parameter| parameter.name.clone()).collect(),
            several: several.map(|parameter| parameter.name.clone()).collect(),
            ids: meta
                .params
                .iter()
                .filter_map(|parameter| Some((parameter.name.clone(), subject(parameter)?)))
                .collect(),
            // A delivery is never refused because of its query.
            takes_any: path.starts_with(WEBHOOKS),
            holds_system_events: HOLD_SYSTEM_EVENTS.iter().any(|resource| path.starts_with(resource)),
        }
    }

    /// Path as the router writes it: `/v1/users/:param0`.
    pub(super) fn pattern(&self) -> String {
        let mut number = 0;
        let parts = self.path.split('/').map(|part| {
            if !part.starts_with('{') {
                return part.to_owned();
            }
            number += 1;
            format!(":param{}", number - 1)
        });
        parts.collect::<Vec<_>>().join("/")
    }

    pub(super) fn takes(&self, parameter: &str) -> bool {
        self.parameters.iter().any(|name| name == parameter)
    }

    /// The query parameters of a request.
    pub(super) fn given(&self, request: &Request) -> Vec<(String, String)> {
        if self.takes_any { Vec::new() } else { request.params().unwrap_or_default() }
    }

    /// Refuses unknown and repeated query parameters.
    pub(super) fn check(&self, request: &Request, given: &[(String, String)]) -> Result<(), Problem> {
        let query = request.uri().query().filter(|_| !self.takes_any).unwrap_or_default();
        if let Some(pair) = query.split('&').find(|pair| !encodes_text(pair)) {
            let name = pair.split('=').next().filter(|name| self.takes(name));
            let detail = format!(
                "{} holds bytes that are no UTF-8: percent-encode the text as UTF-8",
                name.map_or_else(|| "the query".to_owned(), |name| format!("the parameter {name}"))
            );
            let problem = Problem::new(StatusCode::BAD_REQUEST, detail);
            return Err(name.into_iter().fold(problem, Problem::naming));
        }
        for (index, (name, value)) in given.iter().enumerate() {
            if !self.takes(name) {
                return Err(Problem::parameter(name.as_str(), self.no_parameter(name)));
            }
            if let Some(detail) = blank_at_an_end(name, value) {
                return Err(Problem::parameter(name.as_str(), detail));
            }
            if given[..index].iter().any(|(before, _)| before == name) && !self.several.contains(name) {
                let detail =
                    format!("the parameter {name} is given twice, and only one of them could hold; leave one out");
                return Err(Problem::parameter(name.as_str(), detail));
            }
        }
        Ok(())
    }

    fn no_parameter(&self, name: &str) -> String {
        let known: Vec<&str> = self.parameters.iter().map(String::as_str).collect();
        if known.is_empty() {
            return format!("there is no parameter {name} here; this takes none");
        }
        let meant = match vocabulary::suggestion(name, &known) {
            Some(meant) => format!("; did you mean {meant}? This"),
            None => "; this".to_owned(),
        };
        format!("there is no parameter {name} here{meant} takes {}", known.join(", "))
    }

    /// The objects that a request asks for, and the number of further ones whose ids must not be
    /// named. Texts that do not look like ids are not taken over, because a client may have typed
    /// an e-mail address instead.
    pub(super) fn subjects(&self, path: &str, given: &[(String, String)]) -> (Vec<Subject>, u64) {
        let (mut subjects, mut unnamed) = (Vec::new(), 0);
        for (kind, id) in self.ids_in(path, given) {
            if looks_like_an_id(id) {
                subjects.push(Subject { kind, id: id.to_owned() });
            } else {
                unnamed += 1;
            }
        }
        (subjects, unnamed)
    }

    /// Whether a request reads only Gatelog's own events. These contain ids at most. Reading them
    /// is not audited: a client that follows them would otherwise only see its own reads. A
    /// conflict is an exception, because it contains a whole delivery; its id has another form.
    pub(super) fn reads_only_system_events(&self, path: &str, given: &[(String, String)]) -> bool {
        /// `sys_` and the 32 digits of a UUID.
        const OWN_ID_BYTES: usize = 4 + 32;
        let is_own = |id: &str| id.starts_with(SYSTEM_ID_PREFIX) && id.len() == OWN_ID_BYTES;
        self.holds_system_events
            && match self.path_parameters(path).next() {
                Some((_, id)) => is_own(id),
                None => given.iter().any(|(name, value)| name == "source" && value == SYSTEM_SOURCE),
            }
    }

    /// Every id in a request, with what it names. What a filter excludes is not asked for.
    fn ids_in<'a>(
        &'a self,
        path: &'a str,
        given: &'a [(String, String)],
    ) -> impl Iterator<Item = (SubjectKind, &'a str)> {
        let is_excluded =
            |(name, value): &&(String, String)| self.several.contains(name) && value.starts_with(EXCLUDED);
        let in_query = given.iter().filter(move |pair| !is_excluded(pair)).map(|(name, value)| (&**name, &**value));
        self.path_parameters(path).chain(in_query).filter_map(|(name, value)| {
            let (_, kind) = self.ids.iter().find(|(known, _)| known == name)?;
            Some((*kind, value))
        })
    }

    fn path_parameters<'a>(&'a self, path: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let parts = self.path.split('/').zip(path.split('/'));
        parts.filter_map(|(documented, given)| Some((documented.strip_prefix('{')?.strip_suffix('}')?, given)))
    }
}

/// What is wrong with a value that white space surrounds. No value here begins or ends with it, so
/// that it would find nothing.
fn blank_at_an_end(name: &str, value: &str) -> Option<String> {
    match value.trim() {
        same if same.len() == value.len() => None,
        "" => Some(format!("{name} holds nothing but white space; write a value, or leave the parameter out")),
        _ => Some(format!(
            "{name} begins or ends with white space; leave it out (a + in an address is read as a blank: write %2B)"
        )),
    }
}

/// The scope of an operation, which a [`Granted`](super::auth::Granted) declares with the scheme.
/// `None` if there is none, or more than one.
pub(super) fn declared_scope(meta: &MetaOperation) -> Option<Scope> {
    let mut scopes = meta.security.iter().flat_map(|scheme| scheme.keys()).filter_map(|name| Scope::parse(name));
    let scope = scopes.next()?;
    scopes.next().is_none().then_some(scope)
}

fn subject(parameter: &MetaOperationParam) -> Option<SubjectKind> {
    let of_values = schema(parameter)?;
    let of_value = of_values.items.as_deref().map_or(Some(of_values), inline)?;
    ids::subject_of(of_value.format?)
}

fn schema(parameter: &MetaOperationParam) -> Option<&MetaSchema> {
    inline(&parameter.schema)
}

fn inline(schema: &MetaSchemaRef) -> Option<&MetaSchema> {
    match schema {
        MetaSchemaRef::Inline(schema) => Some(schema),
        MetaSchemaRef::Reference(_) => None,
    }
}

/// Whether a text cannot contain an e-mail address, an IP address or a name with spaces.
fn looks_like_an_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    (1..=ID_BYTES_MAX).contains(&text.len()) && text.bytes().all(allowed)
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
