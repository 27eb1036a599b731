//! Rows of activity as events of the Open Cybersecurity Schema Framework, version 1.8.0.
//!
//! Each row becomes one event, of the class of its most severe action. What has no place in the
//! class is in `unmapped`. A row that lacks what its class requires is a Base Event, so that none
//! is dropped and every event is valid.

mod classes;

use serde_json::{Map, Value, json};

pub use self::classes::{Class, Mapping, Severity, mapping};
use crate::{clock::Timestamp, views::activity::Action};

/// The version of the schema.
pub const VERSION: &str = "1.8.0";

const PRODUCT: &str = "Gatelog";

/// Ids and captions of enumerations: of users, managed entities, statuses and account switches.
const USER: (u32, &str) = (1, "User");
const SERVICE: (u32, &str) = (4, "Service");
const ENTITY_USER: (u32, &str) = (2, "User");
const ENTITY_ORGANIZATION: (u32, &str) = (4, "Organization");
const ENTITY_OTHER: u32 = 99;
const SUCCESS: (u32, &str) = (1, "Success");
const IMPERSONATE: (u32, &str) = (2, "Impersonate");
const SWITCH_OTHER: (u32, &str) = (99, "Agent");

/// What an export adds to a row.
pub(super) struct Origin<'a> {
    pub(super) log_id: &'a str,
    pub(super) schema_version: u32,
}

/// A row of `/v1/activity` as an event.
pub(super) fn event(row: &Value, origin: &Origin<'_>) -> Value {
    let action = text(&row["actions"][0]).unwrap_or_default();
    let known = Action::parse(action);
    let mapped = known.map_or(Mapping { activity: classes::OTHER, ..mapping(Action::Unknown) }, mapping);
    let Some(own) = of_class(row, mapped.class, known) else {
        // It lacks an id that the class requires.
        let mapped = Mapping { class: Class::Base, activity: classes::OTHER, ..mapped };
        return whole(row, origin, mapped, action, Map::new());
    };
    whole(row, origin, mapped, action, own)
}

/// The attributes of all classes, and those of one.
fn whole(row: &Value, origin: &Origin<'_>, mapped: Mapping, action: &str, own: Map<String, Value>) -> Value {
    let Mapping { class, activity: (activity_id, caption), severity } = mapped;
    let (category_uid, category_name) = class.category();
    let (severity_id, severity) = severity.id();
    // An activity that is not mapped has the name that its source gives it.
    let activity_name = if (activity_id, caption) == classes::OTHER { action } else { caption };
    let position = &row["position"];
    let mut event = object(json!({
        "activity_id": activity_id,
        "activity_name": activity_name,
        "category_uid": category_uid,
        "category_name": category_name,
        "class_uid": class.uid(),
        "class_name": class.caption(),
        "type_uid": class.uid() * 100 + activity_id,
        "type_name": format!("{}: {caption}", class.caption()),
        "severity_id": severity_id,
        "severity": severity,
        "time": milliseconds(&row["occurred_at"]),
        "message": row["summary"],
        "metadata": without_nulls(json!({
            "version": VERSION,
            "product": {"name": PRODUCT, "vendor_name": PRODUCT, "version": env!("CARGO_PKG_VERSION")},
            "uid": format!("{}-{position}", origin.log_id),
            "original_event_uid": row["svix_id"],
            "original_time": row["occurred_at"],
            "event_code": row["type"],
            "sequence": position,
            "logged_time": milliseconds(&row["received_at"]),
            "log_name": origin.log_id,
            "log_provider": PRODUCT,
            "source": row["source"],
            "tenant_uid": row["instance_id"],
        })),
        "unmapped": without_nulls(json!({
            "position": position,
            "svix_id": row["svix_id"],
            "source": row["source"],
            "log_id": origin.log_id,
            "schema_version": origin.schema_version,
            "actions": row["actions"],
            "actor": without_nulls(row["actor"].clone()),
            "user_id": row["user_id"],
            "session_id": row["session_id"],
            "organization_id": row["organization_id"],
            "changes": row["changes"],
            "baseline": row["baseline"],
            "occurred_basis": row["occurred_basis"],
            "revision": row["revision"],
            "ips": row["ips"],
            "user_agent": row["user_agent"],
            "country": row["country"],
            "city": row["city"],
            "browser": row["browser"],
        })),
    }));
    event.extend(own);
    Value::Object(event)
}

