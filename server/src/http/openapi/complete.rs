//! What follows from an operation's own words, so that no handler has to repeat it: the parameters of its path, the
//! refusals that its security, its body and the middleware bring along, and the shape of every refusal.
//!
//! A handler names the codes of a refusal in backticks, in its description. They become the values that `code` may
//! have in that answer: what the server says is checked against them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const REFUSAL: &str = "#/components/schemas/Refusal";
const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Completes every operation of a document.
pub(super) fn complete(document: &mut Value) {
    correct(document);
    let mut shared = Map::new();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                add_path_parameters(path, operation);
                add_common_refusals(path, operation);
                let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
                for (status, response) in responses.into_iter().flatten() {
                    describe_refusal(status, response);
                    share(status, response, &mut shared);
                }
            }
        }
    }
    document["components"]["responses"] = shared.into();
}

/// What the derived schemas say otherwise than it is: a default of null where the property is absent, and "exactly one"
/// of an untagged enum's shapes, though one may be a part of another.
fn correct(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(correct),
        Value::Object(fields) => {
            if fields.get("default").is_some_and(Value::is_null) {
                fields.remove("default");
            }
            if !fields.contains_key("discriminator")
                && let Some(shapes) = fields.remove("oneOf")
            {
                fields.insert("anyOf".to_owned(), shapes);
            }
            fields.values_mut().for_each(correct);
        }
        _ => {}
    }
}

/// The refusals that are the same in most operations stand once.
fn share(status: &str, response: &mut Value, shared: &mut Map<String, Value>) {
    let name = match (status, response["description"].as_str().unwrap_or_default()) {
        ("401", "`no_token`, `invalid_token`, `user_not_found`, `account_deactivated`") => "Unauthenticated",
        ("403", "`not_authorized`") => "Forbidden",
        ("404", "`order_not_found`") => "NoSuchOrder",
        ("408", _) => "RequestTimeout",
        ("413", _) => "TooLarge",
        ("415", _) => "UnsupportedMediaType",
        ("429", _) => "RateLimited",
        ("500", _) => "Internal",
        ("503", "`unavailable`, `database_unavailable`") => "Unavailable",
        _ => return,
    };
    let reference = json!({ "$ref": format!("#/components/responses/{name}") });
    shared.insert(name.to_owned(), std::mem::replace(response, reference));
}

/// `{name}` of a path, in its order.
fn names_in(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

fn add_path_parameters(path: &str, operation: &mut Map<String, Value>) {
    let parameters = names_in(path).map(|name| {
        let (description, example) = match name {
            "order_id" => ("The order's id, with or without `#` in front, or its document id", "ORD00001"),
            "ticket" => ("The ticket of a tracking link", "3q2-7w"),
            "slug" => ("The category's name in addresses", "soaps"),
            "category" => ("The category's id, or its name in addresses", "soaps"),
            "file" => ("The file's name", "swagger-ui.css"),
            "folder" => ("What the picture is of", "products"),
            "name" => ("The picture's name", "neem.webp"),
            _ => ("The document's id", "65f000000000000000000001"),
        };
        json!({
            "name": name, "in": "path", "required": true, "description": description,
            "schema": { "type": "string", "minLength": 1 }, "example": example,
        })
    });
    let parameters: Vec<_> = parameters.collect();
    if let Some(given) = operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut() {
        given.splice(0..0, parameters);
    }
    if operation.get("parameters").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        operation.remove("parameters");
    }
}

fn add_common_refusals(path: &str, operation: &mut Map<String, Value>) {
    let has_query = |parameters: &Value| {
        parameters.as_array().is_some_and(|parameters| parameters.iter().any(|one| one["in"] == "query"))
    };
    let mut common: Vec<(&str, &str)> = vec![("500", "internal")];
    if let Some(body) = operation.get("requestBody") {
        common.extend([("400", "invalid_request"), ("408", "request_timeout"), ("413", "payload_too_large")]);
        common.push(("415", "unsupported_media_type"));
        if body["content"].get("application/json").is_some() {
            common.push(("400", "malformed_json"));
        }
    }
    if operation.get("parameters").is_some_and(has_query) {
        common.push(("400", "invalid_request"));
    }
    if names_in(path).any(|name| name != "ticket") && names_in(path).all(|name| name != "order_id") {
        common.push(("404", "not_found"));
    }
    let security = operation.get("security").and_then(Value::as_array);
    let roles: Vec<_> = security.into_iter().flatten().filter_map(|one| one.get("bearer")).collect();
    if !roles.is_empty() {
        let codes = ["no_token", "invalid_token", "user_not_found", "account_deactivated"];
        common.extend(codes.map(|code| ("401", code)));
    }
    if roles.iter().any(|roles| roles.as_array().is_some_and(|roles| !roles.is_empty())) {
        common.push(("403", "not_authorized"));
    }
    let tags = operation.get("tags").and_then(Value::as_array);
    let tagged = |tag: &str| tags.is_some_and(|tags| tags.iter().any(|one| one == tag));
    if !tagged("description") && !tagged("server") && !path.starts_with("/uploads/") {
        common.extend([("503", "unavailable"), ("503", "database_unavailable")]);
    }
    if path.starts_with("/api/") && !path.starts_with("/api/health/") {
        common.push(("429", "rate_limited"));
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, code) in common {
        let response = responses.entry(status).or_insert_with(|| json!({ "description": "" }));
        let description = response["description"].as_str().unwrap_or_default();
        if !codes(description).contains(code) {
            let separator = if description.is_empty() { "" } else { ", " };
            response["description"] = format!("{description}{separator}`{code}`").into();
        }
    }
}

/// The codes that a description names in backticks.
fn codes(description: &str) -> BTreeSet<&str> {
    description.split('`').skip(1).step_by(2).collect()
}

/// Gives a refusal its schema, with the codes that it may have, and its headers.
fn describe_refusal(status: &str, response: &mut Value) {
    let codes: Vec<String> =
        codes(response["description"].as_str().unwrap_or_default()).into_iter().map(str::to_owned).collect();
    if !status.starts_with(['4', '5']) || codes.is_empty() {
        return;
    }
    let body = &mut response["content"]["application/json"]["schema"];
    let base = if body.is_null() { json!({ "$ref": REFUSAL }) } else { body.take() };
    *body = json!({ "allOf": [base, { "type": "object", "properties": { "code": { "enum": codes } } }] });
    let header = |name: &str, schema: Value, description: &str| json!({ name: { "description": description, "schema": schema } });
    match status {
        "401" => {
            response["headers"] = header("WWW-Authenticate", json!({ "type": "string" }), "`Bearer`");
        }
        "429" | "503" => {
            let seconds = json!({ "type": "integer", "minimum": 1 });
            response["headers"] = header("Retry-After", seconds, "In how many seconds it may work");
        }
        _ => {}
    }
}
