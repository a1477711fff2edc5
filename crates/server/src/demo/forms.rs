//! Forms 报送表 of the demo: the county's desk sends its 12345 ledger each week, and how its units did each month.

use huisheng_domain::form::shipped;
use huisheng_domain::id::Id;
use huisheng_store::form::FormRow;
use jiff::ToSpan;
use jiff::civil::Date;

use super::Offices;

/// The forms of that demo, owed for two weeks.
pub fn forms(today: Date) -> Vec<FormRow> {
    let of_desk = ["hotline", "units"];
    let row = |one: &huisheng_domain::form::Shipped| FormRow {
        id: Id::<()>::of_code("demo form", &one.code).uuid(),
        unit: Offices::id("desk"),
        version: 1,
        since: Some(today.saturating_sub(14.days())),
        form: one.form.clone(),
    };
    shipped().iter().filter(|one| of_desk.contains(&one.code.as_str())).map(row).collect()
}
