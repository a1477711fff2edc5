//! Rows of units, with the figures that a bulletin of these days would have.

use huisheng_domain::bulletin::BulletinLine;
use huisheng_domain::form::FormField;
use huisheng_domain::id::{CategoryId, DivisionId};
use huisheng_domain::tally::Figures;
use huisheng_store::matter::Within;
use huisheng_store::tally::{By, Sum};
use tokio::sync::mpsc;

use super::cell::{Columns, Content};
use super::{Filling, Part, Row};
use crate::bulletin;
use crate::error::Problem;
use crate::table::writer::Value;

impl Filling<'_> {
    /// Sends a row for each unit. Returns the row of all of them together.
    pub(super) async fn units(
        &self,
        columns: &mut Columns<'_>,
        parts: &mpsc::Sender<Part>,
    ) -> Result<Row, Problem> {
        let (all, total) = self.all_units(columns).await?;
        let _taken = parts.send(Part::Rows(all)).await;
        Ok(columns.sums(|field| match field.count(&total) {
            Some(n) => Value::Integer(n),
            None if field.is_figure() => {
                field.rate(&total).map_or_else(|| Value::Text("—".into()), Value::Decimal)
            }
            None => Value::Empty,
        }))
    }

    /// The rows, best first, and the figures of all units together.
    pub(super) async fn all_units(
        &self,
        columns: &mut Columns<'_>,
    ) -> Result<(Vec<Row>, Figures), Problem> {
        let Some(divisions) = self.divisions()? else {
            return Ok((Vec::new(), Figures::default()));
        };
        let filter = &self.form.filter;
        let of_category = (!filter.categories.is_empty()).then_some(By::Category);
        let of_channel = (!filter.channels.is_empty()).then_some(By::Channel);
        let more: Vec<By> =
            [Some(By::Kind), of_category, of_channel].into_iter().flatten().collect();
        let below = |id: CategoryId| {
            self.book.categories.chain(id).any(|up| filter.categories.contains(&up.id))
        };
        let wanted = |sum: &Sum| {
            sum.kind.is_none_or(|kind| filter.wants(kind))
                && (of_category.is_none() || sum.category.is_some_and(below))
                && (of_channel.is_none()
                    || sum.channel.is_some_and(|channel| filter.channels.contains(&channel)))
        };
        let (store, days) = (self.app.store(), self.days.first..=self.days.last);
        let (lines, total) =
            bulletin::units(store, self.book, self.area, &divisions, days, &more, wanted).await?;
        let zone = self.calendar().zone();
        let row = |line: BulletinLine| columns.row(zone, |field| self.content(&line, field));
        Ok((lines.into_iter().map(row).collect(), total))
    }

    fn content(&self, line: &BulletinLine, field: FormField) -> Content {
        let code = || self.book.units.get(line.unit).map(|unit| unit.code.clone());
        match field {
            FormField::Unit => Content::coded(code().unwrap_or_default(), line.name.as_str()),
            FormField::UnitCode => Content::text(code()),
            FormField::Rank => {
                line.rank.map_or(Content::Nothing, |rank| Content::Count(rank.into()))
            }
            _ => match field.count(&line.figures) {
                Some(n) => Content::Count(n),
                None => Content::Rate(field.rate(&line.figures)),
            },
        }
    }

    /// Where the figures are counted: what the form asks for, as far as who fills it sees the figures of a place. The whole
    /// area if empty; nothing is left if none.
    fn divisions(&self) -> Result<Option<Vec<DivisionId>>, Problem> {
        let asked = &self.form.filter.divisions;
        let seen = match &self.reach.within {
            None => return Ok(Some(asked.clone())),
            // Who sees only shares of a unit does not see the figures of a place.
            Some(Within { divisions, .. }) if divisions.is_empty() => {
                return Err(Problem::forbidden());
            }
            Some(Within { divisions, .. }) => divisions,
        };
        if asked.is_empty() {
            return Ok(Some(seen.clone()));
        }
        let within = |of: &[DivisionId], one: DivisionId| {
            of.iter().any(|of| self.book.divisions.is_within(one, *of))
        };
        let asked_there = asked.iter().filter(|one| within(seen, **one));
        let seen_there = seen.iter().filter(|one| within(asked, **one) && !asked.contains(one));
        let both: Vec<DivisionId> = asked_there.chain(seen_there).copied().collect();
        Ok((!both.is_empty()).then_some(both))
    }
}
