//! The second pass: rows as commands.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, UnitId};
use huisheng_domain::matter::{
    Actor, Command, ImportMatter, Matter, NewErrand, PartyLink, Place, Refusal, ReportMatter,
    Subjects, Upstream, Urgency,
};
use huisheng_store::ledger::{LedgerError, Outcome, Submission, Voice, landed};
use huisheng_store::{StoreError, matter};
use jiff::Timestamp;
use tokio::task::JoinHandle;

use super::super::{BadRow, ImportError, Options, Report};
use super::past::Past;
use super::same;
use crate::app::App;

/// Where the matters go.
pub(super) struct Into<'a> {
    pub(super) app: &'a App,
    pub(super) area: Area,
    pub(super) unit: UnitId,
    pub(super) now: Timestamp,
    pub(super) options: &'a Options,
}

/// A row that leaves something behind.
struct Due {
    id: MatterId,
    past: Past,
    /// The matter that is there, to which only a result is added.
    there: Option<Matter>,
}

/// A row on its way into the ledger.
struct Sent {
    line: u64,
    /// Its number there.
    number: String,
    /// Only a result is added.
    again: bool,
    answer: JoinHandle<Result<Outcome, LedgerError>>,
}

/// Rows on their way.
#[derive(Default)]
pub(super) struct Flying(Vec<Sent>);

