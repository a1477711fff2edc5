//! A procedure from outside: checked, and kept under the hash of its content. From then on new
//! matters begin with the newest text of its code; those that run keep theirs.

use huisheng_domain::procedure::Procedure;
use huisheng_store::book::Contents;
use huisheng_store::{Book, procedure, setting, trail};
use serde_json::json;

use super::report::BadRow;
use super::{ImportError, Options, Report, What};
use crate::app::App;
use crate::table::Source;

pub(super) async fn import(
    app: &App,
    source: &Source,
    name: &str,
    options: &Options,
) -> Result<Report, ImportError> {
    let text = super::text(source, name)?;
    let mut report = Report {
        id: super::report_id(source, name, options)?,
        dry_run: options.dry_run,
        rows: 1,
        ..Report::default()
    };
    let mut contents = Contents::read(app.store().read()).await?;
    let read = match Procedure::read(&text) {
        Ok(read) => read,
        Err(error) => {
            report.bad.push(bad("procedure", "", &error));
            return Ok(report);
        }
    };
    let newest = contents.procedures.iter().rev().find(|one| one.code == read.code);
    if newest.is_some_and(|newest| newest.hash == read.hash) {
        report.unchanged = 1;
        return Ok(report);
    }
    contents.procedures.retain(|one| one.hash != read.hash);
    contents.procedures.push(read.clone());
    if let Err(error) = Book::of(contents) {
        report.bad.push(bad("procedure", &read.code, &error));
        return Ok(report);
    }
    if options.dry_run {
        return Ok(report);
    }
    let write = options.by.write(app).await?;
    procedure::put(&write, &read, &text, app.now()).await?;
    setting::lists_changed(&write).await?;
    report.written = 1;
    let entry = super::entry(What::Procedures, &report, options);
    let entry = entry.with(json!({ "code": read.code, "hash": read.hash }));
    trail::record(&write, &entry, app.now()).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(report)
}

fn bad(field: &str, value: &str, error: &dyn std::fmt::Display) -> BadRow {
    BadRow {
        line: 0,
        field: field.to_owned(),
        value: value.to_owned(),
        code: "procedure_refused",
        zh: format!("规程不能用：{error}；请改正后重新导入"),
        en: format!("the procedure cannot be used: {error}; correct it and import again"),
    }
}
