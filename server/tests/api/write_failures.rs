//! What was answered is kept, whatever the disk does; and what cannot be kept is refused.

use std::{
    fs,
    future::poll_fn,
    path::{Path, PathBuf},
    pin::pin,
    process::{Command, Output, Stdio},
    task::Poll,
};

use sea_orm::{
    ConnectionTrait as _, Database as SeaOrm, DatabaseConnection, DbBackend, EntityTrait as _, IntoActiveModel as _,
    QueryOrder as _, TransactionTrait as _,
};
use serde_json::json;
use tokio::task::spawn_blocking;
use trackroom::{
    clock,
    config::DatabaseUrl,
    store::{
        database::Database,
        entities::{order_event, shop_setting},
    },
};

use crate::support::{Person, SECRET, TestApp, TestDatabase, builders, until};

async fn migrated() -> (TestDatabase, Database) {
    let database = TestDatabase::migrated().await;
    let db = Database::connect(&DatabaseUrl::new(&*database.url)).await.unwrap();
    db.migrate().await.unwrap();
    (database, db)
}

/// The database as another process sees it.
async fn outside(database: &TestDatabase) -> DatabaseConnection {
    SeaOrm::connect(&database.url).await.unwrap()
}

/// The `seq`s of all events that are stored, as another process sees them.
async fn stored(outside: &DatabaseConnection) -> Vec<i64> {
    let events = order_event::Entity::find().order_by_asc(order_event::Column::Position).all(outside).await.unwrap();
    events.into_iter().map(|event| event.seq).collect()
}

fn setting(name: &str) -> shop_setting::ActiveModel {
    let row = shop_setting::Model { name: name.to_owned(), value: json!(1), updated_at: clock::now() };
    row.into_active_model()
}

