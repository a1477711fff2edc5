//! Calls of the demo's morning: some were taken, two nobody took, one was called back.

use huisheng_domain::call::{Direction, Times};
use huisheng_domain::id::Id;
use huisheng_store::call::Row;
use jiff::{SignedDuration, Timestamp};

use super::DemoArea;

/// Minutes ago it rang, seconds until it was taken, seconds until it ended, direction, the last digits.
type Line = (i64, Option<i64>, i64, Direction, &'static str);

const LINES: [Line; 6] = [
    (190, Some(6), 260, Direction::In, "0101"),
    (142, Some(4), 415, Direction::In, "0102"),
    (95, None, 31, Direction::In, "0103"),
    (71, Some(9), 120, Direction::Out, "0104"),
    (38, None, 22, Direction::In, "0105"),
    (17, Some(5), 198, Direction::In, "0106"),
];

/// The calls of that demo, of an unassigned range of numbers.
pub fn calls(area: &DemoArea, now: Timestamp) -> Vec<Row> {
    let seat = area.offices.accounts.iter().find(|account| account.login == "intake1");
    let call = |(nth, line): (usize, &Line)| {
        let (ago, answered, ended, direction, digits) = *line;
        let rang = now - SignedDuration::from_mins(ago);
        let after = |seconds| rang + SignedDuration::from_secs(seconds);
        Row {
            id: Id::<()>::of_code("demo call", &nth.to_string()).uuid(),
            switch_id: format!("demo-{nth}"),
            direction,
            unit: seat.map(|seat| seat.unit),
            account: seat.filter(|_| answered.is_some()).map(|seat| seat.id),
            line: Some("8001".to_owned()),
            times: Times { rang, answered: answered.map(after), ended: Some(after(ended)) },
            to_call_back: answered.is_none(),
            loose: true,
            number: Some(format!("1390000{digits}")),
        }
    };
    LINES.iter().enumerate().map(call).collect()
}
