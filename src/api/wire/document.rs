//! The OpenAPI document: what the framework generates, in the order of use and with examples.

use std::collections::BTreeMap;

use poem::http::StatusCode;
use poem_openapi::Tags;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::views::activity::ACTIONS;

/// A group of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Tags)]
pub enum Tag {
    /// The endpoint for webhook senders.
    Webhooks,
    /// The append-only log: every event as it was received, in order of arrival.
    Events,
    /// The audit trail: who did what, when, from where, and what changed. One row per event.
    Activity,
    /// Counts of activity, sessions and users by hour, day, week or month.
    Statistics,
    /// The questions of an audit, each with the request that answers it.
    Reports,
    /// Who was signed in, from when to when, and from where.
    Sessions,
    /// Users, their identifiers and their history.
    Users,
    /// Organizations, memberships and invitations.
    Organizations,
    /// Sources, projections, probes and metrics.
    Operations,
    /// API keys and their scopes.
    Keys,
}

impl Tag {
    /// The order of use, in which the document lists the groups.
    pub(crate) const ORDER: [&'static str; 10] = [
        "Sessions",
        "Users",
        "Organizations",
        "Activity",
        "Statistics",
        "Reports",
        "Events",
        "Operations",
        "Keys",
        "Webhooks",
    ];
}

/// How the framework names the schema of a page: `Page_Session`. Served as `SessionPage`.
const GENERATED_PAGE: &str = "Page_";

/// Operation whose description lists the actions.
const ACTIONS_OPERATION: &str = "list_activity";

pub(crate) fn finish(generated: &str) -> String {
    let mut document: Value = serde_json::from_str(generated).expect("the framework generates JSON");
    document["servers"] = json!([{ "url": "/", "description": "This server." }]);
    sort_tags(&mut document["tags"]);
    group_paths(&mut document["paths"]);
    let examples = Examples::load();
    for (path, operation) in operations(&mut document["paths"]) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        if operation.get("security").is_none() {
            // Without a key. Absent, it would say that nobody thought of it.
            operation["security"] = json!([]);
        }
        finish_responses(&id, path, &mut operation["responses"], &examples);
        if id == ACTIONS_OPERATION {
            list_actions(operation);
        }
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            examples.add_to_parameter(&id, parameter);
        }
    }
    let schemas = &mut document["components"]["schemas"];
    simplify(schemas);
    let generated_pages = rename_pages(schemas);
    for (name, schema) in schemas.as_object_mut().into_iter().flatten() {
        examples.add_to_schema(name, schema);
    }
    let mut text = serde_json::to_string_pretty(&document).expect("a document is JSON");
    for (generated, name) in generated_pages {
        text = text.replace(&format!("{generated}\""), &format!("{name}\""));
    }
    text.push('\n');
    text
}

fn operations(paths: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    paths.as_object_mut().into_iter().flatten().flat_map(|(path, methods)| {
        methods.as_object_mut().into_iter().flat_map(Map::values_mut).map(move |operation| (path, operation))
    })
}

/// The framework sorts tags by name.
fn sort_tags(tags: &mut Value) {
    let rank = |tag: &Value| Tag::ORDER.iter().position(|known| tag["name"] == *known);
    if let Some(tags) = tags.as_array_mut() {
        tags.sort_by_key(rank);
    }
}

/// Puts paths of one resource together, in the order of their first path.
fn group_paths(paths: &mut Value) {
    let Some(map) = paths.as_object_mut() else { return };
    let resource = |path: &str| path.split('/').take(3).map(str::to_owned).collect::<Vec<_>>();
    let order: Vec<_> = map.keys().map(|path| resource(path)).collect();
    let mut grouped: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    grouped.sort_by_key(|(path, _)| order.iter().position(|known| *known == resource(path)));
    map.extend(grouped);
}

/// The framework leaves the description of a success empty.
fn finish_responses(operation: &str, path: &str, responses: &mut Value, examples: &Examples) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        let Some(response) = response.as_object_mut() else { continue };
        if status.starts_with('2') {
            if response["description"] == "" {
                response["description"] = "OK".into();
            }
        } else {
            examples.add_to_problem(operation, path, status, response);
        }
    }
}

