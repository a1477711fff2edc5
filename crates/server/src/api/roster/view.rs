//! How shifts look outside: names beside ids.

use std::collections::BTreeSet;

use huisheng_domain::id::{AccountId, ShiftId, UnitId};
use huisheng_domain::roster::{Double, Shift, Span};
use huisheng_store::account;
use huisheng_store::roster::ShiftRow;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::{Names, PersonView};
use crate::app::App;
use crate::error::Problem;

/// The names of everybody in these shifts.
pub(super) async fn names<'a>(
    app: &App,
    shifts: impl IntoIterator<Item = &'a Shift>,
) -> Result<Names, Problem> {
    let all =
        shifts.into_iter().flat_map(|shift| shift.on_duty.iter().copied().chain(shift.leader));
    let all: BTreeSet<AccountId> = all.collect();
    Ok(account::names(app.store().read(), all).await?)
}

/// A shift 班次.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShiftView {
    /// Its id.
    pub id: ShiftId,
    /// Its version; for `If-Match`.
    pub version: i32,
    /// The unit.
    pub unit: UnitId,
    /// From when.
    pub begins: Timestamp,
    /// Until when, an exclusive end.
    pub ends: Timestamp,
    /// Who is on duty 值班员.
    pub on_duty: Vec<PersonView>,
    /// Who leads 带班领导.
    pub leader: Option<PersonView>,
    /// The telephone of the duty room.
    pub phone: Option<String>,
}

impl ShiftView {
    pub fn of(row: &ShiftRow, names: &Names) -> Self {
        let shift = &row.shift;
        Self {
            id: shift.id,
            version: row.version,
            unit: shift.unit,
            begins: shift.begins,
            ends: shift.ends,
            on_duty: shift.on_duty.iter().map(|one| PersonView::of(*one, names)).collect(),
            leader: shift.leader.map(|one| PersonView::of(one, names)),
            phone: shift.phone.clone(),
        }
    }
}

/// Time in which nobody is on duty.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RosterGap)]
pub(super) struct GapView {
    /// From when.
    from: Timestamp,
    /// Until when, an exclusive end.
    until: Timestamp,
}

impl From<Span> for GapView {
    fn from((from, until): Span) -> Self {
        Self { from, until }
    }
}

/// Somebody who is on duty twice at once, perhaps in another unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RosterDouble)]
pub(super) struct DoubleView {
    /// Who.
    person: PersonView,
    /// The shifts.
    shifts: [ShiftId; 2],
    /// From when.
    from: Timestamp,
    /// Until when, an exclusive end.
    until: Timestamp,
}

impl DoubleView {
    pub fn of(double: Double, names: &Names) -> Self {
        Self {
            person: PersonView::of(double.account, names),
            shifts: [double.one, double.other],
            from: double.both.0,
            until: double.both.1,
        }
    }
}
