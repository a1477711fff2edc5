//! What older versions did not keep beside a matter: when it was archived, and that it may be. Pages of rows keep memory
//! small.

use std::collections::HashMap;

use huisheng_domain::matter::Matter;
use huisheng_domain::procedure::{Procedure, ProcedureHash};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::matter::to_archive;
use crate::rows::next_area;
use crate::{Engine, Micros, StoreError, Write, procedure};

/// Matters of one page.
const PAGE: i64 = 500;

type Procedures = HashMap<ProcedureHash, Procedure>;

/// Every closed matter of the database.
pub(super) async fn fill(write: &Write) -> Result<(), StoreError> {
    let kept = procedure::all(write).await?.into_iter().map(|row| row.source);
    let shipped = Procedure::shipped().iter().map(|(_, source)| (*source).to_owned());
    let read = shipped.chain(kept).filter_map(|source| Procedure::read(&source).ok());
    let procedures: Procedures = read.map(|read| (read.hash.clone(), read)).collect();
    let mut area = next_area(write, "matter", i32::MIN).await?;
    while let Some(cell) = area {
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = page(write, &procedures, cell, from).await?;
        }
        area = next_area(write, "matter", cell).await?;
    }
    Ok(())
}

/// Some matters after one. Returns the last of them.
async fn page(
    write: &Write,
    procedures: &Procedures,
    area: i32,
    after: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    // Only of what is closed the state is needed.
    const MATTERS: &str = "SELECT id, CASE WHEN stage = 'closed' THEN state END AS state FROM matter \
        WHERE area = ? AND id > ? ORDER BY area, id LIMIT ?";
    const FILL: &str =
        "UPDATE matter SET archived_at = ?, to_archive = ? WHERE area = ? AND id = ?";
    let engine = Engine::of(write);
    let page = vec![area.into(), after.into(), PAGE.into()];
    let mut last = None;
    for row in write.query_all_raw(engine.statement(MATTERS, page)).await? {
        let (id, state): (Uuid, Option<String>) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        last = Some(id);
        let Some(state) = state else { continue };
        let matter: Matter = serde_json::from_str(&state)
            .map_err(|_| StoreError::Unreadable(format!("state of matter {id}")))?;
        let archived = matter.archived.map(|at| Micros::from(at).0);
        let waits = to_archive(&matter, procedures.get(&matter.procedure.1));
        if archived.is_some() || waits.is_some() {
            let values: Vec<Value> = vec![archived.into(), waits.into(), area.into(), id.into()];
            write.execute_raw(engine.statement(FILL, values)).await?;
        }
    }
    Ok(last)
}
