//! Attachments: the bytes in folders by matter, with a list of them.

use std::path::Path;

use anyhow::{Context, bail};
use futures::TryStreamExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, MatterId};
use huisheng_store::file::{self, FileRow};
use huisheng_store::{FileStore, matter};
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::{Summary, Wanted};
use crate::app::App;
use crate::command::out::{Form, Outlet};
use crate::table::writer::{self, Value};

/// Files of a page.
const PAGE: u64 = 500;
/// Faults that are told; more say no more.
const TOLD: usize = 100;

const HEADER: [&str; 9] =
    ["编号", "附件", "文件", "类型", "字节", "SHA-256", "宽", "高", "上传时间"];

/// A line of the list.
#[derive(Serialize)]
struct Line {
    number: String,
    id: FileId,
    file: String,
    mime: String,
    size: u64,
    sha256: String,
    width: Option<u32>,
    height: Option<u32>,
    uploaded: Timestamp,
}

/// Copies the files of every matter; uploads that still wait for one stay where they are.
pub(super) async fn copy(
    app: &App,
    wanted: &Wanted,
    areas: &[Area],
    form: Form,
    told: impl Fn(u64),
) -> anyhow::Result<Summary> {
    let Some(folder) = &wanted.out else { bail!("files go to a folder: name one with --out") };
    let taken =
        folder.exists() && !std::fs::read_dir(folder).is_ok_and(|mut dir| dir.next().is_none());
    if taken && !wanted.force {
        bail!("{} is not empty: name another folder, or --force", folder.display());
    }
    let cannot = || format!("cannot write to {}", folder.display());
    tokio::fs::create_dir_all(folder).await.with_context(cannot)?;
    let list = folder.join(match form {
        Form::Table(writer::Format::Csv) => "files.csv",
        Form::Table(_) => "files.xlsx",
        Form::Lines | Form::Features => "files.jsonl",
    });
    let mut out = Outlet::open(form, Some(&list), wanted.force, &HEADER)?;
    let (mut rows, mut bytes, mut faults) = (0, 0, Vec::new());
    for area in areas {
        let mut after = None;
        loop {
            let reader = app.store().read();
            let page = file::page(reader, *area, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            let ids: Vec<MatterId> = page.iter().filter_map(|row| row.matter).collect();
            let numbers = matter::numbers(reader, *area, &ids).await?;
            for row in page {
                let Some(number) = row.matter.and_then(|id| numbers.get(&id)) else { continue };
                let line = line(row.clone(), number);
                match copy_one(app.files(), &row, &folder.join(&line.file)).await? {
                    Ok(copied) => bytes += copied,
                    Err(why) if faults.len() < TOLD => faults.push(format!("{}: {why}", line.file)),
                    Err(_) => {}
                }
                out.put(&line, || cells(&line, app))?;
                rows += 1;
            }
            told(rows);
        }
    }
    Ok(Summary { bytes, faults, ..wanted.summary(out.finish()?) })
}

fn line(row: FileRow, number: &str) -> Line {
    Line {
        file: format!("{number}/{}.{}", row.id, ending(&row.mime)),
        number: number.to_owned(),
        id: row.id,
        size: row.size,
        sha256: hex::encode(row.sha256),
        width: row.width,
        height: row.height,
        uploaded: row.uploaded,
        mime: row.mime,
    }
}

fn cells<'l>(line: &'l Line, app: &App) -> Vec<Value<'l>> {
    let pixels = |pixels: Option<u32>| pixels.map_or(Value::Empty, |n| Value::Integer(n.into()));
    let zone = app.book().calendar.zone().clone();
    vec![
        line.number.as_str().into(),
        Value::Text(line.id.to_string().into()),
        line.file.as_str().into(),
        line.mime.as_str().into(),
        Value::Integer(i64::try_from(line.size).unwrap_or(i64::MAX)),
        line.sha256.as_str().into(),
        pixels(line.width),
        pixels(line.height),
        Value::Instant(line.uploaded.to_zoned(zone).datetime()),
    ]
}

/// Copies one file piece by piece, and looks whether it still is what was uploaded. Inside, how
/// many bytes or what is wrong with it; outside, why nothing can be written.
async fn copy_one(
    files: &FileStore,
    row: &FileRow,
    to: &Path,
) -> anyhow::Result<Result<u64, String>> {
    let mut pieces = match files.get(row).await {
        Ok(found) => found.into_stream(),
        Err(error) => return Ok(Err(error.to_string())),
    };
    let cannot = || format!("cannot write {}", to.display());
    if let Some(folder) = to.parent() {
        tokio::fs::create_dir_all(folder).await.with_context(cannot)?;
    }
    let mut out = tokio::fs::File::create(to).await.with_context(cannot)?;
    let (mut hasher, mut size) = (Sha256::new(), 0);
    loop {
        match pieces.try_next().await {
            Ok(Some(piece)) => {
                hasher.update(&piece);
                size += piece.len() as u64;
                out.write_all(&piece).await.with_context(cannot)?;
            }
            Ok(None) => break,
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
    out.flush().await.with_context(cannot)?;
    let same = hasher.finalize().as_slice() == row.sha256;
    Ok(if same { Ok(size) } else { Err("the bytes are not those that were uploaded".to_owned()) })
}

fn ending(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "audio/mp4" => "m4a",
        "audio/mpeg" => "mp3",
        "audio/wav" => "wav",
        "audio/ogg" => "ogg",
        "audio/webm" | "video/webm" => "webm",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "application/pdf" => "pdf",
        "application/ofd" => "ofd",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => "bin",
    }
}
