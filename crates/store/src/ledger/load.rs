//! The states a group is decided on.

use std::collections::HashMap;
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Submission;
use super::group::{Fault, Hold};
use super::lane::{Lane, Loaded};
use crate::{Engine, StoreError, matter};

/// A refusal writes nothing, so no version guard sees that it rests on a state another node has
/// changed since: ask for the versions.
pub(super) async fn confirm(
    connection: &impl ConnectionTrait,
    area: Area,
    mut doubtful: Vec<MatterId>,
    remembered: &HashMap<MatterId, u32>,
) -> Result<(), Fault> {
    doubtful.retain(|id| remembered.contains_key(id));
    doubtful.sort_unstable();
    doubtful.dedup();
    for (id, version) in versions(connection, area, &doubtful).await? {
        if remembered.get(&id) != Some(&version) {
            return Err(Fault::Outrun);
        }
    }
    Ok(())
}

/// The states of all matters concerned, read in one query or remembered; of the latter the version.
pub(super) async fn load(
    lane: &mut Lane,
    connection: &impl ConnectionTrait,
    area: Area,
    submissions: &[Submission],
    hold: Hold,
) -> Result<(HashMap<MatterId, Loaded>, HashMap<MatterId, u32>), Fault> {
    let mut states = HashMap::new();
    let mut remembered = HashMap::new();
    let mut missing = Vec::new();
    for submission in submissions {
        // Un-merge and merge need both sides as the database has them: the other belongs to another lane.
        for id in submission.other.into_iter().chain(submission.existing()) {
            let own = submission.other.is_none() && hold == Hold::Nothing;
            match lane.remembered.get(&(area, id)).filter(|_| own) {
                Some(loaded) => {
                    remembered.insert(id, loaded.matter.version);
                    states.insert(id, loaded.clone());
                }
                None => missing.push(id),
            }
        }
    }
    missing.sort_unstable();
    missing.dedup();
    missing.retain(|id| !states.contains_key(id));
    let read = match hold {
        Hold::Nothing => matter::states(connection, area, &missing).await?,
        Hold::Matters => matter::states_held(connection, area, &missing).await?,
    };
    for (id, head, matter) in read {
        states.insert(id, Loaded { matter: Arc::new(matter), head });
    }
    Ok((states, remembered))
}

/// The versions of matters.
async fn versions(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<Vec<(MatterId, u32)>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (marks, values) = matter::named(area, ids);
    let sql = format!("SELECT id, version FROM matter WHERE area = ? AND id IN ({marks})");
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let version = |row: &QueryResult| {
        let version: i32 = row.try_get_by_index(1)?;
        Ok((Id::from_uuid(row.try_get_by_index(0)?), u32::try_from(version).unwrap_or_default()))
    };
    rows.iter().map(version).collect()
}
