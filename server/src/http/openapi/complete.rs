//! What follows from an operation's own words, so that no handler has to repeat it: the parameters of its path, the
//! refusals that its security, its body and the middleware bring along, and the shape of every refusal.
//!
//! A handler names its refusals in the extension `x-refusals`, as [`Code`]s. Their statuses follow from the registry; they
//! become the values that `code` may have in the answer with that status, and what the server says is checked against them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::domain::codes::Code;

const REFUSAL: &str = "#/components/schemas/Refusal";
/// The extension with an operation's own refusals. It is taken out of the document again.
const REFUSALS: &str = "x-refusals";
const METHODS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Completes every operation of a document.
pub(super) fn complete(document: &mut Value) {
    correct(document);
    let mut shared = Map::new();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                add_path_parameters(path, operation);
                add_refusals(path, operation, &mut shared);
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
fn share(codes: &[Code], response: &mut Value, shared: &mut Map<String, Value>) {
    let name = match codes {
        [Code::NoToken, Code::InvalidToken, Code::UserGone, Code::AccountDeactivated] => "Unauthenticated",
        [Code::NotAuthorized] => "Forbidden",
        [Code::OrderNotFound] => "NoSuchOrder",
        [Code::RequestTimeout] => "RequestTimeout",
        [Code::PayloadTooLarge] => "TooLarge",
        [Code::UnsupportedMediaType] => "UnsupportedMediaType",
        [Code::RateLimited] => "RateLimited",
        [Code::Internal] => "Internal",
        [Code::Unavailable, Code::DatabaseUnavailable] => "Unavailable",
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

/// The refusals that an operation's parameters, body, security and middleware bring along.
fn common_refusals(path: &str, operation: &Map<String, Value>) -> Vec<Code> {
    let has_query = |parameters: &Value| {
        parameters.as_array().is_some_and(|parameters| parameters.iter().any(|one| one["in"] == "query"))
    };
    let mut common = vec![Code::Internal];
    if let Some(body) = operation.get("requestBody") {
        common.extend([Code::InvalidRequest, Code::RequestTimeout, Code::PayloadTooLarge, Code::UnsupportedMediaType]);
        if body["content"].get("application/json").is_some() {
            common.push(Code::MalformedJson);
        }
    }
    if operation.get("parameters").is_some_and(has_query) {
        common.push(Code::InvalidRequest);
    }
    if names_in(path).any(|name| name != "ticket") && names_in(path).all(|name| name != "order_id") {
        common.push(Code::NotFound);
    }
    let security = operation.get("security").and_then(Value::as_array);
    let roles: Vec<_> = security.into_iter().flatten().filter_map(|one| one.get("bearer")).collect();
    if !roles.is_empty() {
        common.extend([Code::NoToken, Code::InvalidToken, Code::UserGone, Code::AccountDeactivated]);
    }
    if roles.iter().any(|roles| roles.as_array().is_some_and(|roles| !roles.is_empty())) {
        common.push(Code::NotAuthorized);
    }
    let tags = operation.get("tags").and_then(Value::as_array);
    let tagged = |tag: &str| tags.is_some_and(|tags| tags.iter().any(|one| one == tag));
    if !tagged("description") && !tagged("server") && !path.starts_with("/uploads/") {
        common.extend([Code::Unavailable, Code::DatabaseUnavailable]);
    }
    if path.starts_with("/api/") && !path.starts_with("/api/health/") {
        common.push(Code::RateLimited);
    }
    common
}

/// Adds an operation's refusals to its responses, its own before the common ones.
///
/// # Panics
/// Never: what stands in the extension was made of [`Code`]s.
fn add_refusals(path: &str, operation: &mut Map<String, Value>, shared: &mut Map<String, Value>) {
    let own = operation.remove(REFUSALS).unwrap_or_else(|| json!([]));
    let own: Vec<Code> = serde_json::from_value(own).expect("the extension holds codes");
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in own.into_iter().chain(common_refusals(path, operation)) {
        let codes = by_status.entry(code.status()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    for (status, codes) in by_status {
        let response = &mut responses[status.to_string()];
        describe(status, &codes, response);
        share(&codes, response, shared);
    }
}

/// Gives a refusal its description, its schema with the codes that it may have, and its headers.
fn describe(status: u16, codes: &[Code], response: &mut Value) {
    let description: Vec<_> = codes.iter().map(|code| format!("`{}`", code.as_str())).collect();
    response["description"] = description.join(", ").into();
    let names: BTreeSet<_> = codes.iter().map(|code| code.as_str()).collect();
    let body = &mut response["content"]["application/json"]["schema"];
    let base = if body.is_null() { json!({ "$ref": REFUSAL }) } else { body.take() };
    *body = json!({ "allOf": [base, { "type": "object", "properties": { "code": { "enum": names } } }] });
    let header = |name: &str, schema: Value, description: &str| json!({ name: { "description": description, "schema": schema } });
    match status {
        401 => {
            response["headers"] = header("WWW-Authenticate", json!({ "type": "string" }), "`Bearer`");
        }
        429 | 503 => {
            let seconds = json!({ "type": "integer", "minimum": 1 });
            response["headers"] = header("Retry-After", seconds, "In how many seconds it may work");
        }
        _ => {}
    }
}
