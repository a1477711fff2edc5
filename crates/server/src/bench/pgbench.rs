//! What PostgreSQL does at most with one transaction a matter, by its own load generator.

use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use sea_orm::ConnectionTrait;

use super::CLIENTS;
use super::cast::RARE;
use super::database::Database;
use super::figure::Figures;
use crate::demo::COUNTY;

/// Tables as ours, with the same indexes, so that ours stay as they are.
const TABLES: &str = "DROP TABLE IF EXISTS bare_matter, bare_event, bare_tally; \
    CREATE TABLE bare_matter (LIKE matter INCLUDING ALL); \
    CREATE TABLE bare_event (LIKE event INCLUDING ALL); \
    CREATE TABLE bare_tally (LIKE tally INCLUDING ALL);";

/// Runs it: prepared, 64 clients, a matter row, two events and a tally row a transaction. Returns
/// transactions a second.
pub async fn run(
    figures: &mut Figures,
    database: &Database,
    size: usize,
    span: Duration,
) -> anyhow::Result<f64> {
    let connection = sea_orm::Database::connect(database.url()).await?;
    connection.execute_unprepared(TABLES).await?;
    let script = database.folder().join("pgbench.sql");
    std::fs::write(
        &script,
        text(
            length(&connection, "state", "matter").await?,
            length(&connection, "body", "event").await?,
        ),
    )?;
    let done = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
        .arg(format!("--client={CLIENTS}"))
        .arg(format!("--time={}", span.as_secs()))
        .arg("--file")
        .arg(&script)
        .arg(database.url())
        .output()
        .context("pgbench comes with PostgreSQL and is not there")?;
    let out = String::from_utf8_lossy(&done.stdout).into_owned();
    let rate = out.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
    let rate: f64 = rate
        .with_context(|| format!("pgbench: {out}{}", String::from_utf8_lossy(&done.stderr)))?
        .parse()?;
    connection
        .execute_unprepared("DROP TABLE bare_matter, bare_event, bare_tally; CHECKPOINT")
        .await?;
    connection.close().await?;
    figures.put("pgbench", database.engine(), size, rate, "transactions/s", None);
    Ok(rate)
}

/// How long the texts of ours are on average.
async fn length(
    connection: &impl ConnectionTrait,
    column: &str,
    table: &str,
) -> anyhow::Result<usize> {
    let sql = format!(
        "SELECT avg(length({column}))::bigint FROM (SELECT {column} FROM {table} LIMIT 1000) AS sample"
    );
    let backend = connection.get_database_backend();
    let row = connection.query_one_raw(sea_orm::Statement::from_string(backend, sql)).await?;
    let length: i64 = row.context("no average")?.try_get_by_index(0)?;
    Ok(usize::try_from(length)?)
}

/// Texts of the same length that do not compress better than JSON does; a colon would be a
/// variable to pgbench.
fn filler(length: usize) -> String {
    let mut state = 1_u64;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap_or(0))
    };
    std::iter::repeat_with(&mut next).take(length).collect()
}

fn text(state: usize, body: usize) -> String {
    let (area, state, body) = (COUNTY.code(), filler(state), filler(body));
    let hash = "decode(md5(random()::text) || md5(random()::text), 'hex')";
    let some = |n: &str| format!("md5({n}::text)::uuid");
    let (category, unit) = (some(":category"), some(":unit"));
    format!(
        "\\set key random(1, 9000000000000000)\n\\set category random(1, 200)\n\\set unit random(1, 60)\n\
         \\set due random(1700000000000000, 1800000000000000)\n\
         BEGIN;\n\
         INSERT INTO bare_matter (area, id, key, number, title, kind, channel, category, division, grid, severity, \
         urgency, origin, stage, owner, lead, ending, suspended, late, flagged, upstream_source, upstream_number, \
         received_at, changed_at, next_due, next_warn, ended_at, close_at, state, head, base, version) \
         VALUES ({area}, gen_random_uuid(), :key, :key::text, '{RARE}{RARE}', 'request', 'PHONE12345', {category}, \
         {unit}, NULL, 'general', 'normal', 'live', 'intake', 'intake', NULL, NULL, false, false, false, NULL, NULL, \
         :due, :due, :due, :due, NULL, NULL, '{state}', {hash}, 0, 1);\n\
         INSERT INTO bare_event (area, matter, seq, kind, recorded_at, body, words_hash, hash) VALUES \
         ({area}, md5(:key::text)::uuid, 1, 'reported', :due, '{body}', {hash}, {hash}), \
         ({area}, md5(:key::text)::uuid, 2, 'accepted', :due, '{body}', NULL, {hash});\n\
         INSERT INTO bare_tally (area, measure, day, division, unit, category, channel, kind, n) VALUES \
         ({area}, 1, 9000, {unit}, {unit}, {category}, 'PHONE12345', 'request', 1) \
         ON CONFLICT (area, measure, day, division, unit, category, channel, kind) \
         DO UPDATE SET n = bare_tally.n + excluded.n;\n\
         COMMIT;\n"
    )
}