/// Writes references and nulls as generators of clients read them. The framework describes a
/// reference by a second schema without a type, beside the one that it refers to; the description
/// stands in the parent already. `nullable` counts only beside a `type` (OpenAPI 3.0.3, 4.7.24):
/// where there is none, null is allowed like any other value.
fn simplify(value: &mut Value) {
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(simplify),
        Value::Object(schema) => {
            if let Some(Value::Array(all)) = schema.get_mut("allOf") {
                all.retain(|part| part.get("$ref").is_some() || part.get("type").is_some());
            } else if !schema.contains_key("type") {
                schema.remove("nullable");
            }
            schema.values_mut().for_each(simplify);
        }
        _ => {}
    }
}

/// Inserts the table of actions before the last paragraph, which names the scope.
fn list_actions(operation: &mut Value) {
    let Some((text, scope)) = operation["description"].as_str().and_then(|text| text.rsplit_once("\n\n")) else {
        return;
    };
    let rows: Vec<String> = ACTIONS.iter().map(|(_, name, meaning)| format!("| `{name}` | {meaning} |\n")).collect();
    let description = format!(
        "{text}\n\n<details><summary>All {} actions, most severe first</summary>\n\n| action | meaning |\n|---|---|\n{}\n\
         </details>\n\n{scope}",
        ACTIONS.len(),
        rows.concat()
    );
    operation["description"] = description.into();
}

/// Renames the keys of generic pages. Returns the old and new names, which references still use.
fn rename_pages(schemas: &mut Value) -> Vec<(String, String)> {
    let Some(map) = schemas.as_object_mut() else { return Vec::new() };
    let mut renamed = Vec::new();
    let mut sorted = BTreeMap::new();
    for (generated, schema) in std::mem::take(map) {
        let name = generated.strip_prefix(GENERATED_PAGE).map(|rows| format!("{rows}Page"));
        if let Some(name) = &name {
            renamed.push((generated.clone(), name.clone()));
        }
        sorted.insert(name.unwrap_or(generated), schema);
    }
    map.extend(sorted);
    renamed
}

/// Example values, in `examples.json`: one for each parameter, each field of an answer and each
/// problem. Keys are names, or `operation.name` and `Schema.name` where one name has several
/// meanings.
///
/// Swagger UI composes bodies from the examples of their fields. It would send the example of an
/// optional parameter as a filter, so those examples are written into the description.
#[derive(Debug, Deserialize)]
pub(crate) struct Examples {
    parameters: Map<String, Value>,
    fields: Map<String, Value>,
    /// The detail of a problem, by status.
    problems: Map<String, Value>,
}

impl Examples {
    fn load() -> Self {
        serde_json::from_str(include_str!("examples.json")).expect("examples.json is part of the program")
    }

    fn add_to_parameter(&self, operation: &str, parameter: &mut Value) {
        let name = parameter["name"].as_str().unwrap_or_default();
        let Some(example) = find(&self.parameters, operation, name) else { return };
        if parameter["required"] == true {
            parameter["schema"]["example"] = example.clone();
            return;
        }
        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        let description = parameter["description"].as_str().unwrap_or_default();
        parameter["description"] = format!("{description} Example: `{text}`.").into();
    }

    fn add_to_problem(&self, operation: &str, path: &str, status: &str, response: &mut Map<String, Value>) {
        let Some(detail) = find(&self.problems, operation, status) else { return };
        let code: u16 = status.parse().unwrap_or_default();
        let title = StatusCode::from_u16(code).ok().and_then(|status| status.canonical_reason());
        let example = json!({
            "type": "about:blank", "title": title, "status": code, "detail": detail, "instance": path,
            "request_id": self.fields.get("request_id"),
        });
        let content = response.get_mut("content").and_then(Value::as_object_mut);
        for (_, media_type) in content.into_iter().flatten() {
            media_type["example"] = example.clone();
        }
    }

    /// Adds examples to the fields of an object. References have those of their schema.
    fn add_to_schema(&self, schema: &str, object: &mut Value) {
        let properties = object.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if let Some(example) = find(&self.fields, schema, name) {
                property["example"] = example.clone();
            }
        }
    }
}

fn find<'a>(examples: &'a Map<String, Value>, owner: &str, name: &str) -> Option<&'a Value> {
    examples.get(&format!("{owner}.{name}")).or_else(|| examples.get(name))
}
