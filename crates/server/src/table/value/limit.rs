//! Limits as lists state them.

use huisheng_domain::limit::{Limit, LimitUnit};

use super::{Cell, CellError, Reason};

/// Unit words without blanks; longer ones before those they contain.
const UNITS: [(&str, LimitUnit); 24] = [
    ("个紧急工作时", LimitUnit::UrgentHour),
    ("紧急工作时", LimitUnit::UrgentHour),
    ("个工作小时", LimitUnit::WorkHour),
    ("工作小时", LimitUnit::WorkHour),
    ("个工作时", LimitUnit::WorkHour),
    ("工作时", LimitUnit::WorkHour),
    ("workinghours", LimitUnit::WorkHour),
    ("workinghour", LimitUnit::WorkHour),
    ("个小时", LimitUnit::UrgentHour),
    ("小时", LimitUnit::UrgentHour),
    ("hours", LimitUnit::UrgentHour),
    ("hour", LimitUnit::UrgentHour),
    ("个工作日", LimitUnit::WorkDay),
    ("工作日", LimitUnit::WorkDay),
    ("workingdays", LimitUnit::WorkDay),
    ("workingday", LimitUnit::WorkDay),
    ("businessdays", LimitUnit::WorkDay),
    ("个自然日", LimitUnit::Day),
    ("自然日", LimitUnit::Day),
    ("days", LimitUnit::Day),
    ("天", LimitUnit::Day),
    ("日", LimitUnit::Day),
    ("个月", LimitUnit::Month),
    ("months", LimitUnit::Month),
];

/// `5wd`, `5个工作日`, `十五日`, `15天内`, `1个月`, `2小时`, `5 working days`. Plain hours are urgent
/// hours, which run day and night.
///
/// # Errors
/// No unit, other units, 0 and more than 9999.
pub fn limit(field: &str, text: &str) -> Result<Limit, CellError> {
    let cell = Cell::sound(field, text)?;
    let plain: String = cell.text.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.trim_start_matches(['≤', '<']).trim_start_matches("不超过");
    let plain = plain.trim_end_matches('内').trim_end_matches('以');
    if let Ok(limit) = plain.parse() {
        return Ok(limit);
    }
    let word = |(word, unit): &(&str, LimitUnit)| plain.strip_suffix(word).map(|n| (n, *unit));
    let single = || match plain {
        "1month" => Some(("1", LimitUnit::Month)),
        "1day" => Some(("1", LimitUnit::Day)),
        other => other.strip_suffix('月').map(|n| (n, LimitUnit::Month)),
    };
    let found = UNITS.iter().find_map(word).or_else(single);
    let Some((amount, unit)) = found.and_then(|(n, unit)| Some((amount(n)?, unit))) else {
        return Err(cell.refuse(
            Reason::Form,
            "不是时限；请写明数和单位，如 5个工作日、15天、1个月、2小时（或 5wd、15d、1mo、2h）",
            "not a limit; write amount and unit, like 5wd, 15d, 1mo, 2h or 5 working days",
        ));
    };
    match u16::try_from(amount) {
        Ok(amount @ 1..=9999) => Ok(Limit::new(amount, unit)),
        _ => {
            Err(cell.refuse(Reason::Range, "时限须在 1 到 9999 之间", "a limit is from 1 to 9999"))
        }
    }
}

/// Digits (with a trailing `.0`) or a Chinese number below one hundred.
fn amount(text: &str) -> Option<u64> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u64::MAX));
    }
    let digit = |t: &str| match t {
        "一" => Some(1),
        "二" | "两" => Some(2),
        "三" => Some(3),
        "四" => Some(4),
        "五" => Some(5),
        "六" => Some(6),
        "七" => Some(7),
        "八" => Some(8),
        "九" => Some(9),
        _ => None,
    };
    match text.split_once('十') {
        None => digit(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            let ones = if ones.is_empty() { 0 } else { digit(ones)? };
            Some(tens * 10 + ones)
        }
    }
}
