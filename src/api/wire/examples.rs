//! Example values of the OpenAPI document, in `examples.json`: one for each parameter, each field
//! of an answer and each problem.
//!
//! Swagger UI composes bodies from the examples of their fields. It would send the example of an
//! optional parameter as a filter, so those examples are written into the description.

use poem::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Keys are names, or `operation.name` and `Schema.name` where one name has several meanings.
#[derive(Debug, Deserialize)]
pub(crate) struct Examples {
    parameters: Map<String, Value>,
    fields: Map<String, Value>,
    /// The detail of a problem, by status.
    problems: Map<String, Value>,
}

impl Examples {
    pub(crate) fn load() -> Self {
        serde_json::from_str(include_str!("examples.json")).expect("examples.json is part of the program")
    }

    /// Adds an example to a parameter of an operation, if there is one.
    pub(crate) fn add_to_parameter(&self, operation: &str, parameter: &mut Value) {
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

    /// Adds the example of a problem to an error response.
    pub(crate) fn add_to_problem(&self, operation: &str, path: &str, status: &str, response: &mut Map<String, Value>) {
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
    pub(crate) fn add_to_schema(&self, schema: &str, object: &mut Value) {
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
