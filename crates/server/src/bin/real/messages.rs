//! Residents' messages with the official replies, under 13710.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use anyhow::Context;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::Matter;
use huisheng_domain::search::normalize;
use huisheng_server::import::{Options, What, matters};
use huisheng_store::matter;
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::calendar::Days;
use crate::check::Checks;
use crate::house::{Desk, House};
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
    let numbers = states(house, &messages, checks).await?;
    let lines = Lines { desk: house.desk("m").await?, numbers };
    lateness(&lines, &messages, &Days::read(data)?, checks).await?;
    filters(&lines, house, &messages, checks).await?;
    let phrase = rare(&messages).context("no rare phrase of eight characters")?;
    for word in WORDS.iter().copied().chain([phrase.as_str()]) {
        let found = lines.find(&[("q", word)]).await?;
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

/// The worklist of the area's desk over the API.
struct Lines {
    desk: Desk,
    numbers: HashMap<String, MatterId>,
}

impl Lines {
    /// What a query finds, over all pages.
    async fn find(&self, query: &[(&str, &str)]) -> anyhow::Result<HashSet<MatterId>> {
        let (mut found, mut after) = (HashSet::new(), String::new());
        let asked = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        loop {
            let page = self.desk.get(&format!("/matters?limit=200&{asked}{after}")).await?;
            for line in page["matters"].as_array().context("no lines")? {
                let number = line["number"].as_str().context("no number")?;
                found.insert(*self.numbers.get(number).context("another's matter")?);
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(found),
            }
        }
    }
}

/// Filters of the worklist against the states themselves.
async fn filters(
    lines: &Lines,
    house: &House,
    messages: &[Message],
    checks: &mut Checks,
) -> anyhow::Result<()> {
    let ids: Vec<MatterId> = messages.iter().map(|message| message.id).collect();
    let states = matter::states(house.app.store().read(), area(MESSAGES)?, &ids).await?;
    let among = |keep: &dyn Fn(&Matter) -> bool| -> HashSet<MatterId> {
        states.iter().filter(|(.., state)| keep(state)).map(|(id, ..)| *id).collect()
    };
    let middle: Timestamp = "2019-01-01T00:00:00Z".parse()?;
    let wanted = [
        (vec![("stage", "verifying")], among(&|one| one.stage().code() == "verifying")),
        (vec![("flagged", "true")], among(&|one| !one.flags.is_empty())),
        (vec![("from", "2019-01-01T00:00:00Z")], among(&|one| one.received >= middle)),
        (
            vec![("until", "2019-01-01T00:00:00Z"), ("late", "true")],
            among(&|one| {
                one.received < middle
                    && one.clocks.iter().any(|c| c.decides_late && c.clock.was_late())
            }),
        ),
    ];
    for (query, wanted) in wanted {
        let found = lines.find(&query).await?;
        let figures = format!("{} found, {} are so", found.len(), wanted.len());
        checks.that(found == wanted, &format!("filter {query:?}"), &figures);
    }
    Ok(())
}

/// The states against the file. Returns the matters by their numbers here.
async fn states(
    house: &House,
    messages: &[Message],
    checks: &mut Checks,
) -> anyhow::Result<HashMap<String, MatterId>> {
    let mut numbers = HashMap::new();
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
            numbers.insert(state.number, id);
        }
    }
    let figures = format!(
        "{at_their_times} with both times as in the file, {awaiting} awaiting callback, {flagged} flagged, under {procedure:?}"
    );
    let only: BTreeSet<String> = std::iter::once("13710".to_owned()).collect();
    let ok = at_their_times == 1_426 && awaiting == 1_425 && flagged == 1 && procedure == only;
    checks.that(ok, "replies are results at their times, awaiting callback", &figures);
    Ok(numbers)
}

/// Seven working days behind the day of receipt, counted in the packages' calendar.
async fn lateness(
    lines: &Lines,
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
    let late = lines.find(&[("late", "true")]).await?;
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
