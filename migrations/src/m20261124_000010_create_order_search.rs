//! The index of the order desk's search. It finds a text of three letters or more anywhere in an order's id, name, phone
//! number or e-mail address without reading all orders. Triggers maintain it, so no writer of orders can forget it.
//!
//! It is a table of its own. An index on `orders` would cost PostgreSQL a write for each status change, because an updated row
//! is entered again in every index of its table.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// SQLite brings the index along: FTS5 with its trigram tokenizer, <https://www.sqlite.org/fts5.html#the_trigram_tokenizer>.
const SQLITE_UP: &str = "
    CREATE VIRTUAL TABLE order_search USING fts5(order_id, customer_name, customer_phone, customer_email, tokenize='trigram');
    INSERT INTO order_search(rowid, order_id, customer_name, customer_phone, customer_email)
        SELECT id, order_id, customer_name, customer_phone, customer_email FROM orders;
    CREATE TRIGGER order_search_insert AFTER INSERT ON orders BEGIN
        INSERT INTO order_search(rowid, order_id, customer_name, customer_phone, customer_email)
            VALUES (new.id, new.order_id, new.customer_name, new.customer_phone, new.customer_email);
    END;
    CREATE TRIGGER order_search_update
        AFTER UPDATE OF order_id, customer_name, customer_phone, customer_email ON orders BEGIN
        UPDATE order_search SET order_id = new.order_id, customer_name = new.customer_name,
            customer_phone = new.customer_phone, customer_email = new.customer_email WHERE rowid = new.id;
    END;
    CREATE TRIGGER order_search_delete AFTER DELETE ON orders BEGIN
        DELETE FROM order_search WHERE rowid = old.id;
    END;
";

const SQLITE_DOWN: &str = "
    DROP TRIGGER order_search_insert;
    DROP TRIGGER order_search_update;
    DROP TRIGGER order_search_delete;
    DROP TABLE order_search;
";

/// PostgreSQL has it in `pg_trgm`, <https://www.postgresql.org/docs/current/pgtrgm.html>. If the account may not install the
/// extension, the search reads the whole table: slower, with the same result.
const POSTGRES_UP: &str = r"
    CREATE TABLE order_search (
        id bigint PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
        words text NOT NULL
    );
    CREATE FUNCTION order_search_words(orders) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lower(concat_ws(E'\n', $1.order_id, $1.customer_name, $1.customer_phone, $1.customer_email))
    $$;
    INSERT INTO order_search SELECT o.id, order_search_words(o) FROM orders o;
    CREATE FUNCTION order_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO order_search VALUES (NEW.id, order_search_words(NEW))
            ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words;
        RETURN NULL;
    END $$;
    CREATE TRIGGER order_search_keep
        AFTER INSERT OR UPDATE OF order_id, customer_name, customer_phone, customer_email ON orders
        FOR EACH ROW EXECUTE FUNCTION order_search_keep();
    DO $$
    BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX ix_order_search_words ON order_search USING gin (words gin_trgm_ops);
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported THEN
        RAISE WARNING 'orders are searched without an index: pg_trgm cannot be installed (%)', SQLERRM;
    END $$;
";

/// The extension stays: others may use it.
const POSTGRES_DOWN: &str = "
    DROP TRIGGER order_search_keep ON orders;
    DROP FUNCTION order_search_keep();
    DROP FUNCTION order_search_words(orders);
    DROP TABLE order_search;
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_UP, POSTGRES_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await
    }
}

async fn run(manager: &SchemaManager<'_>, sqlite: &str, postgres: &str) -> Result<(), DbErr> {
    let statements = if manager.get_database_backend() == DbBackend::Postgres { postgres } else { sqlite };
    manager.get_connection().execute_unprepared(statements).await?;
    Ok(())
}
