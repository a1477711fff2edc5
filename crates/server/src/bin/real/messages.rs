//! Residents' messages with the official replies, under 13710.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use anyhow::Context;
use huisheng_domain::id::MatterId;
use huisheng_domain::search::normalize;
use huisheng_server::import::{Options, What, matters};
use huisheng_store::matter::{self, Filter};
use jiff::civil::DateTime;

use crate::calendar::Days;
use crate::check::Checks;
use crate::house::House;
use crate::lists::{MESSAGES, area};

const WORDS: [&str; 6] = ["路灯", "漏水", "电梯", "噪音", "医保", "A3区"];
const SOURCE: &str = "replied";

/// A message as the file has it.
struct Message {
    id: MatterId,
    words: String,
    received: DateTime,
    replied: Option<DateTime>,
}

fn read(bytes: &[u8]) -> anyhow::Result<Vec<Message>> {
    let text = std::str::from_utf8(bytes)?.trim_start_matches('\u{feff}');
    let mut file = csv::Reader::from_reader(text.as_bytes());
    let cell = area(MESSAGES)?;
    file.records()
        .map(|row| {
            let row = row?;
            let at = |at: usize| row.get(at).context("a column is missing");
            let time = |at: &str| (!at.is_empty()).then(|| at.parse::<DateTime>()).transpose();
            Ok(Message {
                id: matters::matter_id(cell, SOURCE, at(0)?),
                words: normalize(&[at(2)?, at(4)?, at(5)?].join("\n")),
                received: time(at(3)?)?.context("no time of receipt")?,
                replied: time(at(6)?)?,
            })
        })
        .collect()
}

pub async fn check(house: &House, data: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let bytes = std::fs::read(data.join("messages/replied.csv"))?;
    let messages = read(&bytes)?;
    let options = Options { area: Some(area(MESSAGES)?), ..Options::new(SOURCE) };
    let report = house.import(What::Matters, bytes.clone(), "replied.csv", &options).await?;
    let again = house.import(What::Matters, bytes, "replied.csv", &options).await?;
    let figures = format!(
        "{} rows, {} written, {} bad, flags {:?}; again: {} written, {} unchanged",
        report.rows,
        report.written,
        report.bad.len(),
        report.flags,
        again.written,
        again.unchanged
    );
    let ok = report.written == 1_426
        && report.ok()
        && report.flags.get("reply_without_time") == Some(&1)
        && again.written == 0
        && again.unchanged == 1_426;
    checks.that(ok, "messages with replies import, twice is once", &figures);
    states(house, &messages, checks).await?;
    lateness(house, &messages, &Days::read(data)?, checks).await?;
    let phrase = rare(&messages).context("no rare phrase of eight characters")?;
    for word in WORDS.iter().copied().chain([phrase.as_str()]) {
        let found = find(house, Some(word), false).await?;
        let wanted: HashSet<MatterId> = messages
            .iter()
            .filter(|message| message.words.contains(&normalize(word)))
            .map(|message| message.id)
            .collect();
        // The phrase itself is not shown.
        let told = if WORDS.contains(&word) { word } else { "a rare phrase" };
        let figures = format!("{} found, {} contain it", found.len(), wanted.len());
        checks.that(found == wanted && !wanted.is_empty(), &format!("search {told}"), &figures);
    }
    Ok(())
}

/// The matters of the area, by words or lateness, over all pages.
async fn find(house: &House, text: Option<&str>, late: bool) -> anyhow::Result<HashSet<MatterId>> {
    let filter = Filter { text: text.map(str::to_owned), late, ..Filter::default() };
    let (mut found, mut after) = (HashSet::new(), None);
    loop {
        let (store, now) = (house.app.store().read(), house.app.now());
        let page = matter::list(store, area(MESSAGES)?, &filter, after, 500, now).await?;
        found.extend(page.matters.iter().map(|one| one.id));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

async fn states(house: &House, messages: &[Message], checks: &mut Checks) -> anyhow::Result<()> {
    let zone = house.app.book().calendar.zone().clone();
    let (mut awaiting, mut at_their_times, mut procedure, mut flagged) = (0, 0, BTreeSet::new(), 0);
    for chunk in messages.chunks(200) {
        let ids: Vec<MatterId> = chunk.iter().map(|message| message.id).collect();
        let states = matter::states(house.app.store().read(), area(MESSAGES)?, &ids).await?;
        for (id, _, state) in states {
            let message = chunk.iter().find(|one| one.id == id).context("another matter")?;
            let civil = |at: jiff::Timestamp| at.to_zoned(zone.clone()).datetime();
            let result = state.result.as_ref().map(|result| civil(result.at));
            at_their_times +=
                u32::from(result == message.replied && civil(state.received) == message.received);
            awaiting += u32::from(state.stage().code() == "verifying");
            flagged += u32::from(state.flags == ["reply_without_time"] && result.is_none());
            procedure.insert(state.procedure.0);
        }
    }
    let figures = format!(
        "{at_their_times} with both times as in the file, {awaiting} awaiting callback, {flagged} flagged, under {procedure:?}"
    );
    let only: BTreeSet<String> = std::iter::once("13710".to_owned()).collect();
    let ok = at_their_times == 1_426 && awaiting == 1_425 && flagged == 1 && procedure == only;
    checks.that(ok, "replies are results at their times, awaiting callback", &figures);
    Ok(())
}

/// Seven working days behind the day of receipt, counted in the packages' calendar.
async fn lateness(
    house: &House,
    messages: &[Message],
    days: &Days,
    checks: &mut Checks,
) -> anyhow::Result<()> {
    let mut wanted = HashSet::new();
    for message in messages {
        let last = days.after(message.received.date()).nth(6).context("the calendar ends")?;
        if message.replied.is_some_and(|at| at.date() > last) {
            wanted.insert(message.id);
        }
    }
    let late = find(house, None, true).await?;
    let waiting: HashSet<MatterId> =
        messages.iter().filter(|one| one.replied.is_none()).map(|one| one.id).collect();
    let ours: HashSet<MatterId> = late.difference(&waiting).copied().collect();
    let figures = format!(
        "{} late in the house, {} by an independent count, of {} with a time",
        ours.len(),
        wanted.len(),
        messages.len() - waiting.len()
    );
    checks.that(ours == wanted, "lateness under 13710", &figures);
    Ok(())
}

/// Eight characters in a row that at most three messages have.
fn rare(messages: &[Message]) -> Option<String> {
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    messages.iter().skip(700).find_map(|message| {
        let characters: Vec<char> = message.words.chars().collect();
        characters.windows(8).filter(|window| window.iter().all(han)).take(20).find_map(|window| {
            let phrase: String = window.iter().collect();
            let holders = messages.iter().filter(|one| one.words.contains(&phrase)).count();
            (holders <= 3).then_some(phrase)
        })
    })
}
