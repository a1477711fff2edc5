//! What administrators keep: procedures, accounts, settings. Passwords and secrets stay.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use huisheng_domain::id::Id;
use huisheng_domain::matter::Role;
use huisheng_domain::post::Post;
use huisheng_store::{Micros, account, post, procedure, setting};
use serde_json::json;

use super::{Summary, Wanted};
use crate::app::{App, SECRET};
use crate::command::out::{Form, Outlet, free};
use crate::naming;
use crate::table::writer::{Value, Written};

/// Every version of every procedure, the latest loaded last.
pub(super) async fn procedures(app: &App, wanted: &Wanted, form: Form) -> anyhow::Result<Summary> {
    const HEADER: [&str; 4] = ["规程", "版本", "载入时间", "正文"];
    let zone = app.book().calendar.zone().clone();
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &HEADER)?;
    for row in procedure::all(app.store().read()).await? {
        let at = row.loaded_at.timestamp().unwrap_or_default();
        let line = json!({
            "code": row.code, "hash": row.hash, "loaded_at": at, "source": row.source,
        });
        out.put(line, || {
            vec![
                row.code.as_str().into(),
                row.hash.as_str().into(),
                Value::Instant(at.to_zoned(zone.clone()).datetime()),
                row.source.as_str().into(),
            ]
        })?;
    }
    Ok(wanted.summary(out.finish()?))
}

/// The text of each procedure that new matters begin with, in a folder.
pub(super) async fn procedure_texts(app: &App, wanted: &Wanted) -> anyhow::Result<Summary> {
    let Some(folder) = &wanted.out else {
        bail!("procedures as TOML go to a folder: name one with --out")
    };
    let cannot = || format!("cannot write to {}", folder.display());
    std::fs::create_dir_all(folder).with_context(cannot)?;
    // The latest of a code comes last.
    let mut newest = std::collections::BTreeMap::new();
    for row in procedure::all(app.store().read()).await? {
        newest.insert(row.code, row.source);
    }
    for (code, source) in &newest {
        let file = folder.join(format!("{code}.toml"));
        free(&file, wanted.force)?;
        std::fs::write(&file, source).with_context(cannot)?;
    }
    Ok(wanted.summary(Written { rows: newest.len() as u64, shortened: 0 }))
}

/// Accounts with the posts they hold today, without passwords.
pub(super) async fn accounts(app: &App, wanted: &Wanted, form: Form) -> anyhow::Result<Summary> {
    const HEADER: [&str; 8] =
        ["账号", "姓名", "单位编码", "单位", "岗位", "启用", "须改密码", "建立时间"];
    let book = app.book();
    let zone = book.calendar.zone().clone();
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &HEADER)?;
    let today = app.today(app.now());
    let (mut posts, rows) = (BTreeMap::<_, Vec<Post>>::new(), post::all(app.store().read()).await?);
    for post in rows.into_iter().map(|row| row.post).filter(|post| post.is_held(today)) {
        posts.entry(post.account.uuid()).or_default().push(post);
    }
    for row in account::all(app.store().read()).await? {
        let unit = book.units.get(Id::from_uuid(row.unit));
        let within = unit.and_then(|unit| unit.division).and_then(|id| book.divisions.area_of(id));
        if wanted.area.is_some() && within.is_some() && within != wanted.area {
            continue;
        }
        let held = posts.remove(&row.id).unwrap_or_default();
        let at = Micros::timestamp(row.created_at).unwrap_or_default();
        let line = json!({
            "id": row.id, "login": row.login, "name": row.name,
            "unit": unit.map(|unit| &unit.code), "posts": held.iter().map(|post| post_line(app, post)).collect::<Vec<_>>(), "active": row.active,
            "must_change": row.must_change, "created_at": at,
        });
        out.put(line, || {
            vec![
                row.login.as_str().into(),
                row.name.as_str().into(),
                unit.map_or(Value::Empty, |unit| unit.code.as_str().into()),
                unit.map_or(Value::Empty, |unit| unit.name.as_str().into()),
                Value::Text(
                    held.iter()
                        .map(|post| in_words(app, post))
                        .collect::<Vec<_>>()
                        .join("；")
                        .into(),
                ),
                Value::Flag(row.active),
                Value::Flag(row.must_change),
                Value::Instant(at.to_zoned(zone.clone()).datetime()),
            ]
        })?;
    }
    Ok(wanted.summary(out.finish()?))
}

/// A post as an object; its places by their codes.
fn post_line(app: &App, post: &Post) -> serde_json::Value {
    let book = app.book();
    let code =
        |id| book.divisions.get(id).and_then(|one| one.code.as_ref().map(ToString::to_string));
    json!({
        "id": post.id, "unit": book.units.get(post.unit).map(|unit| &unit.code), "roles": post.roles,
        "title": post.title, "places": post.places.iter().filter_map(|id| code(*id)).collect::<Vec<_>>(),
        "grids": post.grids, "force": post.force, "begins": post.term.begins, "ends": post.term.ends,
        "stands_in_for": post.stands_in_for,
    })
}

/// 城市管理办公室：经办、负责人.
fn in_words(app: &App, post: &Post) -> String {
    let book = app.book();
    let unit = book.units.get(post.unit).map_or("", |unit| unit.name.as_str());
    let name = |role: &Role| naming::of(naming::ROLES, role.code()).to_owned();
    let roles: Vec<String> = post.roles.iter().map(name).collect();
    format!("{unit}：{}", roles.join("、"))
}

/// Settings, without the secret of the installation.
pub(super) async fn settings(app: &App, wanted: &Wanted, form: Form) -> anyhow::Result<Summary> {
    const HEADER: [&str; 2] = ["设置", "值"];
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &HEADER)?;
    for row in setting::all(app.store().read()).await? {
        if row.name == SECRET {
            continue;
        }
        let line = json!({ "name": row.name, "value": row.value });
        out.put(line, || vec![row.name.as_str().into(), row.value.as_str().into()])?;
    }
    Ok(wanted.summary(out.finish()?))
}
