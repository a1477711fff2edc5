//! Forms and their periods, as those see them who keep and fill them.

use huisheng_domain::form::{Filed, Filing, Form, FormDays, FormPeriod, FormSchedule};
use huisheng_domain::id::AccountId;
use huisheng_domain::light::Light;
use huisheng_store::form::FormRow;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{KEEP, can};
use crate::api::named::{Names, PersonView, unit_name};
use crate::app::{App, Staff};

/// Who did it, and when.
#[derive(Serialize, ToSchema)]
pub(super) struct FiledView {
    /// Who.
    by: PersonView,
    /// When.
    at: Timestamp,
}

/// A form for one period 报送期次.
#[derive(Serialize, ToSchema)]
pub(super) struct FilingView {
    /// First day.
    #[schema(value_type = String, format = Date)]
    first: Date,
    /// Last day, included.
    #[schema(value_type = String, format = Date)]
    last: Date,
    /// When it is due, an exclusive end; none if nobody waits for it.
    due: Option<Timestamp>,
    /// Its light now; none if nobody waits for it.
    light: Option<Light>,
    /// When it was filled last.
    filled: Option<FiledView>,
    /// How many rows it had.
    rows: Option<u64>,
    /// 已报送.
    sent: Option<FiledView>,
}

impl FilingView {
    pub fn of(filing: &Filing, names: &Names, now: Timestamp) -> Self {
        let filed = |filed: Filed| FiledView { by: PersonView::of(filed.by, names), at: filed.at };
        Self {
            first: filing.days.first,
            last: filing.days.last,
            due: filing.due.map(|(due, _)| due),
            light: filing.light(now),
            filled: filing.filled.map(|(of, _)| filed(of)),
            rows: filing.filled.map(|(_, rows)| rows),
            sent: filing.sent.map(filed),
        }
    }
}

/// Who stands in these.
pub(super) fn people<'f>(filings: impl IntoIterator<Item = &'f Filing>) -> Vec<AccountId> {
    let both = |filing: &Filing| {
        [filing.filled.map(|(filed, _)| filed.by), filing.sent.map(|sent| sent.by)]
    };
    filings.into_iter().flat_map(both).flatten().collect()
}

/// A form in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct FormLine {
    /// Its id.
    id: Uuid,
    /// Its version, from 1.
    version: i32,
    /// What the office calls it.
    name: String,
    /// Whom it is for.
    superior: String,
    /// For how long it is filled at a time.
    period: FormPeriod,
    /// When it is due.
    schedule: Option<FormSchedule>,
    /// Name of the unit that files it.
    unit_name: String,
    /// It is of the own unit.
    own: bool,
    /// What is owed of it, the longest due first; the latest 30 periods at most.
    owed: Vec<FilingView>,
}

impl FormLine {
    pub fn of(app: &App, staff: &Staff, row: FormRow, owed: Vec<FilingView>) -> Self {
        Self {
            id: row.id,
            version: row.version,
            name: row.form.name,
            superior: row.form.superior,
            period: row.form.period,
            schedule: row.form.schedule,
            unit_name: unit_name(&app.book(), row.unit),
            own: row.unit == staff.unit,
            owed,
        }
    }
}

/// A form, whole.
#[derive(Serialize, ToSchema)]
pub(super) struct FormView {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// Code of its area.
    area: String,
    /// What it says.
    form: Form,
    /// Name of the unit that files it.
    unit_name: String,
    /// The period that today lies in.
    current: FormDays,
    /// The one before.
    before: FormDays,
    /// The asking account may change and remove it.
    may_keep: bool,
}

impl FormView {
    pub fn of(app: &App, staff: &Staff, area: huisheng_domain::area::Area, row: FormRow) -> Self {
        let book = app.book();
        let today = crate::form::calendar(&book, row.unit).date(app.now());
        let current = row.form.period.holding(today);
        let before = current.first.saturating_sub(jiff::ToSpan::days(1));
        Self {
            id: row.id,
            version: row.version,
            area: area.to_string(),
            unit_name: unit_name(&book, row.unit),
            current,
            before: row.form.period.holding(before),
            may_keep: can(app, staff, KEEP, row.unit),
            form: row.form,
        }
    }
}