/// The attributes of a class that the base event has not. `None` if the row lacks one that the
/// class requires.
fn of_class(row: &Value, class: Class, action: Option<Action>) -> Option<Map<String, Value>> {
    let user = text(&row["user_id"]).map(user);
    let mut own = match class {
        Class::Base => return Some(Map::new()),
        Class::AccountChange => object(json!({"user": user?})),
        Class::Authentication => {
            let service = without_nulls(json!({"name": row["source"], "uid": row["instance_id"]}));
            let mut own = object(json!({"user": user?, "service": service}));
            own.extend(text(&row["session_id"]).map(|uid| ("session".to_owned(), json!({"uid": uid}))));
            let switch = match action {
                Some(Action::ImpersonationStarted) => Some(IMPERSONATE),
                Some(Action::AgentSessionStarted) => Some(SWITCH_OTHER),
                _ => None,
            };
            if let Some((id, caption)) = switch {
                own.extend(object(json!({"account_switch_type_id": id, "account_switch_type": caption})));
            }
            own
        }
        Class::EntityManagement => object(json!({"entity": entity(row)})),
        Class::GroupManagement => {
            let group = json!({"uid": text(&row["organization_id"])?, "type": "Organization"});
            let mut own = object(json!({"group": group}));
            own.extend(user.map(|user| ("user".to_owned(), user)));
            own
        }
    };
    let (status_id, status) = SUCCESS;
    own.extend(object(json!({"status_id": status_id, "status": status})));
    own.extend(actor(row).map(|actor| ("actor".to_owned(), actor)));
    if let Some(ip) = text(&row["ip"]) {
        let mut endpoint = object(json!({"ip": ip}));
        let location = without_nulls(json!({"city": row["city"], "country": row["country"]}));
        if location.as_object().is_some_and(|location| !location.is_empty()) {
            endpoint.insert("location".to_owned(), location);
        }
        own.insert("src_endpoint".to_owned(), endpoint.into());
    }
    if let Some(user_agent) = text(&row["user_agent"]) {
        own.insert("http_request".to_owned(), json!({"user_agent": user_agent}));
    }
    Some(own)
}

fn user(uid: &str) -> Value {
    let (type_id, caption) = USER;
    json!({"uid": uid, "type_id": type_id, "type": caption})
}

/// Who did it, if the event names it: a guess is in `unmapped` only.
fn actor(row: &Value) -> Option<Value> {
    let actor = &row["actor"];
    if actor["inferred"] == true {
        return None;
    }
    let id = text(&actor["id"])?;
    let acting = match text(&actor["kind"])? {
        "user" | "impersonator" => {
            let (type_id, caption) = USER;
            json!({"user": without_nulls(json!({
                "uid": id, "full_name": actor["name"], "type_id": type_id, "type": caption,
            }))})
        }
        "api_key" | "environment_key" => {
            let (type_id, caption) = SERVICE;
            json!({"user": without_nulls(json!({
                "uid": id, "name": actor["name"], "type_id": type_id, "type": caption,
            }))})
        }
        _ => without_nulls(json!({"app_uid": id, "app_name": actor["name"]})),
    };
    let mut acting = object(acting);
    acting.extend(text(&row["session_id"]).map(|uid| ("session".to_owned(), json!({"uid": uid}))));
    Some(Value::Object(acting))
}

/// What was created, changed or deleted.
fn entity(row: &Value) -> Value {
    let (user_id, organization_id) = (text(&row["user_id"]), text(&row["organization_id"]));
    match (text(&row["family"]).unwrap_or_default(), user_id, organization_id) {
        ("user", Some(uid), _) => {
            let (type_id, caption) = ENTITY_USER;
            json!({"type_id": type_id, "type": caption, "uid": uid, "user": user(uid)})
        }
        ("organization", _, Some(uid)) => {
            let (type_id, caption) = ENTITY_ORGANIZATION;
            json!({"type_id": type_id, "type": caption, "uid": uid, "org": {"uid": uid}})
        }
        // The row names what it belongs to, and not its own id.
        (family, user_id, organization_id) => without_nulls(json!({
            "type_id": ENTITY_OTHER,
            "type": family,
            "name": family,
            "user": user_id.map(user),
            "org": organization_id.map(|uid| json!({"uid": uid})),
        })),
    }
}

/// A time of a row in milliseconds since 1970.
fn milliseconds(time: &Value) -> i64 {
    text(time).and_then(Timestamp::parse_rfc3339).map_or(0, |time| time.micros().div_euclid(1_000))
}

fn text(value: &Value) -> Option<&str> {
    value.as_str()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

/// OCSF knows no null: an attribute that is not known is absent.
fn without_nulls(value: Value) -> Value {
    object(value).into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
}