async fn settings(outside: &DatabaseConnection) -> Vec<String> {
    let rows = shop_setting::Entity::find().order_by_asc(shop_setting::Column::Name).all(outside).await.unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

/// Gives the order's parcel a new number; the `seq` of the change, or the code of the refusal.
async fn renumbers(admin: &Person, order_id: &str, number: &str) -> Result<i64, String> {
    let path = format!("/api/orders/admin/{order_id}/status");
    let answer = admin.put(&path, &json!({ "status": "shipped", "trackingNumber": number })).await;
    match answer.body["order"]["seq"].as_i64() {
        Some(seq) => Ok(seq),
        None => Err(format!("{} {}", answer.status.as_u16(), answer.refusal().1)),
    }
}

#[tokio::test]
async fn on_sqlite_what_is_answered_after_a_full_disk_is_in_the_file() {
    let app = TestApp::start().await;
    if app.app.db.backend() != DbBackend::Sqlite {
        return app.finish().await;
    }
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap();
    let outside = outside(app.database()).await;

    // SQLite: the statement fails with SQLITE_FULL, and the whole transaction is rolled back from below.
    app.app.db.schema().execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
    let mut refused = 0;
    let mut kept = Vec::new();
    for n in 0..400 {
        match renumbers(&admin, order_id, &format!("PARCEL-{n}-{}", "x".repeat(60))).await {
            Ok(seq) => kept.push(seq),
            Err(refusal) => {
                assert_eq!(refusal, "503 database_unavailable");
                refused += 1;
            }
        }
        if refused > 0 && kept.len() > 20 {
            break;
        }
    }
    assert!(refused > 0, "the disk was full: {kept:?}");
    let placed = asha.orders(&product, 1).await;

    let stored = stored(&outside).await;
    for seq in &kept {
        assert!(stored.contains(seq), "{seq} was answered and is not in {stored:?}");
    }
    let found = admin.get(&format!("/api/orders/{}", placed["orderId"].as_str().unwrap())).await;
    assert_eq!(found.status, 200, "the order that was answered is there");
    outside.close().await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn on_sqlite_a_connection_that_sits_in_a_forgotten_transaction_is_not_used_again() {
    let (database, db) = migrated().await;
    if db.backend() == DbBackend::Sqlite {
        // What a failed write leaves: SQLite has ended the transaction, and the driver does not know.
        let forgotten = db.schema().begin().await.unwrap();
        forgotten.execute_unprepared("ROLLBACK").await.unwrap();
        drop(forgotten);
        // Whatever is begun and taken back on it now stays open: it would be a savepoint of nobody's transaction.
        drop(db.begin().await.unwrap());

        shop_setting::Entity::insert(setting("alone")).exec_without_returning(db.write()).await.unwrap();
        let tx = db.begin().await.unwrap();
        shop_setting::Entity::insert(setting("together")).exec_without_returning(&tx).await.unwrap();
        db.commit(tx).await.unwrap();

        let outside = outside(&database).await;
        assert_eq!(settings(&outside).await, ["alone", "together"]);
        outside.close().await.unwrap();
    }
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_transaction_of_which_a_statement_failed_does_nothing_more_and_is_not_committed() {
    let (database, db) = migrated().await;
    let outside = outside(&database).await;
    let insert = |name| shop_setting::Entity::insert(setting(name));

    let tx = db.begin().await.unwrap();
    insert("first").exec_without_returning(&tx).await.unwrap();
    insert("first").exec_without_returning(&tx).await.expect_err("the name is taken");
    // Somebody overlooks the failure. PostgreSQL would answer this COMMIT with a ROLLBACK, and no error.
    insert("second").exec_without_returning(&tx).await.expect_err("nothing is done any more");
    let refused = db.commit(tx).await.expect_err("and nothing is committed");
    assert_eq!(refused.code(), "internal");
    assert_eq!(settings(&outside).await, Vec::<String>::new());

    // The connection is as good as before.
    let tx = db.begin().await.unwrap();
    insert("third").exec_without_returning(&tx).await.unwrap();
    db.commit(tx).await.unwrap();
    assert_eq!(settings(&outside).await, ["third"]);
    outside.close().await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}

/// What comes of something, unless it has to wait so often.
async fn gives_up<T>(future: impl Future<Output = T>, waits: usize) -> Option<T> {
    let mut future = pin!(future);
    let mut left = waits;
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending => {
            left -= 1;
            if left == 0 { Poll::Ready(None) } else { Poll::Pending }
        }
    })
    .await
}

#[tokio::test]
async fn a_caller_who_goes_away_while_a_transaction_begins_leaves_none_open() {
    let (database, db) = migrated().await;
    let outside = outside(&database).await;
    // Given up at each point where it has to wait, again and again. What is answered then is there for everybody.
    for round in 0..30 {
        for waits in 1..8 {
            drop(gives_up(db.begin(), waits).await);
            let name = format!("{round}-{waits}");
            shop_setting::Entity::insert(setting(&name)).exec_without_returning(db.write()).await.unwrap();
            assert!(settings(&outside).await.contains(&name), "{name} was answered and is not there");
        }
    }
    outside.close().await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn on_postgresql_a_database_that_is_read_only_for_a_while_refuses_writes_and_heals_by_itself() {
    let app = TestApp::start().await;
    if app.app.db.backend() != DbBackend::Postgres {
        return app.finish().await;
    }
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, admin, nobody) = (app.customer().await, app.admin().await, app.nobody());
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap();
    assert_eq!(app.metric("trackroom_database_writable").await, 1.0);
    let outside = outside(app.database()).await;
    let all = |state| {
        format!(
            "BEGIN READ WRITE; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = {state}', current_database()); \
             PERFORM pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid(); END $$; COMMIT"
        )
    };
    outside.execute_unprepared(&all("on")).await.unwrap();
    // A first request may find a connection that has just been ended: that, too, is the database's failure.
    for n in 0..5 {
        assert_eq!(
            renumbers(&admin, order_id, &format!("NO-{n}")).await.unwrap_err(),
            "503 database_unavailable",
            "change {n}"
        );
    }
    let refused = asha.put("/api/auth/profile", &json!({ "name": "Asha" })).await;
    assert_eq!(refused.refusal(), (503, "database_unavailable"));
    let red = nobody.get("/api/health/ready").await;
    assert_eq!((red.status.as_u16(), &red.body["status"]), (503, &json!("database cannot be written")));
    assert_eq!(app.metric("trackroom_database_writable").await, 0.0);
    assert!(app.metric("trackroom_database_write_failures_total").await > 0.0);

    // As after the database has a new primary: the connections that there are stay as they were.
    let off = all("off").replace("PERFORM pg_terminate_backend(pid)", "PERFORM pid");
    outside.execute_unprepared(&off).await.unwrap();
    until(async || nobody.get("/api/health/ready").await.status == 200).await;
    assert_eq!(app.metric("trackroom_database_writable").await, 1.0);
    let seq = renumbers(&admin, order_id, "YES").await.unwrap();
    assert!(stored(&outside).await.contains(&seq));
    outside.close().await.unwrap();
    app.finish().await;
}

/// The files of a SQLite database.
fn files(app: &TestApp) -> [PathBuf; 3] {
    let path = app.database().url.strip_prefix("sqlite://").unwrap().split('?').next().unwrap();
    ["", "-wal", "-shm"].map(|suffix| PathBuf::from(format!("{path}{suffix}")))
}

#[tokio::test]
async fn on_sqlite_nothing_is_answered_once_the_file_was_taken_away_or_replaced() {
    let app = TestApp::start().await;
    if app.app.db.backend() != DbBackend::Sqlite {
        return app.finish().await;
    }
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, admin, nobody) = (app.customer().await, app.admin().await, app.nobody());
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap();
    for (n, file) in files(&app).iter().enumerate() {
        for replaced in [false, true] {
            let aside = file.with_extension("aside");
            fs::rename(file, &aside).unwrap();
            if replaced {
                fs::copy(&aside, file).unwrap();
            }
            // At once, not only when somebody has looked: in transactions and out of them.
            let refusal = renumbers(&admin, order_id, &format!("LOST-{n}")).await.unwrap_err();
            assert_eq!(refusal, "503 database_unavailable", "{}", file.display());
            let refused = asha.put("/api/auth/profile", &json!({ "name": "Asha" })).await;
            assert_eq!(refused.refusal(), (503, "database_unavailable"), "{}", file.display());
            let red = nobody.get("/api/health/ready").await;
            assert_eq!((red.status.as_u16(), &red.body["status"]), (503, &json!("database file is gone")));
            assert_eq!(app.metric("trackroom_database_writable").await, 0.0);
            fs::rename(&aside, file).unwrap();
            until(async || nobody.get("/api/health/ready").await.status == 200).await;
            renumbers(&admin, order_id, &format!("BACK-{n}-{replaced}")).await.unwrap();
        }
    }
    // Nobody writes: it is noticed all the same.
    let [file, ..] = files(&app);
    fs::rename(&file, file.with_extension("aside")).unwrap();
    until(async || nobody.get("/api/health/ready").await.status == 503).await;
    fs::rename(file.with_extension("aside"), &file).unwrap();
    app.finish().await;
}

