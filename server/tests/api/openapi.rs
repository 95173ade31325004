//! The description of the REST API: complete, true about who may, and there to be browsed.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use reqwest::Method;
use serde_json::Value;
use trackroom::{domain::codes::Code, http::routes};

use crate::{
    access_walk::{May, ROUTES},
    support::TestApp,
};

/// Every operation: method, path, and what is said of it.
fn operations(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &'_ Value)| -> Vec<(String, String)> {
        item.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())).collect()
    };
    let names: Vec<_> = paths.iter().flat_map(of_path).collect();
    names
        .into_iter()
        .map(|(method, path)| (method.to_uppercase(), path.clone(), &document["paths"][&path][&method]))
        .collect()
}

#[test]
fn who_may_is_described_as_the_access_walk_proves_it() {
    let document = routes::document();
    let operations: BTreeMap<_, _> =
        operations(&document).into_iter().map(|(method, path, about)| ((method, path), about)).collect();
    for (may, method, path, _) in ROUTES {
        let about = operations[&((*method).to_owned(), (*path).to_owned())];
        let security = about["security"].as_array().cloned().unwrap_or_default();
        let bearer = security.iter().find_map(|one| one.get("bearer"));
        let open = security.is_empty() || security.iter().any(|one| one.as_object().unwrap().is_empty());
        let expected = match may {
            May::Known | May::Order | May::Owner => Some(Vec::new()),
            May::Desk => Some(vec!["staff"]),
            May::Admin => Some(vec!["admin"]),
            // Closed to all in production, by policy, or because a cookie is wanted.
            May::Anybody | May::Closed(_) => None,
        };
        match expected {
            Some(roles) => {
                assert_eq!(bearer, Some(&serde_json::json!(roles)), "{method} {path}");
                assert!(!open, "{method} {path} is not open to everybody");
            }
            None => {
                assert!(open || security.iter().any(|one| one.get("refreshCookie").is_some()), "{method} {path}");
            }
        }
    }
}

#[test]
fn every_operation_can_be_called_by_a_name_of_its_own_and_says_what_it_is() {
    let document = routes::document();
    let tags: BTreeSet<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str()).collect();
    let mut names = BTreeSet::new();
    for (method, path, about) in operations(&document) {
        assert!(names.insert(about["operationId"].as_str().unwrap()), "{method} {path}: its name is taken");
        assert!(about["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{method} {path}");
        assert!(tags.contains(&about["tags"][0].as_str()), "{method} {path}");
        let parameters = about["parameters"].as_array().into_iter().flatten();
        let in_path: Vec<_> = parameters.filter(|one| one["in"] == "path").map(|one| one["name"].clone()).collect();
        assert_eq!(in_path.len(), path.matches('{').count(), "{method} {path}");
    }
    // The web client's types are made of these.
    for name in ["OrderStatus", "User", "SessionResponse", "Address", "OrderItem", "Order", "OrderEvent"] {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

/// Codes that no described route answers with: the router's own for what it does not have, the sockets', and the command
/// line's.
const ELSEWHERE: [Code; 5] =
    [Code::RouteNotFound, Code::MethodNotAllowed, Code::TooManyRooms, Code::UnknownEvent, Code::NoDemoShop];

#[test]
fn every_code_of_the_registry_is_described_with_its_status() {
    let document = routes::document();
    let mut described = BTreeSet::new();
    for (_, _, about) in operations(&document) {
        for (status, response) in about["responses"].as_object().unwrap() {
            let shared = response["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..]));
            let schema = &shared.unwrap_or(response)["content"]["application/json"]["schema"];
            let codes = schema["allOf"][1]["properties"]["code"]["enum"].as_array().cloned().unwrap_or_default();
            described
                .extend(codes.iter().map(|code| (code.as_str().unwrap().to_owned(), status.parse::<u16>().unwrap())));
        }
    }
    let elsewhere = |code: &&Code| !ELSEWHERE.contains(code);
    let known = Code::ALL.iter().filter(elsewhere).map(|code| (code.as_str().to_owned(), code.status())).collect();
    assert_eq!(described, known, "name a code in the x-refusals of the routes that give it");
}

#[tokio::test]
async fn the_document_is_served_as_the_command_line_prints_it() {
    let app = TestApp::start().await;
    let served = app.nobody().get("/api/openapi.json").await.ok();
    let printed = Command::new(env!("CARGO_BIN_EXE_trackroom")).arg("openapi").env_clear().output().unwrap();
    assert!(printed.status.success());
    assert_eq!(served, serde_json::from_slice::<Value>(&printed.stdout).unwrap());
    app.finish().await;
}

#[tokio::test]
async fn the_page_comes_with_its_files_and_a_policy_of_its_own() {
    let app = TestApp::start_with(&[("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")]).await;
    let nobody = app.nobody();
    let get = async |path: &str| nobody.request(Method::GET, path).send().await.unwrap();
    let page = get("/api/docs").await;
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    let page = page.text().await.unwrap();
    let files: Vec<_> = page.split('"').filter(|text| text.starts_with("/api/docs/")).collect();
    assert_eq!(files.len(), 4);
    for path in files {
        let file = get(path).await;
        assert_eq!(file.status(), 200, "{path}");
        assert!(file.bytes().await.unwrap().len() > 100, "{path}");
    }
    assert!(!page.contains("://"), "nothing comes from elsewhere");
    assert_eq!(nobody.get("/api/docs/index.html").await.status, 404);
    app.finish().await;
}
