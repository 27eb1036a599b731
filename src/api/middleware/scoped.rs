//! Writes the scope of each operation into the document and reads it back.
//!
//! OpenAPI 3.0 has no place for scopes of bearer keys, so that the scope is the last line of the
//! description.

use std::collections::HashMap;

use poem::{endpoint::BoxEndpoint, http::Method};
use poem_openapi::{
    OAuthScopes, OpenApi,
    registry::{MetaApi, MetaOAuthScope, MetaOperation, Registry},
};

use crate::access::Scope;

const BEFORE: &str = "Scope: `";
const BEHIND: &str = "`";

/// Resources whose operations declare their scope.
pub(crate) struct Scoped<R>(pub(crate) R);

/// An operation declares its scope as `#[oai(scope = "Scope::EventsRead")]`.
impl OAuthScopes for Scope {
    fn meta() -> Vec<MetaOAuthScope> {
        Self::ALL.iter().map(|scope| MetaOAuthScope { name: scope.as_str(), description: None }).collect()
    }

    fn name(&self) -> &'static str {
        self.as_str()
    }
}

impl<R: OpenApi> OpenApi for Scoped<R> {
    fn meta() -> Vec<MetaApi> {
        let mut apis = R::meta();
        let operations = apis.iter_mut().flat_map(|api| &mut api.paths).flat_map(|path| &mut path.operations);
        operations.for_each(write);
        apis
    }

    fn register(registry: &mut Registry) {
        R::register(registry);
    }

    fn add_routes(self, routes: &mut HashMap<String, HashMap<Method, BoxEndpoint<'static>>>) {
        self.0.add_routes(routes);
    }
}

/// Moves the declared scopes to the description.
fn write(operation: &mut MetaOperation) {
    let mut declared = Vec::new();
    for scopes in operation.security.iter_mut().flat_map(HashMap::values_mut) {
        declared.append(scopes);
    }
    let lines: Vec<String> = declared.iter().map(|scope| format!("{BEFORE}{scope}{BEHIND}")).collect();
    let written: Vec<&str> = operation.description.into_iter().chain(lines.iter().map(String::as_str)).collect();
    if !lines.is_empty() {
        // The framework requires static texts. There are few, and the document is generated a few
        // times only.
        operation.description = Some(Box::leak(written.join("\n\n").into_boxed_str()));
    }
}

/// The scope in a description. `None` if there is none, or more than one.
pub(crate) fn read(description: &str) -> Option<Scope> {
    let mut scopes =
        description.lines().filter_map(|line| Scope::parse(line.trim().strip_prefix(BEFORE)?.strip_suffix(BEHIND)?));
    let scope = scopes.next()?;
    scopes.next().is_none().then_some(scope)
}
