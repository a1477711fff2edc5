//! Divisions and categories by the importer, and the small lists the other checks stand on.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use huisheng_domain::area::Area;
use huisheng_server::import::{Options, What};

use crate::check::Checks;
use crate::house::House;

/// Codes nobody has been given: the places of the data are not named.
pub const MESSAGES: u32 = 990_201;
pub const CHICAGO: u32 = 990_202;
pub const BOSTON: u32 = 990_203;

const FILES: [&str; 6] = [
    "qingdao_3702_streets.csv",
    "qingdao_3702_villages.csv",
    "jiayuguan_6202_streets.csv",
    "jiayuguan_6202_villages.csv",
    "xiangyin_430624_streets.csv",
    "xiangyin_430624_villages.csv",
];

pub fn area(code: u32) -> anyhow::Result<Area> {
    Ok(Area::new(code)?)
}

pub async fn check(house: &House, data: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let mut codes: BTreeSet<String> = BTreeSet::new();
    let (mut bad, mut again) = (0, 0);
    for name in FILES {
        let bytes = std::fs::read(data.join("divisions").join(name))?;
        let mut file = csv::Reader::from_reader(&bytes[..]);
        let columns: Vec<usize> = file
            .headers()?
            .iter()
            .enumerate()
            .filter(|(_, name)| name.ends_with("_code"))
            .map(|(at, _)| at)
            .collect();
        for row in file.records() {
            let row = row?;
            for at in &columns {
                codes.insert(format!("{:0<12}", row.get(*at).context("a code")?));
            }
        }
        let options = Options::new(name);
        bad += house.import(What::Divisions, bytes.clone(), name, &options).await?.bad.len();
        again += house.import(What::Divisions, bytes, name, &options).await?.written;
    }
    let book = house.app.book();
    let stored: BTreeSet<String> =
        book.divisions.iter().filter_map(|one| Some(one.code?.to_string())).collect();
    let orphans = book.divisions.iter().filter(|one| one.parent.is_none()).count();
    let figures = format!(
        "{} divisions of {} codes in the files, {orphans} without parent, {bad} bad rows, {again} written again",
        stored.len(),
        codes.len()
    );
    // Only the three provinces stand on top.
    let ok = stored == codes && bad == 0 && again == 0 && orphans == 3;
    checks.that(ok, "divisions of Qingdao, Jiayuguan, Xiangyin", &figures);

    let own = format!(
        "code,name\n990000,Checks\n{MESSAGES},Messages\n{CHICAGO},Chicago\n{BOSTON},Boston\n"
    );
    house.import(What::Divisions, own.into_bytes(), "own.csv", &Options::new("own")).await?;
    let units = format!(
        "code,name,kind,division\nm,Messages,government,{MESSAGES}\nc,Chicago,government,{CHICAGO}\nb,Boston,government,{BOSTON}\n"
    );
    house.import(What::Units, units.into_bytes(), "units.csv", &Options::new("own")).await?;
    let bytes = std::fs::read(data.join("messages/categories.csv"))?;
    let report =
        house.import(What::Categories, bytes, "categories.csv", &Options::new("own")).await?;
    let levels = [1, 2, 3]
        .map(|level| house.app.book().categories.iter().filter(|one| one.level == level).count());
    let figures = format!("{} rows, levels {levels:?}", report.rows);
    checks.that(report.ok() && levels[0] == 15, "categories side by side", &figures);
    Ok(())
}
