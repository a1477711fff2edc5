//! A report as a table.

use super::{Line, Per, Split};
use crate::table::writer::Value;

const FIGURES: [&str; 26] = [
    "收到",
    "受理",
    "交办",
    "签收",
    "及时签收",
    "及时签收率%",
    "按时办结",
    "超期办结",
    "到期应办结",
    "到期按时",
    "按时办结率%",
    "退单",
    "退单率%",
    "重办",
    "重办率%",
    "结束",
    "核实解决",
    "自行处置",
    "回访",
    "回访解决",
    "解决率%",
    "回访满意",
    "回访满意率%",
    "自评",
    "自评满意",
    "自评满意率%",
];

/// The names of the columns.
pub fn header(by: Split, per: Option<Per>) -> Vec<&'static str> {
    let what: &[&str] = match by {
        Split::Unit => &["单位编码", "单位"],
        Split::Division => &["区划代码", "区划"],
        Split::Category => &["分类编码", "分类"],
        Split::Channel => &["渠道代码", "渠道"],
        Split::Kind => &["类型代码", "诉求类型"],
        Split::Day => &["日期"],
    };
    what.iter().copied().chain(per.map(|_| "期间")).chain(FIGURES).collect()
}

/// The cells of a line, in the order of [`header`]. A rate without a denominator is `—`. What an
/// office received is what was assigned to it: no unit leads a matter before.
pub fn cells(by: Split, per: Option<Per>, line: &Line) -> Vec<Value<'_>> {
    let (figures, rates) = (&line.figures, &line.rates);
    let n = Value::Integer;
    let of_unit = by == Split::Unit && !line.code.is_empty();
    let received = if of_unit { figures.assigned } else { figures.received };
    let accepted = if of_unit { Value::Empty } else { n(figures.accepted) };
    let rate = |rate: Option<f64>| rate.map_or(Value::Text("—".into()), Value::Decimal);
    let code = (by != Split::Day).then_some(Value::Text(line.code.as_str().into()));
    let mut cells: Vec<Value<'_>> = code.into_iter().collect();
    cells.push(Value::Text(line.name.as_str().into()));
    cells.extend(per.map(|_| line.period.map_or(Value::Empty, Value::Date)));
    cells.extend([
        n(received),
        accepted,
        n(figures.assigned),
        n(figures.signed_in),
        n(figures.signed_in_on_time),
        rate(rates.signed_in_on_time),
        n(figures.on_time),
        n(figures.overdue),
        n(figures.due),
        n(figures.due_kept),
        rate(rates.on_time),
        n(figures.returned),
        rate(rates.returned),
        n(figures.reworked),
        rate(rates.reworked),
        n(figures.ended),
        n(figures.solved),
        n(figures.self_settled),
        n(figures.called_back),
        n(figures.called_back_solved),
        rate(rates.solved),
        n(figures.called_back_satisfied),
        rate(rates.satisfied),
        n(figures.rated),
        n(figures.rated_satisfied),
        rate(rates.rated_satisfied),
    ]);
    cells
}
