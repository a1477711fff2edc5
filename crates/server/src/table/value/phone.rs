//! Phone numbers, several in one cell.

use super::{Cell, CellError, Reason};
use crate::table::cell;

/// The numbers of a cell as digits, in order: mobiles, landlines (`053212345678`, with `-801` for an
/// extension), service numbers, foreign numbers with their `+`.
///
/// # Errors
/// Masked numbers, digits lost to `1.38E+10`, anything that is no number.
pub fn phones(field: &str, text: &str) -> Result<Vec<String>, CellError> {
    let cell = Cell::sound(field, text)?;
    if cell.text.contains('*') {
        return Err(cell.refuse(
            Reason::Masked,
            "号码已脱敏；请导入完整号码，或将该格留空",
            "the number is masked; import the full number or leave the cell empty",
        ));
    }
    if let Some(whole) = exponent(&cell.text) {
        return whole.and_then(|digits| one(&digits)).map(|phone| vec![phone]).ok_or_else(|| {
            cell.refuse(
                Reason::DigitsLost,
                "表格把号码变成了科学计数法，位数已丢失；请把该列设为文本格式后重新填写",
                "a spreadsheet turned the number into an exponent and lost digits; format the column as text and type it again",
            )
        });
    }
    let mut found = Vec::new();
    for piece in cell.text.split(['、', ',', ';', '/', '\n', '|', '或', '和']) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        let phones = one(piece).map(|phone| vec![phone]).or_else(|| several(piece)).ok_or_else(|| {
            cell.refuse(
                Reason::Form,
                "不是电话号码；手机 11 位，座机带区号如 0532-12345678，多个号码用顿号分开",
                "not a phone number; mobiles have 11 digits, landlines their area code like 0532-12345678, several are separated by commas",
            )
        })?;
        found.extend(phones.into_iter().filter(|p| !found.contains(p)).collect::<Vec<_>>());
    }
    Ok(found)
}

/// `1.3800138000E+10` written out; the inner `None` when digits are lost.
fn exponent(text: &str) -> Option<Option<String>> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power: usize = power.trim_start_matches('+').parse().ok()?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    Some((power == fraction.len()).then(|| format!("{whole}{fraction}")))
}

/// Two numbers with a blank, or with nothing between them after a line break was lost.
fn several(piece: &str) -> Option<Vec<String>> {
    let apart: Option<Vec<String>> = piece.split_whitespace().map(one).collect();
    if let Some(apart) = apart.filter(|a| a.len() > 1) {
        return Some(apart);
    }
    let (first, second) = (piece.get(..11)?, piece.get(11..)?);
    Some(vec![
        one(first).filter(|p| p.starts_with('1'))?,
        one(second).filter(|p| p.starts_with('1'))?,
    ])
}

fn one(piece: &str) -> Option<String> {
    let piece = piece.strip_suffix(".0").unwrap_or(piece);
    let (number, extension) = match piece.split_once('转') {
        Some((number, extension)) => (number, Some(extension.trim())),
        None => (piece, None),
    };
    let plain: String = number.chars().filter(|c| !" -()".contains(*c)).collect();
    let foreign = plain.strip_prefix('+').or_else(|| plain.strip_prefix("00"));
    let home = foreign
        .and_then(|f| f.strip_prefix("86"))
        .or_else(|| plain.strip_prefix("86").filter(|p| p.len() == 11));
    let digits = home.or(foreign).unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = match (digits.len(), digits.as_bytes()) {
        (7..=15, _) if foreign.is_some() && home.is_none() => format!("+{digits}"),
        (11, [b'1', b'3'..=b'9', ..]) | (10..=12, [b'0', ..]) | (7 | 8, [b'2'..=b'9', ..]) => {
            digits.to_owned()
        }
        // Landline written with the country code, without the trunk 0.
        (9..=11, [b'1'..=b'9', ..]) if home.is_some() => format!("0{digits}"),
        (10, [b'4' | b'8', b'0', b'0', ..]) | (5 | 6, [b'1' | b'9', ..]) | (3, [b'1', ..]) => {
            digits.to_owned()
        }
        _ => return dashed(number),
    };
    match extension {
        None => Some(number),
        Some(e) if (1..=6).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_digit()) => {
            Some(format!("{number}-{e}"))
        }
        Some(_) => None,
    }
}

/// `0532-12345678-801`: the last group is an extension.
fn dashed(number: &str) -> Option<String> {
    let (main, extension) = number.rsplit_once('-')?;
    let short = (1..=6).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
    if !short || !main.starts_with(['0', '(']) {
        return None;
    }
    let digits: String = cell::narrow(main).chars().filter(char::is_ascii_digit).collect();
    ((10..=12).contains(&digits.len()) && digits.starts_with('0'))
        .then(|| format!("{digits}-{extension}"))
}
