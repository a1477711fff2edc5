//! The two schemas are one: same tables, columns and their types, keys and indexes, read from the
//! catalogs.
//! Unique keys also have the names under which [`huisheng_store::StoreError::Conflict`] reports them.
//! Only `search` differs: what finds phrases is the engine's own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use huisheng_store::testing::both;
use huisheng_store::{Engine, Store};
use sea_orm::ConnectionTrait;

/// Each line tells one fact.
type Facts = Vec<String>;

const SQLITE: &[&str] = &[
    "SELECT 'column ' || t.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" THEN ' not null' ELSE '' END
     FROM pragma_table_list t, pragma_table_info(t.name) c WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
    "SELECT 'key ' || name || '_pkey ' || group_concat(col, ',') FROM (
       SELECT t.name, c.name AS col FROM pragma_table_list t, pragma_table_info(t.name) c
       WHERE t.schema = 'main' AND t.type = 'table' AND c.pk > 0 ORDER BY t.name, c.pk) GROUP BY name",
    "SELECT CASE WHEN u THEN 'unique ' || t || '_' || group_concat(col, '_') || '_key'
         ELSE 'index ' || i || ' ' || t || ' ' || group_concat(col, ',') END FROM (
       SELECT t.name AS t, i.name AS i, i.\"unique\" AS u, c.name AS col
       FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
       WHERE t.schema = 'main' AND t.type = 'table' AND i.origin <> 'pk' ORDER BY t.name, i.name, c.seqno) GROUP BY t, i, u",
    "SELECT 'reference ' || t.name || '.' || f.\"from\" || ' ' || f.\"table\" || '.' || f.\"to\"
     FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND t.type = 'table'",
];

const POSTGRES: &[&str] = &[
    "SELECT 'column ' || c.relname || '.' || a.attname || ' ' ||
       CASE format_type(a.atttypid, a.atttypmod) WHEN 'bytea' THEN 'blob' WHEN 'uuid' THEN 'blob' WHEN 'bigint' THEN 'integer'
         WHEN 'boolean' THEN 'integer' WHEN 'double precision' THEN 'real' WHEN 'text' THEN 'text' || CASE
         (SELECT collname FROM pg_collation l WHERE l.oid = a.attcollation) WHEN 'C' THEN '' ELSE ' of a locale' END
         ELSE format_type(a.atttypid, a.atttypmod) END
       || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'search'
       AND a.attnum > 0 AND NOT a.attisdropped",
    "SELECT CASE WHEN x.indisunique AND NOT x.indisprimary THEN 'unique ' || i.relname
         ELSE CASE WHEN x.indisprimary THEN 'key ' || i.relname ELSE 'index ' || i.relname || ' ' || c.relname END
           || ' ' || string_agg(a.attname::text, ',' ORDER BY k.n) END
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
     CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k (num, n)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
     WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'search'
     GROUP BY x.indisprimary, x.indisunique, i.relname, c.relname",
    "SELECT 'reference ' || c.relname || '.' || a.attname || ' ' || r.relname || '.' || b.attname
     FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class r ON r.oid = f.confrelid
     CROSS JOIN LATERAL unnest(f.conkey, f.confkey) AS k (num, far)
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num
     JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.far WHERE f.contype = 'f'",
];

async fn facts(store: &Store) -> Facts {
    let queries = match store.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let mut facts = Facts::new();
    for sql in queries {
        for row in store.read().query_all_raw(store.engine().statement(sql, vec![])).await.unwrap()
        {
            facts.push(row.try_get_by_index(0).unwrap());
        }
    }
    facts.sort();
    facts
}

#[test]
fn schema_parity() {
    let found = Arc::new(Mutex::new(BTreeMap::new()));
    let here = found.clone();
    both(move |store| {
        let here = here.clone();
        async move {
            let facts = facts(&store).await;
            here.lock().unwrap().insert(store.engine(), facts);
        }
    });
    let found = found.lock().unwrap();
    let (sqlite, postgres) = (&found[&Engine::Sqlite], &found[&Engine::Postgres]);
    let missing = |from: &Facts, facts: &Facts| -> Facts {
        facts.iter().filter(|f| !from.contains(f)).cloned().collect()
    };
    assert_eq!(missing(sqlite, postgres), Facts::new(), "only on PostgreSQL");
    assert_eq!(missing(postgres, sqlite), Facts::new(), "only on SQLite");
    for fact in [
        "column account.password_hash text",
        "column event.hash blob not null",
        "column matter.area integer not null",
        "index session_account_idx session account",
        "key responsibility_pkey version,id",
        "reference grid.division division.id",
        "unique division_code_key",
    ] {
        assert!(sqlite.iter().any(|found| found == fact), "{fact} was not seen in {sqlite:#?}");
    }
}
