//! The operations in the router: each endpoint knows its [`Operation`], checks a request against
//! it, and accounts for the outcome.

use std::{collections::HashMap, sync::Arc};

use poem::{
    Endpoint, EndpointExt, Request, Response, Result,
    endpoint::BoxEndpoint,
    error::ReadBodyError,
    http::{Method, StatusCode},
};
use poem_openapi::{
    OpenApi,
    registry::{MetaApi, MetaOperation, Registry},
};

use super::{
    auth,
    exchange::{Exchange, OwnedCall},
    freshness,
    operations::{Operation, declared_scope},
};
use crate::{
    api::{
        exports::{accept, count, job},
        list_pages::ListEndpoint,
        streams::{self, metadata::list_of},
        webhooks,
        wire::error::Problem,
    },
    query::sources,
};

/// Maximum body of an API request: a hundred times the longest useful one.
const QUESTION_BYTES_MAX: usize = 16 * 1024;

/// The metadata of resources, with what is added to all operations of a kind.
pub(crate) fn metadata<R: OpenApi>() -> Vec<MetaApi> {
    let mut apis = R::meta();
    streams::metadata::describe(&mut apis, R::meta());
    freshness::describe(&mut apis);
    accept::describe(&mut apis);
    count::describe(&mut apis);
    apis
}

/// Resources, each of whose operations is an [`OperationEndpoint`].
pub(crate) struct Routes<R>(pub(crate) R);

impl<R: OpenApi> OpenApi for Routes<R> {
    fn meta() -> Vec<MetaApi> {
        let mut apis = metadata::<R>();
        let operations = apis.iter_mut().flat_map(|api| &mut api.paths).flat_map(|path| &mut path.operations);
        operations.for_each(describe_scope);
        apis
    }

    fn register(registry: &mut Registry) {
        R::register(registry);
    }

    /// An endpoint without metadata gets no route.
    fn add_routes(self, routes: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {
        let mut endpoints = HashMap::new();
        self.0.add_routes(&mut endpoints);
        let operations = Operation::all(&metadata::<R>());
        let lists = whole_lists(&operations, &mut endpoints);
        for operation in operations {
            let pattern = operation.pattern();
            let endpoint = endpoints.get_mut(&pattern).and_then(|methods| methods.remove(&operation.method));
            let Some(endpoint) = endpoint else { continue };
            let list = |path: &str| lists.iter().find(|list| &*list.path == path).cloned();
            let endpoint = match list_of(&operation.path).and_then(list) {
                Some(list) => endpoint.data(list).boxed(),
                None => endpoint,
            };
            let method = operation.method.clone();
            let exported = list(&operation.path).filter(|_| method == Method::GET);
            let endpoint = OperationEndpoint { operation, endpoint, exported }.boxed();
            routes.entry(pattern).or_default().insert(method, endpoint);
        }
    }
}

/// The endpoints of lists that are exported and streamed. Each stays where it is, and is shared.
fn whole_lists(
    operations: &[Operation],
    endpoints: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>,
) -> Vec<ListEndpoint> {
    let lists = operations.iter().filter(|operation| accept::OPERATIONS.contains(&operation.id));
    let share = |Operation { path, .. }: &Operation| {
        let methods = endpoints.get_mut(path)?;
        let endpoint = Arc::new(methods.remove(&Method::GET)?);
        methods.insert(Method::GET, Arc::clone(&endpoint).boxed());
        Some(ListEndpoint::new(path, endpoint))
    };
    lists.filter_map(share).collect()
}

/// Moves the scope to the description. OpenAPI 3.0 has no place for scopes of bearer keys, so that
/// the scope is the last line of the description, and the scheme alone remains.
fn describe_scope(operation: &mut MetaOperation) {
    let Some(scope) = declared_scope(operation) else { return };
    operation.security.retain(|scheme| !scheme.contains_key(scope.as_str()));
    let line = format!("Scope: `{scope}`");
    let written: Vec<&str> = operation.description.into_iter().chain([&*line]).collect();
    // The framework requires static texts. There are few, and the document is generated a few
    // times only.
    operation.description = Some(Box::leak(written.join("\n\n").into_boxed_str()));
}

pub(super) struct OperationEndpoint {
    pub(super) operation: Operation,
    pub(super) endpoint: BoxEndpoint<'static>,
    /// The list, if it is exported.
    pub(super) exported: Option<ListEndpoint>,
}

impl Endpoint for OperationEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let exchange = Arc::clone(request.data::<Arc<Exchange>>().expect("the gateway sets it"));
        let given = self.operation.given(&request);
        let outcome = self.answer(&exchange, request, &given).await;
        Ok(exchange.conclude(Some((&self.operation, &given)), outcome))
    }
}

impl OperationEndpoint {
    async fn answer(&self, exchange: &Exchange, mut request: Request, given: &[(String, String)]) -> Result<Response> {
        exchange.require_open()?;
        if let Some(source) = webhooks::source_of(request.uri().path()) {
            webhooks::receiver(&exchange.state, source, &request)?;
        }
        let Some(access) = &exchange.access else {
            self.operation.check(&request, given)?;
            return self.endpoint.call(request).await;
        };
        // Authentication comes first: without a key a client does not learn what an operation
        // takes.
        let grant = access.as_ref().map_err(Problem::clone)?;
        auth::require(grant, self.operation.scope.ok_or_else(|| auth::undeclared(Some(grant)))?)?;
        self.operation.check(&request, given)?;
        if let Some((_, source)) = given.iter().find(|(name, _)| name == "source") {
            auth::require_source(grant, source)?;
            // An empty answer about a source that has sent nothing would be misleading.
            let configured = exchange.state.sources();
            let holds_system = self.operation.holds_system_events;
            sources::require(&exchange.state.store, source, &configured.names, holds_system, &grant.sources)
                .await
                .map_err(Problem::from)?;
        }
        let form = accept::requested(self.operation.id, &request, given)?;
        let is_counted = count::is_requested(given)?;
        let reached = if self.operation.takes(freshness::MIN_POSITION) {
            freshness::reached(&exchange.state.store, given).await?
        } else {
            None
        };
        request.set_data(Arc::clone(grant));
        if list_of(&self.operation.path).is_some() {
            request.set_data(Arc::new(OwnedCall { operation: self.operation.clone(), given: given.to_vec() }));
        }
        bound(&mut request).await?;
        let mut response = match form.zip(self.exported.as_ref()) {
            None => {
                if let Some(list) = self.exported.as_ref().filter(|_| is_counted) {
                    count::add(list, &mut request, &exchange.state, grant).await?;
                }
                self.endpoint.call(request).await?
            }
            Some((form, list)) => {
                // The framework routes HEAD as GET.
                let is_head = exchange.method == Method::HEAD;
                let (subjects, unnamed) = self.operation.subjects(&exchange.path, given);
                let export = job::Requested { is_head, form, given, subjects: &subjects, unnamed, up_to: reached };
                job::answer(list, request, self.operation.id, export).await?
            }
        };
        if let Some(position) = reached {
            // An export in one transaction names its own.
            response.headers_mut().entry(freshness::HEADER).or_insert(position.0.into());
        }
        Ok(response)
    }
}

/// Reads the body of an API request, with a limit.
async fn bound(request: &mut Request) -> Result<()> {
    let body = request.take_body().into_bytes_limit(QUESTION_BYTES_MAX).await.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is over 16 KiB, the most that is taken here; send less",
        ),
        _ => Problem::new(StatusCode::BAD_REQUEST, "the body did not arrive complete; send the request again"),
    })?;
    request.set_body(body);
    Ok(())
}
