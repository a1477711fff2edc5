//! The second pass: rows as commands.

use std::collections::HashMap;

use futures::future::join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, UnitId};
use huisheng_domain::matter::{
    Actor, Command, ImportMatter, Matter, PartyLink, Place, ReportMatter, Upstream, Urgency,
};
use huisheng_store::ledger::{LedgerError, Outcome, Submission, Voice};
use huisheng_store::{StoreError, matter};
use jiff::Timestamp;

use super::super::{BadRow, ImportError, Options, Report};
use super::past::Past;
use crate::app::App;

/// Where the matters go.
pub(super) struct Into<'a> {
    pub(super) app: &'a App,
    pub(super) area: Area,
    pub(super) unit: UnitId,
    pub(super) now: Timestamp,
    pub(super) options: &'a Options,
}

impl Into<'_> {
    /// Writes those that are not there; the ledger makes few groups of many.
    pub(super) async fn write(
        &self,
        flight: Vec<Past>,
        report: &mut Report,
    ) -> Result<(), ImportError> {
        let ids: Vec<MatterId> = flight.iter().map(|past| self.id(&past.number)).collect();
        let there: HashMap<MatterId, Matter> =
            matter::states(self.app.store().read(), self.area, &ids)
                .await?
                .into_iter()
                .map(|(id, _, matter)| (id, matter))
                .collect();
        let mut waiting = Vec::with_capacity(flight.len());
        let mut numbers = Vec::with_capacity(flight.len());
        for (id, past) in ids.into_iter().zip(flight) {
            match there.get(&id) {
                // Only an office hands in a result of a matter that runs here.
                Some(matter) if matter.result.is_none() && past.result.is_some() => {
                    report.results_left_out += 1;
                }
                Some(_) => report.unchanged += 1,
                None => {
                    let day = past.received.to_zoned(self.options.zone.clone()).date();
                    let number = self.app.numbers().next(self.area, day).await?.to_string();
                    numbers.push(past.number.clone());
                    waiting.push(self.app.ledger().submit(self.submission(id, number, past)));
                }
            }
        }
        for (number, outcome) in numbers.into_iter().zip(join_all(waiting).await) {
            let taken = |error: &LedgerError| matches!(error, LedgerError::Store(StoreError::Conflict(name)) if name == matter::UPSTREAM_ONCE);
            if outcome.as_ref().is_err_and(taken) {
                report.bad.push(BadRow {
                    line: 0,
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
                Outcome::Done(_) => report.written += 1,
                Outcome::Repeated(_) => report.unchanged += 1,
                Outcome::Refused(refusal) => report.bad.push(BadRow {
                    line: 0,
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

    fn submission(&self, id: MatterId, number: String, past: Past) -> Submission {
        let code = format!("{}/{}/{}", self.area, self.options.source, past.number);
        let report = Id::of_code("import.report", &code);
        // The same masked name may be anybody: each voice is a person of its own.
        let party = Id::of_code("import.party", &code);
        let voices =
            past.user.clone().map(|name| Voice { report, party, name: Some(name), contact: None });
        // Whoever has a name there can be asked through the platform it came from.
        let person =
            past.user.as_ref().map(|_| PartyLink { party, contactable: true, confidential: false });
        let mut place = Place { division: past.division, point: past.point, ..Place::default() };
        self.app.book().locate(&mut place, past.received);
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
                upstream: Some(Upstream {
                    source: self.options.source.clone(),
                    number: past.number,
                    due: past.due,
                }),
                at_once: None,
                follows: None,
            },
            unit: self.unit,
            assignment: Id::of_code("import.assignment", &code),
            result: past.result,
            flags: past.flags.into_iter().map(str::to_owned).collect(),
        };
        Submission {
            area: self.area,
            matter: id,
            other: None,
            command: Command::Import(Box::new(command)),
            actor: Actor::House,
            now: self.now,
            key: None,
            if_version: None,
            voices: voices.into_iter().collect(),
        }
    }
}
