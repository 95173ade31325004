//! What the operator types beside a running server.

use std::process::{Command, Output};

use serde_json::{Value, json};
use tokio::task::spawn_blocking;
use trackroom::domain::role::Role;

use crate::support::{Person, SECRET, Socket, TestApp, builders, until};

/// Runs a command on the database of a running app; what it printed, or why it failed.
async fn trackroom(app: &TestApp, arguments: &[&str], settings: &[(&str, &str)]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trackroom"));
    command.env_clear().current_dir(app.uploads()).args(arguments);
    command.envs([("JWT_SECRET", SECRET), ("DATABASE_URL", app.app.config.database_url.expose())]);
    command.envs(settings.iter().copied());
    let Output { status, stdout, stderr } = spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap().trim().to_owned();
    if status.success() { Ok(text(stdout)) } else { Err(text(stderr)) }
}

async fn contact(who: &Person, field: &str) -> String {
    who.get("/api/auth/profile").await.ok()[field].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_operator_gives_and_takes_roles_while_the_server_runs() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let (admin, priya, asha) = (app.admin().await, app.customer().await, app.customer().await);
    let product = builders::product(&app.app, 50, 20).await;
    asha.orders(&product, 1).await;
    let (email, phone) = (contact(&priya, "email").await, contact(&priya, "phone").await);
    let mut socket = priya.socket().await;
    let command = json!({ "orderId": "ORD00001", "status": "nonsense" });
    let is_refused = async |socket: &mut Socket| -> bool {
        socket.ask("admin-status-update", &command).await["error"]["code"] == json!("not_authorized")
    };
    assert!(is_refused(&mut socket).await);

    assert_eq!(
        trackroom(&app, &["set-role", &email.to_uppercase(), "staff"], &[]).await.unwrap(),
        format!("{email} has the role staff now")
    );
    priya.get("/api/orders/admin/all").await.ok();
    until(async || !is_refused(&mut socket).await).await;
    trackroom(&app, &["set-role", &phone, "user"], &[]).await.unwrap();
    assert_eq!(priya.get("/api/orders/admin/all").await.refusal(), (403, "not_authorized"));
    until(async || is_refused(&mut socket).await).await;

    // The shop keeps an admin, whoever asks.
    let boss = contact(&admin, "phone").await;
    for role in ["staff", "user"] {
        let refused = trackroom(&app, &["set-role", &boss, role], &[]).await.unwrap_err();
        assert!(refused.contains("the shop's only admin"), "{refused}");
    }
    trackroom(&app, &["set-role", &boss, "admin"], &[]).await.unwrap();
    let kept_out = app.admin().await.id().await;
    admin.patch(&format!("/api/admin/users/{kept_out}/status"), &json!({ "isActive": false })).await.ok();
    assert!(trackroom(&app, &["set-role", &boss, "user"], &[]).await.is_err(), "one who is kept out does not count");
    trackroom(&app, &["set-role", &email, "admin"], &[]).await.unwrap();
    trackroom(&app, &["set-role", &boss, "user"], &[]).await.unwrap();
    assert_eq!(admin.get("/api/admin/users").await.refusal(), (403, "not_authorized"));

    for (name, role, problem) in [
        ("nobody@shop.example", "staff", "no account has this e-mail address or phone number"),
        ("nonsense", "staff", "neither an e-mail address nor a phone number"),
        (email.as_str(), "owner", "user, staff or admin"),
    ] {
        let refused = trackroom(&app, &["set-role", name, role], &[]).await.unwrap_err();
        assert!(refused.contains(problem), "{refused}");
    }
    app.finish().await;
}

#[tokio::test]
async fn create_admin_names_what_is_in_its_way() {
    let app = TestApp::start().await;
    let (one, other) = (app.somebody(Role::User).await, app.somebody(Role::User).await);
    let one_has = json!({ "email": "owner@shop.example" });
    one.put("/api/auth/profile", &one_has).await.ok();
    let phone = contact(&other, "phone").await;
    let settings =
        [("ADMIN_EMAIL", "owner@shop.example"), ("ADMIN_PHONE", phone.as_str()), ("ADMIN_PASSWORD", "long enough")];
    let refused = trackroom(&app, &["create-admin"], &settings).await.unwrap_err();
    assert!(refused.contains("belong to two different accounts"), "{refused}");
    assert_eq!(
        trackroom(&app, &["create-admin"], &[settings[0], settings[2]]).await.unwrap(),
        "owner@shop.example is an admin"
    );
    assert_eq!(one.get("/api/auth/profile").await.refusal(), (401, "invalid_token"));
    app.finish().await;
}

