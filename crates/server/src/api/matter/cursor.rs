//! Where a page of matters goes on. It names the last line that was looked at, which may lie out of reach: so it goes out
//! sealed, for the account alone.

use huisheng_store::matter::Cursor;

use crate::app::{App, Staff};
use crate::error::Problem;

/// What it is sealed for.
fn place(staff: &Staff) -> Vec<u8> {
    [b"cursor of ".as_slice(), staff.account.uuid().as_bytes()].concat()
}

pub(in crate::api) fn seal(app: &App, staff: &Staff, cursor: Cursor) -> Result<String, Problem> {
    Ok(hex::encode(app.cipher()?.seal(&place(staff), cursor.to_string().as_bytes())))
}

/// # Errors
/// It is none of ours, or another account's.
pub(in crate::api) fn open(app: &App, staff: &Staff, text: &str) -> Result<Cursor, Problem> {
    let sealed = hex::decode(text).map_err(|_| Problem::invalid("after"))?;
    let opened = app.cipher()?.open(&place(staff), &sealed).ok();
    let opened = opened.and_then(|opened| String::from_utf8(opened).ok());
    opened.unwrap_or_default().parse().map_err(|_| Problem::invalid("after"))
}