#[tokio::test]
async fn a_database_that_is_opened_read_only_is_refused_at_the_start() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("shop.db");
    fs::write(&file, "").unwrap();
    for parameters in ["?mode=ro", "?immutable=1"] {
        let url = DatabaseUrl::new(format!("sqlite://{}{parameters}", file.display()));
        let error = Database::connect(&url).await.expect_err(parameters).to_string();
        assert!(error.contains("read-only"), "{error}");
    }
    let missing = DatabaseUrl::new(format!("sqlite://{}?mode=rw", folder.path().join("other.db").display()));
    let error = format!("{:#}", Database::connect(&missing).await.expect_err("it is not there"));
    assert!(error.contains("other.db") && error.contains("No such file"), "{error}");
    let a_folder = DatabaseUrl::new(format!("sqlite://{}?mode=rwc", folder.path().display()));
    Database::connect(&a_folder).await.expect_err("it is a folder");
}

#[tokio::test]
async fn pictures_that_the_disk_does_not_take_are_refused_as_the_server_s_trouble() {
    let blocked = tempfile::NamedTempFile::new().unwrap();
    let folder = blocked.path().join("uploads");
    let app = TestApp::start_with(&[("UPLOAD_DIR", folder.to_str().unwrap())]).await;
    let answer = builders::uploads_picture(&app).await;
    assert_eq!(answer.refusal(), (503, "unavailable"));
    app.finish().await;
}

/// What the program says when it is started with its database in this folder, below which one place is read-only.
async fn says_when_it_starts(folder: &Path, read_only: &Path) -> String {
    let program = env!("CARGO_BIN_EXE_trackroom");
    // Permissions do not bind root: a mount does, in a namespace of its own that ends with the program.
    let mut command = if rustix::process::geteuid().is_root() {
        let mut command = Command::new("unshare");
        let script = r#"mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$1""#;
        command.args(["--mount", "sh", "-c", script]).arg(read_only).arg(program);
        command
    } else {
        let mut permissions = fs::metadata(read_only).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(read_only, permissions).unwrap();
        Command::new(program)
    };
    let url = format!("sqlite://{}?mode=rwc", folder.join("shop.db").display());
    command.current_dir(folder).env_clear().envs([("JWT_SECRET", SECRET), ("PORT", "0"), ("DATABASE_URL", &*url)]);
    command.env("PATH", "/usr/bin:/bin:/usr/sbin:/sbin").stdin(Stdio::null());
    let Output { status, stderr, .. } = spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said = String::from_utf8(stderr).unwrap();
    assert!(!status.success(), "it has ended: {said}");
    said.lines().last().unwrap_or_default().to_owned()
}

/// The system's words for it.
fn is_a_reason(said: &str) -> bool {
    said.contains("Read-only file system") || said.contains("Permission denied")
}

#[tokio::test]
async fn a_file_or_a_folder_that_cannot_be_written_is_refused_at_the_start_with_the_reason() {
    for there_already in [true, false] {
        let parent = tempfile::TempDir::new().unwrap();
        let folder = parent.path().join("data");
        let file = folder.join("shop.db");
        fs::create_dir(&folder).unwrap();
        if there_already {
            fs::write(&file, "").unwrap();
            let said = says_when_it_starts(&folder, &file).await;
            assert!(said.starts_with("trackroom: cannot write the database file"), "{said}");
            assert!(said.contains("shop.db: ") && is_a_reason(&said), "{said}");
        }
        let said = says_when_it_starts(&folder, &folder).await;
        assert!(said.starts_with("trackroom: cannot write the"), "{said}");
        assert!(said.contains("data") && is_a_reason(&said), "{said}");
    }
}
