//! What became of an order below, taken in.

use huisheng_domain::exchange::{Reply, Taking as Against, extension};
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::Matter;
use huisheng_domain::number::MatterNumber;
use huisheng_store::exchange::Link;
use huisheng_store::matter;

use super::super::follow::share;
use super::{Taken, Taking};
use crate::error::Problem;

impl Taking<'_> {
    /// What the unit's system says anew is done here in its name.
    pub(super) async fn reply(&self, unit: UnitId, reply: &Reply) -> Result<Taken, Problem> {
        reply.check().map_err(Problem::invalid)?;
        let number: MatterNumber = reply.number.parse().map_err(|_| Problem::invalid("number"))?;
        let reader = self.app.store().read();
        let known =
            matter::by_number(reader, number).await.map_err(|_| Problem::invalid("number"))?;
        // What another unit works on is none of its own.
        let share = share(self.row, &known).filter(|_| known.area == self.area);
        let share = share.ok_or_else(|| Problem::invalid("number"))?;
        let link = self.link(known.id, &reply.number).await?;
        if link.taken >= reply.version {
            let number = Some(known.number);
            return Ok(Taken { number, repeated: true, ..Taken::default() });
        }
        let evidence = reply.answer.as_ref().map(|answer| answer.evidence.as_slice());
        let new = reply.answer.as_ref().is_some_and(|answer| link.done.answered != Some(answer.at));
        let named = evidence.filter(|_| new).unwrap_or_default();
        let (evidence, missing) = self.files(&reply.number, named).await?;
        if !missing.is_empty() {
            return Ok(Taken { missing, ..Taken::default() });
        }
        let until = reply.ask.as_ref().and_then(|ask| ask.until);
        let book = self.app.book();
        let calendar = book.calendar(&known.place);
        let texts = self.texts(known.id).await?;
        let against = Against {
            matter: &known,
            share,
            texts: &texts,
            done: link.done,
            propose: self.back(unit, &known),
            by: until.and_then(|until| extension(&known, share, until, self.now, calendar)),
            evidence,
        };
        let steps = reply.steps(&against);
        let mut done = link.done;
        let refused = self.carry_out(&known, steps, |step| done = done.with(step, reply)).await?;
        self.taken(Link { done, ..link }, reply.version, refused, known.number.clone()).await
    }

    /// Who gets back what a unit returns: whoever took it in, or the unit above.
    fn back(&self, unit: UnitId, known: &Matter) -> Option<UnitId> {
        let book = self.app.book();
        let above = book.above(unit).into_iter();
        known.taken_at.into_iter().chain(above).find(|one| *one != unit)
    }
}
