//! What must go: everything of a matter, or what is held of one voice.

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{Decided, EraseGround, Event, Happening, other_matters};
use sea_orm::{ConnectionTrait, Value};

use crate::cipher::{Cipher, place};
use crate::erasure::{self, Erasure};
use crate::{Engine, StoreError, Write, matter, search, voice};

/// One voice of a matter that was erased.
pub(super) struct Silenced {
    area: Area,
    pub matter: MatterId,
    pub steps: Vec<u32>,
    key: i64,
    report: ReportId,
    left: Vec<Erasure>,
}

impl Silenced {
    /// Those of a decision, with what is left to do elsewhere.
    pub fn all(decided: &Decided, history: &[Event]) -> Vec<Self> {
        let id = decided.after.id;
        let of = |what: &Happening| match what {
            Happening::VoiceErased { report, ground, steps, request, .. } => {
                let elsewhere = other_matters(history, *ground).into_iter().chain([id]);
                let left = elsewhere.map(|matter| Erasure {
                    matter,
                    from: id,
                    report: *report,
                    ground: *ground,
                    words: !steps.is_empty(),
                    request: *request,
                });
                Some(Self {
                    area: decided.after.area,
                    matter: id,
                    steps: steps.clone(),
                    key: matter::key_of(&decided.after.number).unwrap_or_default(),
                    report: *report,
                    left: left.collect(),
                })
            }
            _ => None,
        };
        decided.drafts.iter().filter_map(|draft| of(&draft.event.what)).collect()
    }

    pub async fn erase(&self, write: &Write, cipher: &Cipher, area: i32) -> Result<(), StoreError> {
        let engine = Engine::of(write);
        self.forget_reasons(write, cipher, area).await?;
        let sql = "UPDATE voice SET sealed_name = NULL, sealed_contact = NULL, contact_index = NULL \
             WHERE area = ? AND id = ?";
        let of_voice: Vec<Value> = vec![area.into(), self.report.uuid().into()];
        write.execute_raw(engine.statement(sql, of_voice.clone())).await?;
        let sql = "DELETE FROM answer_only WHERE area = ? AND report = ?";
        write.execute_raw(engine.statement(sql, of_voice)).await?;
        for step in &self.steps {
            let sql = "DELETE FROM words WHERE area = ? AND matter = ? AND seq = ?";
            let seq = i32::try_from(*step).unwrap_or(i32::MAX);
            let of_step = vec![area.into(), self.matter.uuid().into(), seq.into()];
            write.execute_raw(engine.statement(sql, of_step)).await?;
            write.execute_raw(search::remove_one(engine, area, self.key, *step)).await?;
        }
        if self.steps.contains(&1) {
            let sql = "UPDATE matter SET title = '' WHERE area = ? AND id = ?";
            let of_matter = vec![area.into(), self.matter.uuid().into()];
            write.execute_raw(engine.statement(sql, of_matter)).await?;
        }
        let raised = self.raised(write).await?;
        let left: Vec<Erasure> = self.left.iter().copied().chain(raised).collect();
        for statement in erasure::record(engine, area, &left) {
            write.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// What was raised from this matter, unless only its time is over.
    async fn raised(&self, write: &Write) -> Result<Vec<Erasure>, StoreError> {
        let Some(own) = self.left.first().filter(|own| own.ground != EraseGround::Retention) else {
            return Ok(Vec::new());
        };
        let raised = matter::raised_into(write, self.area, self.matter, u32::MAX).await?;
        Ok(raised.into_iter().map(|matter| Erasure { matter, ..*own }).collect())
    }

    /// A reason for a look that names the person goes with the name; that somebody looked stays, and the other
    /// reasons.
    async fn forget_reasons(
        &self,
        write: &Write,
        cipher: &Cipher,
        area: i32,
    ) -> Result<(), StoreError> {
        let engine = Engine::of(write);
        let of_voice = || vec![area.into(), self.report.uuid().into()];
        let sql = "SELECT sealed_name, sealed_contact FROM voice WHERE area = ? AND id = ?";
        let row = write.query_one_raw(engine.statement(sql, of_voice())).await?;
        let Some(row) = row else { return Ok(()) };
        let mut pieces = Vec::new();
        for (at, column) in [(0, voice::NAME), (1, voice::CONTACT)] {
            let sealed: Option<Vec<u8>> = row.try_get_by_index(at)?;
            let what = place(column, area, self.report.uuid(), 0);
            pieces.extend(sealed.map(|sealed| cipher.open_text(&what, &sealed)).transpose()?);
        }
        let sql = "SELECT seq, reason FROM trail WHERE area = ? AND report = ? AND reason IS NOT NULL \
             ORDER BY area, report, recorded_at, seq";
        for row in write.query_all_raw(engine.statement(sql, of_voice())).await? {
            let (seq, reason): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            if pieces.iter().any(|piece| !piece.is_empty() && reason.contains(piece.as_str())) {
                let sql = "UPDATE trail SET reason = NULL, salt = NULL WHERE area = ? AND seq = ?";
                let of_entry = vec![area.into(), seq.into()];
                write.execute_raw(engine.statement(sql, of_entry)).await?;
            }
        }
        Ok(())
    }
}

/// All words, contact data and search text of a matter.
pub(super) async fn matter(
    write: &impl ConnectionTrait,
    engine: Engine,
    area: i32,
    id: MatterId,
    key: i64,
) -> Result<(), StoreError> {
    let of = || vec![Value::from(area), Value::from(id.uuid())];
    for sql in [
        "DELETE FROM words WHERE area = ? AND matter = ?",
        "UPDATE voice SET sealed_name = NULL, sealed_contact = NULL, contact_index = NULL WHERE area = ? AND matter = ?",
        "UPDATE matter SET title = '' WHERE area = ? AND id = ?",
        // Why somebody looked may repeat what must go; that somebody looked stays.
        "UPDATE trail SET reason = NULL, salt = NULL WHERE area = ? AND matter = ?",
    ] {
        write.execute_raw(engine.statement(sql, of())).await?;
    }
    write.execute_raw(search::remove(engine, area, key)).await?;
    Ok(())
}
