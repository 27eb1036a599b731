//! The OpenAPI document: what the framework generates, in the order of use and with examples.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{examples::Examples, tags::Tag};
use crate::views::activity::ACTIONS;

/// How the framework names the schema of a page: `Page_Session`. Served as `SessionPage`.
const GENERATED_PAGE: &str = "Page_";

/// Operation whose description lists the actions.
const ACTIONS_OPERATION: &str = "list_activity";

/// Finishes a document of the framework.
pub(crate) fn finish(generated: &str) -> String {
    let mut document: Value = serde_json::from_str(generated).expect("the framework generates JSON");
    sort_tags(&mut document["tags"]);
    group_paths(&mut document["paths"]);
    let examples = Examples::load();
    for (path, operation) in operations(&mut document["paths"]) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        finish_responses(&id, path, &mut operation["responses"], &examples);
        if id == ACTIONS_OPERATION {
            list_actions(operation);
        }
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            examples.add_to_parameter(&id, parameter);
        }
    }
    let schemas = &mut document["components"]["schemas"];
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

/// Each operation with its path.
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

/// The framework leaves the description of a success empty, and documents `Link` on errors too.
fn finish_responses(operation: &str, path: &str, responses: &mut Value, examples: &Examples) {
    for (status, response) in responses.as_object_mut().into_iter().flatten() {
        let Some(response) = response.as_object_mut() else { continue };
        if status.starts_with('2') {
            if response["description"] == "" {
                response["description"] = "OK".into();
            }
        } else {
            response.remove("headers");
            examples.add_to_problem(operation, path, status, response);
        }
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
