//! The data keys as they stand in the database: wrapped.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};
use serde::Serialize;

use super::keeper::{Keeper, KeyError, Keys, Secret};
use super::key::Key;
use super::{Algorithm, BlindIndex, Cipher, Ring};
use crate::{Engine, Micros, Store, StoreError, Write};

/// Bytes of the key of the blind index.
const INDEX_KEY: usize = 32;
const SEAL: &str = "seal";
const INDEX: &str = "index";

/// What a data key is for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Made; every node has to know it before it is used.
    Coming,
    /// Seals what is written.
    Current,
    /// Opens what is not sealed anew yet.
    Retiring,
}

impl State {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Current => "current",
            Self::Retiring => "retiring",
        }
    }

    fn of(code: &str) -> Option<Self> {
        [Self::Coming, Self::Current, Self::Retiring].into_iter().find(|one| one.code() == code)
    }
}

/// A data key, without the key itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataKey {
    /// Its id, as sealed values name it.
    pub id: u32,
    /// `seal`, or `index` for the blind index.
    pub purpose: String,
    /// How it is used.
    pub algorithm: String,
    /// By which master key it is wrapped.
    pub wrapped_by: String,
    /// What it is for now.
    pub state: State,
    /// When it was made.
    pub created: Timestamp,
}

struct Row {
    key: DataKey,
    wrapped: Vec<u8>,
}

/// The data keys, oldest first.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<DataKey>, StoreError> {
    Ok(rows(connection).await?.into_iter().map(|row| row.key).collect())
}

async fn rows(connection: &impl ConnectionTrait) -> Result<Vec<Row>, StoreError> {
    let sql = "SELECT id, purpose, algorithm, wrapped_by, state, created_at, wrapped FROM data_key ORDER BY id";
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, vec![])).await?;
    rows.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<Row, StoreError> {
    let id: i32 = row.try_get_by_index(0)?;
    let unreadable = || StoreError::Unreadable(format!("data key {id}"));
    let state: String = row.try_get_by_index(4)?;
    let key = DataKey {
        id: u32::try_from(id).map_err(|_| unreadable())?,
        purpose: row.try_get_by_index(1)?,
        algorithm: row.try_get_by_index(2)?,
        wrapped_by: row.try_get_by_index(3)?,
        state: State::of(&state).ok_or_else(unreadable)?,
        created: Micros(row.try_get_by_index(5)?).timestamp().ok_or_else(unreadable)?,
    };
    Ok(Row { key, wrapped: row.try_get_by_index(6)? })
}

/// Unwraps the keys that are there and gives them to the store. `false`: there are none.
pub(crate) async fn unlock(
    store: &Store,
    connection: &impl ConnectionTrait,
) -> Result<bool, StoreError> {
    let rows = rows(connection).await?;
    if rows.is_empty() {
        return Ok(false);
    }
    store.take_keys(&unwrapped(store.keys()?.clone(), rows).await?);
    Ok(true)
}

/// Takes into use what another process made, if it did: one small read, to be asked every few seconds.
///
/// # Errors
/// The database, or the keeper of a new key.
pub async fn follow(store: &Store) -> Result<(), StoreError> {
    let found = list(store.read()).await?;
    let sealing: Vec<&DataKey> = found.iter().filter(|key| key.purpose == SEAL).collect();
    let current = sealing.iter().find(|key| key.state == State::Current).map(|key| key.id);
    let ring = store.cipher()?.ring();
    let same = ring.keys.keys().copied().eq(sealing.iter().map(|key| key.id));
    if same && current == Some(ring.current) { Ok(()) } else { store.unlock().await }
}

/// The same; where there are none, they are made and written.
pub(crate) async fn ensure(
    store: &Store,
    write: &impl ConnectionTrait,
    now: Micros,
) -> Result<Cipher, StoreError> {
    let mut found = rows(write).await?;
    let keys = store.keys()?.clone();
    if found.is_empty() {
        let (algorithm, index) = (keys.algorithm, BlindIndex::name(keys.algorithm));
        let sealing = (SEAL, algorithm.name(), algorithm.key_len());
        found.push(make(write, &keys, 1, sealing, State::Current, now).await?);
        let indexing = (INDEX, index, INDEX_KEY);
        found.push(make(write, &keys, 2, indexing, State::Current, now).await?);
    }
    unwrapped(keys, found).await
}

async fn make(
    write: &impl ConnectionTrait,
    keys: &Keys,
    id: i32,
    (purpose, algorithm, length): (&str, &str, usize),
    state: State,
    now: Micros,
) -> Result<Row, StoreError> {
    let keeper = keys.keeper.clone();
    let (wrapped, wrapped_by) = blocking(move || {
        let wrapped = keeper.wrap(&Secret::random(length))?;
        Ok((wrapped, keeper.name()?))
    })
    .await?;
    let sql = "INSERT INTO data_key (id, purpose, algorithm, wrapped, wrapped_by, state, created_at) \
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        id.into(),
        purpose.into(),
        algorithm.into(),
        wrapped.clone().into(),
        wrapped_by.clone().into(),
        state.code().into(),
        now.0.into(),
    ];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    let key = DataKey {
        id: u32::try_from(id).unwrap_or_default(),
        purpose: purpose.to_owned(),
        algorithm: algorithm.to_owned(),
        wrapped_by,
        state,
        created: now.timestamp().unwrap_or_default(),
    };
    Ok(Row { key, wrapped })
}

