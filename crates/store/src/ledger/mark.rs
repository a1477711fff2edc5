//! Words that were kept before, starred later 标为个人信息.

use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{Word, Words};
use huisheng_domain::personal::{self, Stays};
use sea_orm::ConnectionTrait;

use crate::cipher::Cipher;
use crate::matter::words::place_of;
use crate::{Engine, StoreError, Write, search};

/// Pieces of the words of one step.
pub(super) struct Marked {
    pub matter: MatterId,
    pub key: i64,
    pub step: u32,
    pub pieces: Vec<String>,
    pub stays: Stays,
}

impl Marked {
    /// Stars them in words, title and search, and seals what was said. What is starred already stays so.
    pub async fn star(&self, write: &Write, cipher: &Cipher, area: i32) -> Result<(), StoreError> {
        let engine = Engine::of(write);
        let seq = i32::try_from(self.step).unwrap_or(i32::MAX);
        let row = || vec![area.into(), self.matter.uuid().into(), seq.into()];
        let sql = "SELECT body, sealed FROM words WHERE area = ? AND matter = ? AND seq = ?";
        let Some(found) = write.query_one_raw(engine.statement(sql, row())).await? else {
            return Ok(());
        };
        let (body, sealed): (String, Option<Vec<u8>>) =
            (found.try_get_by_index(0)?, found.try_get_by_index(1)?);
        let what = place_of(area, self.matter.uuid(), seq);
        let said = match sealed {
            Some(sealed) => cipher.open_text(&what, &sealed)?,
            None => body.clone(),
        };
        let read = |body: &str| -> Result<Words, StoreError> {
            let unreadable = |_| StoreError::Unreadable(format!("the words of {}", self.matter));
            serde_json::from_str(body).map_err(unreadable)
        };
        // Only what still can be read is compared: whoever guesses what is under stars is told nothing.
        let Some(starred) = personal::starred_words(&read(&body)?, &self.pieces, self.stays) else {
            return Ok(());
        };
        let sealed = cipher.seal(&what, said.as_bytes());
        let text = serde_json::to_string(&starred).unwrap_or_default();
        let wiping = engine.wiping();
        if let Some([begin, _]) = wiping {
            write.execute_unprepared(begin).await?;
        }
        let sql = "UPDATE words SET body = ?, sealed = ? WHERE area = ? AND matter = ? AND seq = ?";
        let values = [text.into(), sealed.into()].into_iter().chain(row()).collect();
        write.execute_raw(engine.statement(sql, values)).await?;
        if let Some(title) = starred.get(Word::Title).filter(|_| seq == 1) {
            let sql = "UPDATE matter SET title = ? WHERE area = ? AND id = ?";
            let values = vec![title.into(), area.into(), self.matter.uuid().into()];
            write.execute_raw(engine.statement(sql, values)).await?;
        }
        write.execute_raw(search::remove_one(engine, area, self.key, self.step)).await?;
        let document = search::Document::of(self.key, self.step, &starred);
        for statement in search::add(engine, area, document.as_slice()) {
            write.execute_raw(statement).await?;
        }
        if let Some([_, end]) = wiping {
            write.execute_unprepared(end).await?;
        }
        Ok(())
    }
}