impl Into<'_> {
    /// Hands in what is not there; the ledger makes few groups of many. A trial only counts it.
    pub(super) async fn hand_in(
        &self,
        flight: Vec<Past>,
        report: &mut Report,
    ) -> Result<Flying, ImportError> {
        let due = self.due(flight, report).await?;
        if self.options.dry_run {
            let results = due.iter().filter(|due| due.there.is_some()).count() as u64;
            report.would_add += results;
            report.would_write += due.len() as u64 - results;
            return Ok(Flying::default());
        }
        let mut flying = Flying::default();
        for Due { id, past, there } in due {
            let seen = there.as_ref().map(|matter| matter.changed);
            let number = match there {
                Some(matter) => matter.number,
                None => {
                    let day = past.received.to_zoned(self.options.zone.clone()).date();
                    self.app.numbers().next(self.area, day).await?.to_string()
                }
            };
            let (line, theirs, again) = (past.line, past.number.clone(), seen.is_some());
            let (app, submission) = (self.app.clone(), self.submission(id, number, past, seen));
            // On its way at once, while the rows behind it are read.
            let answer = tokio::spawn(async move { app.ledger().submit(submission).await });
            flying.0.push(Sent { line, number: theirs, again, answer });
        }
        Ok(flying)
    }

    /// Rows that are not there, or have a result since.
    async fn due(&self, flight: Vec<Past>, report: &mut Report) -> Result<Vec<Due>, ImportError> {
        let ids: Vec<MatterId> = flight.iter().map(|past| self.id(&past.number)).collect();
        let mut there: HashMap<MatterId, Matter> =
            matter::states(self.app.store().read(), self.area, &ids)
                .await?
                .into_iter()
                .map(|(id, _, matter)| (id, matter))
                .collect();
        let known: Vec<MatterId> =
            ids.iter().copied().filter(|id| there.contains_key(id)).collect();
        let histories = matter::histories(self.app.store().read(), self.area, &known).await?;
        let mut due = Vec::with_capacity(flight.len());
        for (id, past) in ids.into_iter().zip(flight) {
            let elsewhere = |matter: &Matter| {
                let shares = &matter.assignments;
                !shares.is_empty() && !shares.iter().any(|share| share.unit == self.unit)
            };
            if there.get(&id).is_some_and(elsewhere) {
                report.bad.push(of_another(&past));
                continue;
            }
            match there.remove(&id) {
                Some(matter) if matter.result.is_some() || past.result.is_none() => {
                    if same::same(&past, histories.get(&id)) {
                        report.unchanged += 1;
                    } else {
                        report.changed(past.line);
                    }
                }
                there => {
                    // Its result is taken, what else it says is not.
                    if there.is_some() && !same::same_report(&past, histories.get(&id)) {
                        report.changed(past.line);
                    }
                    due.push(Due { id, past, there });
                }
            }
        }
        Ok(due)
    }

    /// Waits until they are durable.
    pub(super) async fn land(
        &self,
        flying: Flying,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        for Sent { line, number, again, answer } in flying.0 {
            let outcome = landed(answer).await;
            let taken = |error: &LedgerError| matches!(error, LedgerError::Store(StoreError::Conflict(name)) if name == matter::UPSTREAM_ONCE);
            if outcome.as_ref().is_err_and(taken) {
                report.bad.push(BadRow {
                    line,
                    field: "number".to_owned(),
                    value: number,
                    code: "upstream_taken",
                    zh: "这个上级工单已由本单位登记，请在已有事项中补充".to_owned(),
                    en: "this order was taken in here already: add to the matter that has it"
                        .to_owned(),
                });
                continue;
            }
            match outcome? {
                Outcome::Done(_) if again => report.results_added += 1,
                Outcome::Done(_) => report.written += 1,
                Outcome::Repeated(_) => report.unchanged += 1,
                // Only an office hands in a result of a matter that runs here.
                Outcome::Refused(Refusal::AlreadyDone) if again => report.results_left_out += 1,
                Outcome::Refused(refusal) => report.bad.push(BadRow {
                    line,
                    field: "number".to_owned(),
                    value: number,
                    code: "refused",
                    zh: format!("规则不接受这条历史：{refusal}"),
                    en: format!("the rules refuse this history: {refusal}"),
                }),
                _ => return Err(LedgerError::Contended.into()),
            }
        }
        Ok(())
    }

    fn id(&self, number: &str) -> MatterId {
        super::matter_id(self.area, &self.options.source, number)
    }

    /// `seen`: the last change of a matter that is there, to which only the result is added: recorded
    /// now, and never before what is recorded already.
    fn submission(
        &self,
        id: MatterId,
        number: String,
        past: Past,
        seen: Option<Timestamp>,
    ) -> Submission {
        let code = format!("{}/{}/{}", self.area, self.options.source, past.number);
        let report = Id::of_code("import.report", &code);
        // The same masked name may be anybody: each voice is a person of its own.
        let party = Id::of_code("import.party", &code);
        let known = past.user.is_some() || past.contact.is_some();
        let voice = Voice { report, party, name: past.user, contact: past.contact };
        let voices = (known && seen.is_none()).then_some(voice);
        // Whoever has a name there can be asked through the platform it came from.
        let person = known.then_some(PartyLink { party, contactable: true, confidential: false });
        let mut place = Place { division: past.division, point: past.point, ..Place::default() };
        self.app.book().locate_in_words(&mut place, past.address.as_deref(), past.received);
        let command = ImportMatter {
            report: ReportMatter {
                id,
                report,
                number,
                kind: past.kind,
                channel: past.channel,
                title: past.title,
                text: past.text,
                address: past.address,
                place,
                category: past.category,
                urgency: Urgency::Normal,
                person,
                on_behalf: false,
                occurred: Some(past.received),
                files: Vec::new(),
                upstream: Some(Upstream::new(&self.options.source, &past.number, past.due)),
                at_once: None,
                follows: None,
                subjects: Subjects::default(),
                asked: None,
                errand: NewErrand::default(),
                to: None,
                notice: None,
            },
            unit: self.unit,
            assignment: Id::of_code("import.assignment", &code),
            result: past.result,
            remark: past.remark,
            flags: past.flags.into_iter().map(str::to_owned).collect(),
        };
        Submission {
            area: self.area,
            matter: id,
            other: None,
            command: Command::Import(Box::new(command)),
            actor: Actor::House,
            now: seen.map_or(self.now, |changed| self.now.max(changed)),
            key: None,
            if_version: None,
            voices: voices.into_iter().collect(),
            personal: Vec::new(),
        }
    }
}

/// A row that another office of the area took in, from a ledger of the same name.
fn of_another(past: &Past) -> BadRow {
    BadRow {
        line: past.line,
        field: "number".to_owned(),
        value: past.number.chars().take(40).collect(),
        code: "ledger_of_another",
        zh: "别的单位用同一个台账名称导入过这个编号；请换一个台账名称".to_owned(),
        en: "another office took in this number from a ledger of the same name: name the ledger otherwise".to_owned(),
    }
}