#[tokio::test]
async fn no_command_prints_a_password_or_whom_the_settings_name() {
    let app = TestApp::start().await;
    let at = |host: &str| {
        format!("postgres://shopkeeper:kept%20from%20all@{host}/orders?sslmode=disable&password=from-all-too")
    };
    let database = at("database.internal");
    let settings = [
        ("DATABASE_URL", database.as_str()),
        ("ADMIN_EMAIL", "owner@shop.example"),
        ("ADMIN_PHONE", "98765 00001"),
        ("ADMIN_PASSWORD", "a password of an admin"),
        ("PHONE_LOGIN", "allowlist"),
        ("PHONE_LOGIN_ALLOWLIST", "98765 00002, 98765 00003"),
        ("METRICS_TOKEN", "a token of a scraper"),
    ];
    let hidden = ["shopkeeper:", "kept", "from-all-too", "owner@", "9876500", "password of", "token of", SECRET];
    let shown = trackroom(&app, &["check-config"], &settings).await.unwrap();
    assert!(hidden.iter().all(|text| !shown.contains(text)), "{shown}");
    // What an operator looks for is there.
    for text in ["postgres://[secret]@database.internal/orders?sslmode=disable&password=[secret]", "Allowlist"] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    assert_eq!(shown.matches("[phone number]").count(), 3, "{shown}");

    // A password that is not encoded as it should be is no longer told from the rest.
    for url in
        ["postgres://shop:1/kept@host/orders", "postgres://shop:1?kept@host/orders", "postgres://shop:1#kept@host/"]
    {
        let shown = trackroom(&app, &["check-config"], &[("DATABASE_URL", url)]).await.unwrap();
        assert!(shown.contains("database_url: [secret]"), "{shown}");
    }

    // Nor does one that cannot reach the database, nor one whose address makes no sense.
    for url in [at("127.0.0.1:1"), at("127.0.0.1:none"), at("[::bad"), "kept:from@all".to_owned()] {
        let settings = [("DATABASE_URL", url.as_str()), ("RUST_LOG", "trace")];
        let failed = trackroom(&app, &["migrate", "status"], &settings).await.unwrap_err();
        assert!(failed.contains("DATABASE_URL"), "{failed}");
        assert!(hidden.iter().all(|text| !failed.contains(text)), "{failed}");
    }
    app.finish().await;
}

#[tokio::test]
async fn the_operator_is_told_in_words_who_gets_in_without_a_password() {
    let app = TestApp::start().await;
    let production = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")];
    let checked = async |settings: &[(&str, &str)]| {
        trackroom(&app, &["check-config"], &[&production[..], settings].concat()).await
    };
    let shown = checked(&[]).await.unwrap();
    assert!(!shown.contains("without a password"), "{shown}");

    let networks = ("ADMIN_PHONE_LOGIN", "10.8.3.4/16,203.0.113.7,::ffff:192.0.2.0/120");
    let door = "ADMIN_PHONE_LOGIN: whoever types an admin's phone number is let in as that admin, without a password, from \
                10.8.0.0/16, 203.0.113.7/32, 192.0.2.0/24";
    for (proxies, caution) in [
        ("none", "be it a person or a proxy that does not say so"),
        ("1", "whoever reaches this port past the proxies"),
        ("10.0.0.0/8", "share addresses (10.8.0.0/16)"),
    ] {
        let shown = checked(&[networks, ("TRUSTED_PROXIES", proxies)]).await.unwrap();
        assert!(shown.contains(door) && shown.contains(caution), "{shown}");
    }
    let shown = checked(&[networks, ("TRUSTED_PROXIES", "127.0.0.1")]).await.unwrap();
    assert!(shown.ends_with(door), "nothing to be cautious of: {shown}");
    for (policy, words) in [
        (
            ("PHONE_LOGIN", "open"),
            "whoever types a phone number is let in as its owner, without a password, from everywhere",
        ),
        (("PHONE_LOGIN_ALLOWLIST", "9876500000,9876500001"), "whoever types one of 2 phone numbers is let in"),
    ] {
        let settings =
            if policy.0 == "PHONE_LOGIN" { vec![policy] } else { vec![("PHONE_LOGIN", "allowlist"), policy] };
        let shown = checked(&settings).await.unwrap();
        assert!(shown.contains(words) && shown.contains("never an admin"), "{shown}");
    }
    for (value, problem) in [
        ("everywhere", "`everywhere` is neither"),
        ("10.8.0.0/16,", "`` is neither"),
        ("0.0.0.0/0", "which holds strangers"),
        ("10.8.0.0/16,::/0", "which holds strangers"),
    ] {
        let refused = checked(&[("ADMIN_PHONE_LOGIN", value)]).await.unwrap_err();
        assert!(refused.contains("ADMIN_PHONE_LOGIN") && refused.contains(problem), "{refused}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_command_names_a_setting_that_makes_no_sense() {
    let app = TestApp::start().await;
    for (setting, value) in [("RUST_LOG", "trackroom=loud"), ("ADMIN_PASSWORD", "whose is this")] {
        let refused = trackroom(&app, &["check-config"], &[(setting, value)]).await.unwrap_err();
        assert!(refused.contains(setting), "{refused}");
    }
    let shown: Value =
        json!(trackroom(&app, &["check-config"], &[("RUST_LOG", "warn,trackroom=debug")]).await.unwrap());
    assert!(shown.as_str().unwrap().contains("warn,trackroom=debug"), "{shown}");
    app.finish().await;
}