/// Makes a data key for what comes, unless a rotation is under way. It is not used before [`begin`].
pub(super) async fn make_next(store: &Store, now: Micros) -> Result<(), StoreError> {
    let keys = store.keys()?.clone();
    let write = alone(store).await?;
    let found = list(&write).await?;
    if found.iter().all(|key| key.state == State::Current) {
        let next = found.iter().map(|key| key.id).max().unwrap_or_default() + 1;
        let next = i32::try_from(next).unwrap_or(i32::MAX);
        let sealing = (SEAL, keys.algorithm.name(), keys.algorithm.key_len());
        make(&write, &keys, next, sealing, State::Coming, now).await?;
    }
    write.commit().await
}

/// Takes the coming key into use; the one before retires.
pub(super) async fn begin(store: &Store) -> Result<(), StoreError> {
    let write = alone(store).await?;
    if list(&write).await?.iter().any(|key| key.state == State::Coming) {
        for (from, to) in [(State::Current, State::Retiring), (State::Coming, State::Current)] {
            let sql = "UPDATE data_key SET state = ? WHERE state = ? AND purpose = ?";
            let values = vec![to.code().into(), from.code().into(), SEAL.into()];
            write.execute_raw(store.engine().statement(sql, values)).await?;
        }
    }
    write.commit().await
}

/// Forgets retired keys; nothing may be sealed with them any more.
pub(super) async fn drop_retired(store: &Store) -> Result<(), StoreError> {
    let write = alone(store).await?;
    let sql = "DELETE FROM data_key WHERE state = ?";
    let values = vec![State::Retiring.code().into()];
    write.execute_raw(store.engine().statement(sql, values)).await?;
    write.commit().await
}

/// Wraps every data key anew, by another master key. What is sealed is not touched; whoever serves meanwhile goes on
/// with the keys it has opened, and wants the new master key at its next start. Returns how many keys there are.
///
/// # Errors
/// The database; one of the two keepers: then nothing is changed.
pub async fn rewrap(store: &Store, to: Arc<dyn Keeper>) -> Result<usize, StoreError> {
    let keys = store.keys()?.clone();
    let write = alone(store).await?;
    let found = rows(&write).await?;
    let (wrapped, by) = blocking(move || {
        let wrapped = found
            .into_iter()
            .map(|Row { key, wrapped }| Ok((key.id, to.wrap(&keys.keeper.unwrap(&wrapped)?)?)));
        let wrapped = wrapped.collect::<Result<Vec<_>, KeyError>>()?;
        Ok((wrapped, to.name()?))
    })
    .await?;
    let all = wrapped.len();
    for (id, wrapped) in wrapped {
        let sql = "UPDATE data_key SET wrapped = ?, wrapped_by = ? WHERE id = ?";
        let id = i32::try_from(id).unwrap_or(i32::MAX);
        let values = vec![wrapped.into(), by.clone().into(), id.into()];
        write.execute_raw(store.engine().statement(sql, values)).await?;
    }
    write.commit().await?;
    Ok(all)
}

/// Of two that change keys at once, the second waits.
async fn alone(store: &Store) -> Result<Write, StoreError> {
    let write = store.write().await?;
    if let Some(lock) = store.engine().alone() {
        write.execute_unprepared(lock).await?;
    }
    Ok(write)
}

/// The keys themselves.
async fn unwrapped(keys: Keys, rows: Vec<Row>) -> Result<Cipher, StoreError> {
    blocking(move || {
        let (mut current, mut sealing, mut index) = (None, BTreeMap::new(), None);
        for Row { key, wrapped } in rows {
            let secret = keys.keeper.unwrap(&wrapped).map_err(|error| match error {
                KeyError::DoesNotFit => wrong(&keys, key.wrapped_by.clone()),
                KeyError::Missing { path, .. } => {
                    KeyError::Missing { path, wanted: key.wrapped_by.clone() }
                }
                other => other,
            })?;
            let unknown = || KeyError::Unknown(key.id);
            if key.purpose == INDEX {
                index = Some(BlindIndex::new(&key.algorithm, &secret).ok_or_else(unknown)?);
                continue;
            }
            let algorithm = Algorithm::of(&key.algorithm).ok_or_else(unknown)?;
            let opened = Key::new(algorithm, &secret).ok_or_else(unknown)?;
            sealing.insert(key.id, Arc::new(opened));
            if key.state == State::Current {
                current = Some(key.id);
            }
        }
        // They are made together, and the last of a kind is never dropped.
        let (current, index) =
            current.zip(index).ok_or(KeyError::Unknown(current.unwrap_or_default()))?;
        Ok(Cipher::new(Ring { current, keys: sealing, index }))
    })
    .await
}

fn wrong(keys: &Keys, wanted: String) -> KeyError {
    match keys.keeper.name() {
        Ok(found) => KeyError::Wrong { wanted, found },
        Err(error) => error,
    }
}

/// A keeper may ask another machine.
async fn blocking<T: Send + 'static>(
    asked: impl FnOnce() -> Result<T, KeyError> + Send + 'static,
) -> Result<T, StoreError> {
    let answer = tokio::task::spawn_blocking(asked).await;
    let lost =
        |_| KeyError::Command("keeper".to_owned(), "a defect of ours: see the log".to_owned());
    Ok(answer.map_err(lost)??)
}
