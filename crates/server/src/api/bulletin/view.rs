//! A bulletin as those see it who read and write it.

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinLine, BulletinState, Figure};
use huisheng_domain::tally::Rates;
use huisheng_store::account;
use huisheng_store::bulletin::BulletinRow;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ISSUE, KEEP, may, seen};
use crate::api::named::{PersonView, unit_name};
use crate::app::{App, Staff};
use crate::error::Problem;

/// A bulletin.
#[derive(Serialize, ToSchema)]
pub(super) struct BulletinView {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// Code of its area.
    area: String,
    /// What it says; of what is overdue those that the asking account sees, and how many more there are.
    bulletin: Bulletin,
    /// Name of the unit that issues it.
    unit_name: String,
    /// Who changed it last.
    by: PersonView,
    /// Who issued it.
    issued_by: Option<PersonView>,
    /// When.
    issued_at: Option<Timestamp>,
    /// The rates of its lines, in their order.
    lines: Vec<LineRates>,
    /// … and of all units together.
    total: LineRates,
    /// The asking account may edit it, take the figures anew, remove it.
    may_change: bool,
    /// … may issue or withdraw it.
    may_issue: bool,
}

/// What the figures of a line make.
#[derive(Serialize, ToSchema)]
pub(super) struct LineRates {
    /// Before exclusions 剔除前.
    before: Rates,
    /// After them 剔除后.
    after: Rates,
    /// The numbers behind which a list stands.
    figures: Vec<FigureView>,
}

/// A number behind which a list stands.
#[derive(Serialize, ToSchema)]
struct FigureView {
    /// Which.
    figure: Figure,
    /// The number.
    n: i64,
}

impl LineRates {
    fn of(figures: &huisheng_domain::tally::Figures) -> Self {
        let view = |figure: Figure| FigureView { figure, n: figure.of(figures) };
        Self {
            before: figures.rates(),
            after: figures.rates_after_exclusions(),
            figures: Figure::ALL.into_iter().map(view).collect(),
        }
    }
}

impl BulletinView {
    /// For somebody who asks.
    pub async fn of(
        app: &App,
        staff: &Staff,
        area: Area,
        row: BulletinRow,
    ) -> Result<Self, Problem> {
        let of = &row.bulletin;
        let people = [Some(of.by), of.issued.map(|issued| issued.by)];
        let names = account::names(app.store().read(), people.into_iter().flatten()).await?;
        let draft = of.state == BulletinState::Draft;
        let issued = of.state == BulletinState::Issued;
        Ok(Self {
            id: row.id,
            version: row.version,
            area: area.to_string(),
            unit_name: unit_name(&app.book(), of.unit),
            by: PersonView::of(of.by, &names),
            issued_by: of.issued.map(|issued| PersonView::of(issued.by, &names)),
            issued_at: of.issued.map(|issued| issued.at),
            lines: of
                .lines
                .iter()
                .map(|line: &BulletinLine| LineRates::of(&line.figures))
                .collect(),
            total: LineRates::of(&of.total),
            may_change: draft && may(app, staff, area, KEEP, of),
            may_issue: (draft || issued) && may(app, staff, area, ISSUE, of),
            bulletin: seen(app, staff, area, row.bulletin).await?,
        })
    }
}
