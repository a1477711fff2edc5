//! A sheet of orders from above, taken in and read again.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::At;
use super::cast::Cast;
use super::client::Client;
use super::database::Database;
use super::figure::Figures;
use super::served::Served;
use crate::table::writer;

/// Orders of the sheet: more than a city gives a street in a year.
const ROWS: usize = 30_000;
/// What reading it again may take, in seconds.
const AGAIN: f64 = 10.0;
/// Orders of which the second sheet says something else.
const CHANGED: usize = 300;

/// Takes a workbook in, and compares the next one, in which a hundredth has changed.
pub fn run(
    figures: &mut Figures,
    cast: &Cast,
    served: &Served,
    database: &Database,
    at: At,
) -> anyhow::Result<()> {
    let mut client = Client::new(served.address)?;
    let token = client.sign_in(&cast.dispatch.login)?;
    let signed_in = [("authorization", token.as_str())];
    let source = json!({ "name": "above", "channel": "PROV" });
    client.put("/upstream/sources", &signed_in, &source)?;
    let mut read = |changed: usize, take: bool| -> anyhow::Result<(f64, Value)> {
        let sheet = sheet(cast, database.folder(), changed)?;
        let path = format!("/upstream/sheets?source=above&take={take}");
        let began = Instant::now();
        let reading = client.upload(&path, &signed_in, "orders.xlsx", &sheet)?;
        Ok((began.elapsed().as_secs_f64(), reading))
    };
    let (took, reading) = read(0, true)?;
    anyhow::ensure!(
        reading["new"] == ROWS && reading["refused"] == 0,
        "not all came in: {reading}"
    );
    let rate = ROWS as f64 / took;
    figures.put("orders from above taken in", at.engine, at.size, rate, "rows/s", None);
    let (took, reading) = read(CHANGED, false)?;
    let found = (&reading["new"], &reading["changed"], &reading["same"]);
    anyhow::ensure!(
        found == (&json!(0), &json!(CHANGED), &json!(ROWS - CHANGED)),
        "something was doubled or missed: {found:?}"
    );
    let name = "30,000 orders read again, differences found";
    figures.put(name, at.engine, at.size, took, "s", Some(AGAIN));
    Ok(())
}

/// The workbook; the first `changed` orders have another state than before.
fn sheet(cast: &Cast, folder: &Path, changed: usize) -> anyhow::Result<Vec<u8>> {
    let path = folder.join("orders.xlsx");
    let header = ["工单编号", "工单状态", "诉求标题", "诉求内容", "事发地址", "来电人", "联系电话"];
    let mut table = writer::create(writer::Format::Xlsx, &path, &header)?;
    for nth in 0..ROWS {
        let said = cast.said(nth);
        let number = format!("SJ{nth:08}");
        let state = if nth < changed { "已督办" } else { "处理中" };
        let phone = format!("1390000{:04}", nth % 10_000);
        table.row(&[
            number.as_str().into(),
            state.into(),
            said.title.as_str().into(),
            said.text.as_str().into(),
            said.spot.said.as_str().into(),
            "王女士".into(),
            phone.as_str().into(),
        ])?;
    }
    table.finish()?;
    Ok(std::fs::read(path)?)
}
