//! An order of a platform above, taken in.

use huisheng_domain::exchange::{Mapping, Order};
use huisheng_domain::id::{CategoryId, FileId};
use huisheng_domain::matter::{Command, Upstream};
use huisheng_domain::personal::is_starred;
use huisheng_store::exchange::Link;
use huisheng_store::matter;

use super::{Taken, Taking};
use crate::api::matter::report::{self, DatumBody, PointBody, ReportBody};
use crate::app::access;
use crate::error::Problem;

impl Taking<'_> {
    /// A new order becomes a matter; what one says anew is written down.
    pub(super) async fn order(&self, order: &Order) -> Result<Taken, Problem> {
        order.check(self.now).map_err(Problem::invalid)?;
        let reader = self.app.store().read();
        let source = self.row.partner.name.as_str();
        let found = matter::by_upstream(reader, self.area, source, &order.number).await?;
        let id = match found {
            Some(id) => id,
            // Taken back before anybody here knew of it.
            None if order.recalled => return Ok(Taken { repeated: true, ..Taken::default() }),
            None => {
                let (files, missing) = self.files(&order.number, &order.files).await?;
                if !missing.is_empty() {
                    return Ok(Taken { missing, ..Taken::default() });
                }
                match self.report(order, files).await {
                    Ok(()) => {}
                    // It came twice at the same time.
                    Err(problem) if problem.code == "upstream_taken" => {}
                    Err(problem) => return Err(problem),
                }
                let here = matter::by_upstream(reader, self.area, source, &order.number).await?;
                here.ok_or_else(Problem::internal)?
            }
        };
        let known = matter::find(reader, self.area, id).await?;
        let link = self.link(id, &order.number).await?;
        if link.taken >= order.version {
            let number = Some(known.number);
            return Ok(Taken { number, repeated: true, ..Taken::default() });
        }
        let texts = self.texts(id).await?;
        let steps = order.steps(&known, &texts, link.done.rated, source);
        let mut done = link.done;
        let refused = self.carry_out(&known, steps, |step| {
            if matches!(step, Command::RateUpstream(_)) {
                done.rated = order.rating.as_ref().map(|rating| rating.at);
            }
        });
        let refused = refused.await?;
        self.taken(Link { done, ..link }, order.version, refused, known.number).await
    }

    async fn report(&self, order: &Order, files: Vec<FileId>) -> Result<(), Problem> {
        let mapping = self.row.partner.mapping().ok_or_else(Problem::internal)?;
        self.staff.may(self.app, "report", &access::place(&self.app.book(), self.area, None))?;
        let body = self.body(order, mapping, files);
        let actor = self.staff.actor();
        report::submit(self.app, self.area, actor, body, Vec::new(), None, None).await?;
        Ok(())
    }

    fn body(&self, order: &Order, mapping: &Mapping, files: Vec<FileId>) -> ReportBody {
        let said = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            text.filter(|text| !is_starred(text)).map(str::to_owned)
        };
        let above = Upstream {
            state: order.state.clone(),
            ..Upstream::new(&self.row.partner.name, &order.number, order.due)
        };
        let kind = order.kind.unwrap_or(mapping.kind);
        ReportBody {
            address: order.address.clone().filter(|address| !address.trim().is_empty()),
            point: order.point.map(|[lon, lat]| PointBody { lon, lat, datum: DatumBody::Wgs84 }),
            category: self.category(order),
            name: said(&order.name),
            contact: said(&order.phone),
            confidential: order.confidential,
            occurred: order.received,
            files,
            ..ReportBody::of_order(kind, mapping.channel, &order.title, &order.text, above)
        }
    }

    /// The category here: as the partner's table says, or by its code or name. What is unknown, intake finds.
    fn category(&self, order: &Order) -> Option<CategoryId> {
        let theirs = order.category.as_deref()?;
        let ours = self.row.partner.categories.get(theirs).map_or(theirs, String::as_str);
        let book = self.app.book();
        let mut all = book.categories.iter();
        all.find(|one| one.code == ours || one.name == ours).map(|one| one.id)
    }
}
