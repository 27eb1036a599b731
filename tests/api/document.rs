//! The OpenAPI document and Swagger UI, as their readers meet them.

use reqwest::Client;
use serde_json::Value;

use super::asking::{Answer, ask};
use crate::support::{
    Db,
    test_server::{API_KEY, TestServer},
};

fn document() -> Value {
    serde_json::from_str(&gatelog::api::document()).expect("the document is JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Each operation with its path and method.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths").iter();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").iter();
        methods.map(|(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn parameters(operation: &Value) -> impl Iterator<Item = &Value> {
    operation["parameters"].as_array().into_iter().flatten()
}

/// The example in a description: Swagger UI would send any other as a filter.
fn described_example(parameter: &Value) -> Option<&str> {
    text(&parameter["description"]).rsplit_once(" Example: `")?.1.strip_suffix("`.")
}

/// Whether a schema has its examples elsewhere.
fn is_reference(schema: &Value) -> bool {
    let refers = |schema: &Value| schema["$ref"].is_string() || schema["allOf"].is_array();
    refers(schema) || refers(&schema["items"])
}

/// Null does not fit a reference (OpenAPI 3.0), so generated clients fail on it: such a field is
/// absent instead.
#[test]
fn no_reference_may_be_null() {
    let document = document();
    let mut nullable = Vec::new();
    for (schema, object) in document["components"]["schemas"].as_object().expect("schemas") {
        for (name, property) in object["properties"].as_object().into_iter().flatten() {
            if property["allOf"].is_array() && property["nullable"] == true {
                nullable.push(format!("{schema}.{name}"));
            }
        }
    }
    assert_eq!(nullable, Vec::<String>::new());
}

#[test]
fn every_parameter_and_field_has_an_example() {
    let document = document();
    let mut without = Vec::new();
    for (path, method, operation) in operations(&document) {
        for parameter in parameters(operation) {
            let name = text(&parameter["name"]);
            let is_cursor = ["after", "before"].contains(&name);
            let has = described_example(parameter).is_some() || !parameter["schema"]["example"].is_null();
            if !is_cursor && !has {
                without.push(format!("{method} {path}: {name}"));
            }
        }
    }
    for (schema, object) in document["components"]["schemas"].as_object().expect("schemas") {
        for (name, property) in object["properties"].as_object().into_iter().flatten() {
            if !is_reference(property) && property.get("example").is_none() {
                without.push(format!("{schema}.{name}"));
            }
        }
    }
    for (path, method, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let problem = &response["content"]["application/problem+json"];
            if problem.is_object() && problem["example"]["detail"].is_null() {
                without.push(format!("{method} {path}: {status}"));
            }
        }
    }
    assert!(without.is_empty(), "add them to src/api/wire/examples.json: {without:#?}");
}

/// The read audit knows from the format of a parameter what was asked for.
#[test]
fn ids_say_what_they_name() {
    let document = document();
    let mut named = 0;
    for (path, method, operation) in operations(&document) {
        for parameter in parameters(operation) {
            let name = text(&parameter["name"]);
            let kind = match name {
                "impersonator_id" | "inviter_id" | "created_by" => "user",
                "svix_id" => "event",
                name => match name.strip_suffix("_id") {
                    Some(kind) => kind,
                    None => continue,
                },
            };
            // One id, or a list of them.
            let of_items = &parameter["schema"]["items"]["format"];
            let format = text(if of_items.is_null() { &parameter["schema"]["format"] } else { of_items });
            assert_eq!(format, format!("{kind}-id"), "{method} {path}: {name} needs a type of api/wire/ids.rs");
            named += 1;
        }
    }
    assert!(named > 30, "{named} ids");
}

#[test]
fn examples_fit_their_schemas() {
    let document = document();
    for (schema, object) in document["components"]["schemas"].as_object().expect("schemas") {
        for (name, property) in object["properties"].as_object().into_iter().flatten() {
            let Some(example) = property.get("example") else { continue };
            let fits = match text(&property["type"]) {
                _ if example.is_null() => property["nullable"] == true,
                "string" => example.is_string(),
                "integer" => example.is_i64(),
                "boolean" => example.is_boolean(),
                "array" => example.is_array(),
                _ => true,
            };
            assert!(fits, "{schema}.{name}: {example}");
            let known = |of: &Value, example: &Value| of["enum"].as_array().is_none_or(|known| known.contains(example));
            assert!(known(property, example), "{schema}.{name}: {example} is not in {}", property["enum"]);
            let mut items = example.as_array().into_iter().flatten();
            assert!(items.all(|item| known(&property["items"], item)), "{schema}.{name}: {example}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn examples_of_parameters_are_accepted() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let (document, mut tried) = (document(), 0);
    for (path, _, operation) in
        operations(&document).filter(|(path, method, _)| path.starts_with("/v1") && *method == "get")
    {
        let example = |parameter: &Value| text(&parameter["schema"]["example"]).to_owned();
        let (mut filled, mut required) = (path.to_owned(), String::new());
        for parameter in parameters(operation).filter(|parameter| parameter["required"] == true) {
            let name = text(&parameter["name"]);
            if parameter["in"] == "path" {
                filled = filled.replace(&format!("{{{name}}}"), &example(parameter));
            } else {
                required.extend([name, "=", &example(parameter), "&"]);
            }
        }
        for parameter in parameters(operation) {
            let Some(example) = described_example(parameter) else { continue };
            let value = example.replace('+', "%2B");
            let question = format!("{filled}?{required}{}={value}", text(&parameter["name"]));
            let answer = match path.ends_with("/stream") {
                // It would not end. Its head says whether it begins.
                true if parameter["in"] == "header" => continue,
                true => Answer::to(Client::new().head(app.url(&question)).bearer_auth(API_KEY)).await,
                false => ask(&app, &question).await,
            };
            assert!([200, 404].contains(&answer.status.as_u16()), "{question}: {}", answer.text);
            tried += 1;
        }
    }
    assert!(tried > 80, "{tried} examples");
}

#[test]
fn groups_and_operations_come_in_order_of_use() {
    let document = document();
    let tags: Vec<&str> = document["tags"].as_array().expect("tags").iter().map(|tag| text(&tag["name"])).collect();
    let order = [
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
    assert_eq!(tags, order);
    let mut seen: Vec<&str> = Vec::new();
    for (_, _, operation) in operations(&document) {
        let tag = text(&operation["tags"][0]);
        if seen.last() != Some(&tag) {
            seen.push(tag);
        }
    }
    assert_eq!(seen, tags);
    assert!(text(&document["info"]["description"]).len() < 1_000, "the operations come first");
}

#[test]
fn closed_vocabularies_are_enums() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    for (schema, field) in [
        ("Event", "via"),
        ("Activity", "occurred_basis"),
        ("Version", "evidence"),
        ("Session", "started_basis"),
        ("Projection", "state"),
        ("MatchedIdentifier", "parameter"),
        ("ProjectionFailure", "projection"),
    ] {
        assert!(schemas[schema]["properties"][field]["enum"].is_array(), "{schema}.{field}");
    }
    for schema in ["NewKey", "ApiKey", "CreatedKey"] {
        assert!(schemas[schema]["properties"]["scopes"]["items"]["enum"].is_array(), "{schema}.scopes");
    }
    let action = parameters(&document["paths"]["/v1/activity"]["get"]).find(|parameter| parameter["name"] == "action");
    let actions = action.expect("a parameter")["schema"]["items"]["anyOf"][0]["enum"].as_array().map(Vec::len);
    assert_eq!(actions, Some(gatelog::views::activity::ACTIONS.len()));
}

#[test]
fn the_guide_lists_the_actions_of_the_code() {
    let guide = include_str!("../../docs/guides/actions.md");
    let rows = gatelog::views::activity::ACTIONS.iter().map(|(_, name, meaning)| format!("| `{name}` | {meaning} |\n"));
    let table = format!("| action | meaning |\n|---|---|\n{}", rows.collect::<String>());
    assert!(guide.ends_with(&table), "docs/guides/actions.md ends in this table:\n{table}");
}

#[tokio::test]
async fn swagger_ui_keeps_the_key_and_filters() {
    let db = Db::sqlite();
    let app = TestServer::serve(&db).await;
    let docs = Answer::to(Client::new().get(app.url("/docs"))).await.text;
    for option in [
        "filter: true",
        "persistAuthorization: true",
        "tryItOutEnabled: true",
        "activated: false }",
        "deepLinking: true",
    ] {
        assert!(docs.contains(option), "{option}");
    }
    assert!(docs.contains(gatelog::api::document().trim_end()), "it shows the document that is served");
    for page in [docs, Answer::to(Client::new().get(app.url("/"))).await.text] {
        assert!(page.contains("<link rel=\"icon\" href=\"data:image/svg+xml,"), "no icon");
    }
}
