//! 报送表: a form is made, owed by the calendar, filled with what its filler sees, marked as sent; nobody's name is in it.

use std::io::Cursor;

use axum::body::Body;
use axum::http::Method;
use calamine::{Data, Reader, Xlsx};
use http_body_util::BodyExt;
use huisheng_server::timer;
use huisheng_store::book::example::{COMMUNITY_B, HOUSING, URBAN};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

const ID: &str = "00000000-0000-7000-8000-000000000051";

fn at(what: &str) -> String {
    format!("/forms/{ID}{what}")
}

/// A ledger of all matters by the day on which they came in.
fn ledger() -> Value {
    json!({
        "name": "办件台账", "superior": "县12345中心", "title": "{单位}办件台账（{期间}）", "period": "day",
        "heads": [[{ "text": "", "columns": 1 }, { "text": "诉求", "columns": 3 }, { "text": "办理", "columns": 2 }]],
        "columns": [
            { "heading": "序号", "width": 6, "holds": "running" },
            { "heading": "编号", "width": 24, "holds": "number" },
            { "heading": "标题", "width": 30, "holds": "title" },
            { "heading": "类型", "width": 10, "holds": "kind" },
            { "heading": "主办单位", "width": 20, "holds": "lead" },
            { "heading": "收到日期", "width": 14, "holds": "received", "date": "chinese" },
        ],
        "foot": { "sums": true, "signed": true },
    })
}

/// A matter that an office handles; its number.
async fn led(world: &World, title: &str, lead: huisheng_domain::id::UnitId) -> String {
    let mut said = report();
    (said["title"], said["name"], said["contact"]) =
        (json!(title), json!("王丽"), json!("13900001111"));
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let desk = world.sign_in("dispatcher").await;
    desk.act(&number, "accept", json!({ "severity": "general" })).await.ok();
    desk.act(&number, "assign", json!({ "lead": lead })).await.ok();
    number
}

fn today(world: &World) -> Date {
    world.app.today(world.app.now())
}

/// A place in a workbook, from 0.
type Spot = (u32, u32);

/// The rows of the workbook that somebody is given, each cell as text, and what is merged in it: from where to where.
async fn workbook(who: &Person, body: Value) -> (Vec<Vec<String>>, Vec<(Spot, Spot)>) {
    let kind = [("content-type", "application/json")];
    let body = Body::from(body.to_string());
    let (parts, body) = who.raw(Method::POST, &at("/fill"), &kind, body).await.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    assert_eq!(parts.status, 200, "{}", String::from_utf8_lossy(&bytes));
    assert_eq!(parts.headers["content-length"], bytes.len().to_string().as_str());
    assert!(parts.headers["content-disposition"].to_str().unwrap().contains("form.xlsx"));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let merged = book.merge_cells_by_sheet_id(0).unwrap();
    let rows = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    (rows, merged.into_iter().map(|one| (one.start, one.end)).collect())
}

async fn entries(world: &World, kind: &str) -> Vec<Value> {
    let auditor = world.sign_in("county_audit").await;
    let page = auditor.get(&format!("/audit/entries?limit=200&kind={kind}")).await.ok();
    page["entries"].as_array().unwrap().clone()
}

#[test]
fn a_form_is_made_filled_in_its_columns_and_written_down() {
    story(|world| async move {
        let (one, other) =
            (led(&world, "=1+1 路灯", URBAN).await, led(&world, "屋顶漏水", HOUSING).await);
        let desk = world.sign_in("dispatcher").await;
        let made = desk.put(&at(""), ledger()).await.ok();
        assert_eq!((&made["version"], &made["may_keep"]), (&json!(1), &json!(true)));
        assert_eq!(desk.put(&at(""), ledger()).await.ok()["version"], 1, "sent again");

        let day = today(&world);
        let (rows, merged) = workbook(&desk, json!({ "day": day })).await;
        let in_words = day.strftime("%Y年%-m月%-d日").to_string();
        assert_eq!(rows[0][0], format!("浮山路街道办事处办件台账（{in_words}）"));
        assert_eq!(rows[1][..5], ["序号", "诉求", "", "", "办理"].map(str::to_owned));
        assert_eq!(
            rows[2][1..],
            ["编号", "标题", "类型", "主办单位", "收到日期"].map(str::to_owned)
        );
        let cells = |nth: &str, number: &str, title: &str, unit: &str| {
            [nth, number, title, "求助", unit, &in_words].map(str::to_owned).to_vec()
        };
        assert_eq!(rows[3], cells("1", &one, "=1+1 路灯", "城市管理办公室"));
        assert_eq!(rows[4], cells("2", &other, "屋顶漏水", "房屋管理办公室"));
        assert_eq!(rows[5][0], "合计 2 件");
        assert!(
            rows[6][0].starts_with("填表人：dispatcher    填表单位：浮山路街道办事处"),
            "{}",
            rows[6][0]
        );
        assert_eq!(rows.len(), 7);
        // The title, the heading that reaches up, two groups, and the line of who filled it.
        let spans = [
            ((0, 0), (0, 5)),
            ((1, 0), (2, 0)),
            ((1, 1), (1, 3)),
            ((1, 4), (1, 5)),
            ((6, 0), (6, 5)),
        ];
        assert_eq!(merged, spans);
        let all = format!("{rows:?}");
        for personal in ["王丽", "1390000"] {
            assert!(!all.contains(personal), "{personal}");
        }

        let csv = desk.take(&at("/fill"), json!({ "day": day, "format": "csv" })).await;
        let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[2], "序号,编号,标题,类型,主办单位,收到日期");
        assert_eq!(lines[3], format!("1,{one},'=1+1 路灯,求助,城市管理办公室,{in_words}"));

        let told = entries(&world, "exported").await;
        assert_eq!(told.len(), 2);
        let details = &told[0]["details"];
        assert_eq!((&details["rows"], &details["first"]), (&json!(2), &json!(day)));
        assert_eq!(told[0]["subject"], format!("form {ID}"));
        let written = entries(&world, "form_written").await;
        assert_eq!(written.len(), 1);
        assert_eq!(written[0]["details"]["what"], "made");
    });
}

#[test]
fn it_holds_what_its_filler_sees_and_nobody_elses() {
    story(|world| async move {
        let urban = led(&world, "路灯不亮", URBAN).await;
        led(&world, "屋顶漏水", HOUSING).await;
        let head = world.sign_in("head").await;
        head.put(&at(""), ledger()).await.ok();
        let body = json!({ "day": today(&world), "format": "csv" });
        let own = world.sign_in("clerk").await.take(&at("/fill"), body.clone()).await;
        assert!(own.contains(&urban) && own.contains("合计 1 件"), "{own}");
        // An office beside it knows nothing of the form; the street above fills it with what the street sees.
        for who in ["housing", "grid", "callback"] {
            let status = world.sign_in(who).await.post(&at("/fill"), body.clone()).await.status;
            assert!([403, 404].contains(&status.as_u16()), "{who}: {status}");
        }
        let street = world.sign_in("street_clerk").await.take(&at("/fill"), body.clone()).await;
        assert!(street.contains("合计 2 件"), "{street}");
        // What somebody stepped back from is in none of the rows.
        let clerk = world.sign_in("clerk").await;
        clerk.act(&urban, "recuse", json!({ "reason": "诉求人是我的亲属" })).await.ok();
        let own = clerk.take(&at("/fill"), body).await;
        assert!(!own.contains(&urban) && own.contains("合计 0 件"), "{own}");
        // A clerk fills and makes none; nor does the clerk of the street.
        clerk.put(&at(""), ledger()).await.refused(403, "forbidden");
        world.sign_in("leader").await.get("/forms").await.refused(403, "forbidden");
    });
}

#[test]
fn what_came_in_on_another_day_of_another_kind_or_elsewhere_is_left_out() {
    story(|world| async move {
        led(&world, "昨天的", URBAN).await;
        world.wait_hours(24);
        led(&world, "今天的", URBAN).await;
        let mut dispute = report();
        (dispute["kind"], dispute["title"]) = (json!("dispute"), json!("邻里纠纷"));
        world.sign_in("intake").await.post("/matters", dispute).await.ok();
        let desk = world.sign_in("dispatcher").await;
        let (now, before) = (today(&world), today(&world).saturating_sub(1.days()));
        // What is changed, the day, and which of the three are in it.
        type Change = fn(&mut Value);
        let cases: [(Change, Date, [bool; 3]); 8] = [
            (|_| {}, now, [false, true, true]),
            (|form| form["name"] = json!("昨天"), before, [true, false, false]),
            (|form| form["filter"] = json!({ "kinds": ["dispute"] }), now, [false, false, true]),
            (|form| form["filter"] = json!({ "state": "ended" }), now, [false, false, false]),
            (|form| form["filter"] = json!({ "state": "open" }), now, [false, true, true]),
            (
                |form| form["filter"] = json!({ "divisions": [COMMUNITY_B] }),
                now,
                [false, false, false],
            ),
            (|form| form["filter"] = json!({ "channels": ["LETTER"] }), now, [false, false, false]),
            (|form| form["counted"] = json!("ended"), now, [false, false, false]),
        ];
        for (version, (change, day, there)) in cases.into_iter().enumerate() {
            let mut form = ledger();
            change(&mut form);
            let seen = format!("\"{version}\"");
            desk.send(Method::PUT, &at(""), &[("if-match", seen.as_str())], Some(form)).await.ok();
            let table = desk.take(&at("/fill"), json!({ "day": day, "format": "csv" })).await;
            let found = ["昨天的", "今天的", "邻里纠纷"].map(|title| table.contains(title));
            assert_eq!(found, there, "{version}");
        }
    });
}

#[test]
fn a_value_that_the_code_table_does_not_know_is_told_before_it_is_filled() {
    story(|world| async move {
        led(&world, "路灯不亮", URBAN).await;
        let desk = world.sign_in("dispatcher").await;
        let mut form = ledger();
        form["columns"][3]["codes"] = json!({ "dispute": "07" });
        desk.put(&at(""), form.clone()).await.ok();
        let body =
            |unmapped: bool| json!({ "day": today(&world), "format": "csv", "unmapped": unmapped });
        let refused = desk.post(&at("/fill"), body(false)).await.refused(422, "form_unmapped");
        let told = &refused["facts"]["unmapped"][0];
        assert_eq!(
            *told,
            json!({ "column": 3, "heading": "类型", "code": "request", "name": "求助", "n": 1 })
        );
        assert!(desk.take(&at("/fill"), body(true)).await.contains(",求助,"));
        form["columns"][3]["codes"] = json!({ "request": "01" });
        let seen = [("if-match", "\"1\"")];
        desk.send(Method::PUT, &at(""), &seen, Some(form)).await.ok();
        assert!(desk.take(&at("/fill"), body(false)).await.contains(",01,"));
        // What was refused is not filled.
        let filings = desk.get(&at("/filings")).await.ok();
        assert_eq!(filings["filings"][0]["rows"], 1);
        assert_eq!(entries(&world, "exported").await.len(), 2);
    });
}

#[test]
fn it_is_owed_by_the_calendar_until_somebody_says_that_it_was_sent() {
    story(|world| async move {
        let desk = world.sign_in("dispatcher").await;
        let mut form = ledger();
        (form["period"], form["schedule"]) = (json!("week"), json!({ "days_after": 1 }));
        desk.put(&at(""), form.clone()).await.ok();
        let owed = async |who: &Person| who.get("/forms").await.ok()["forms"][0]["owed"].clone();
        assert_eq!(owed(&desk).await, json!([]));
        // The week is over: it is owed once, however often the timer looks, and yellow on its day.
        let days = desk.get(&at("")).await.ok()["current"].clone();
        let last: Date = days["last"].as_str().unwrap().parse().unwrap();
        let mut hours = 0;
        while today(&world) <= last {
            world.wait_hours(1);
            hours += 1;
            assert!(hours < 200);
        }
        let desk = world.sign_in("dispatcher").await;
        for _ in 0..2 {
            timer::owe_forms(&world.app, world.app.now()).await.unwrap();
        }
        let all = owed(&desk).await;
        assert_eq!(all.as_array().unwrap().len(), 1, "{all}");
        assert_eq!((&all[0]["first"], &all[0]["light"]), (&days["first"], &json!("yellow")));
        world.wait_hours(24);
        let desk = world.sign_in("dispatcher").await;
        assert_eq!(owed(&desk).await[0]["light"], "red");

        desk.take(&at("/fill"), json!({ "day": days["first"], "format": "csv" })).await;
        let filled = &owed(&desk).await[0];
        assert_eq!(
            (&filled["filled"]["by"]["name"], &filled["rows"]),
            (&json!("dispatcher"), &json!(0))
        );
        let body = json!({ "first": days["first"], "last": days["last"] });
        let intake = world.sign_in("intake").await;
        let sent = intake.post(&at("/send"), body.clone()).await.ok();
        assert_eq!(
            (&sent["sent"]["by"]["name"], &sent["light"]),
            (&json!("intake"), &json!("late"))
        );
        assert_eq!(desk.post(&at("/send"), body.clone()).await.ok()["sent"], sent["sent"]);
        assert_eq!(owed(&desk).await, json!([]));
        timer::owe_forms(&world.app, world.app.now()).await.unwrap();
        assert_eq!(owed(&desk).await, json!([]), "what was sent is not owed again");
        let back = desk.post(&at("/unsend"), body.clone()).await.ok();
        assert_eq!((&back["sent"], &back["light"]), (&Value::Null, &json!("red")));
        assert_eq!(desk.post(&at("/unsend"), body).await.ok()["sent"], Value::Null);
        assert_eq!(owed(&desk).await.as_array().unwrap().len(), 1);
        let whats: Vec<_> = entries(&world, "form_written").await;
        let whats: Vec<&Value> = whats.iter().map(|entry| &entry["details"]["what"]).collect();
        assert_eq!(whats, ["unsent", "sent", "made"]);
        let wrong = json!({ "first": days["first"], "last": days["first"] });
        desk.post(&at("/send"), wrong).await.refused(422, "form_period");

        // Another schedule begins today; what is overdue stays.
        (form["period"], form["schedule"]) = (json!("day"), json!({ "days_after": 0 }));
        let seen = [("if-match", "\"1\"")];
        desk.send(Method::PUT, &at(""), &seen, Some(form)).await.ok();
        let all = owed(&desk).await;
        let firsts: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["first"]).collect();
        assert_eq!(firsts, [&days["first"], &json!(today(&world))]);
    });
}

#[test]
fn units_stand_with_the_figures_of_a_bulletin() {
    story(|world| async move {
        led(&world, "路灯不亮", URBAN).await;
        led(&world, "路灯又不亮", URBAN).await;
        led(&world, "屋顶漏水", HOUSING).await;
        let form = json!({
            "name": "统计表", "title": "", "rows": "units", "period": "day",
            "columns": [
                { "heading": "序号", "width": 6, "holds": "running" },
                { "heading": "单位", "width": 20, "holds": "unit" },
                { "heading": "交办", "width": 8, "holds": "count_assigned" },
                { "heading": "解决率%", "width": 8, "holds": "rate_solved" },
            ],
            "foot": { "sums": true },
        });
        let desk = world.sign_in("dispatcher").await;
        desk.put(&at(""), form.clone()).await.ok();
        let body = json!({ "day": today(&world), "format": "csv" });
        let table = desk.take(&at("/fill"), body.clone()).await;
        let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "序号,单位,交办,解决率%");
        let mut units = vec![lines[1], lines[2]];
        units.iter_mut().for_each(|line| *line = line.split_once(',').unwrap().1);
        units.sort_unstable();
        assert_eq!(units, ["城市管理办公室,2,—", "房屋管理办公室,1,—"]);
        assert_eq!(lines[3], "合计,,3,—");
        let drawn = json!({ "span": "day", "day": today(&world) });
        let bulletin = format!("/bulletins/{ID}");
        let drawn = desk.put(&bulletin, drawn).await.ok();
        assert_eq!(drawn["bulletin"]["total"]["assigned"], 3, "the same as in a bulletin");
        // Who sees only the shares of a unit does not see the figures of a place.
        let head = world.sign_in("head").await;
        let other = "/forms/00000000-0000-7000-8000-000000000052";
        head.put(other, form).await.ok();
        head.post(&format!("{other}/fill"), body).await.refused(403, "forbidden");
    });
}

#[test]
fn a_preview_shows_the_head_and_the_first_rows_and_keeps_nothing() {
    story(|world| async move {
        for n in 0..9 {
            let mut said = report();
            said["title"] = json!(format!("第{n}件"));
            world.sign_in("intake").await.post("/matters", said).await.ok();
        }
        let desk = world.sign_in("dispatcher").await;
        let shown = desk.post("/forms/preview", json!({ "form": ledger() })).await.ok();
        assert_eq!((&shown["head_rows"], &shown["more"]), (&json!(3), &json!(true)));
        assert_eq!(shown["rows"].as_array().unwrap().len(), 8);
        assert_eq!(shown["rows"][7][2], "第7件");
        assert_eq!(
            shown["head"][1],
            json!({ "row": 1, "column": 0, "rows": 2, "columns": 1, "text": "序号" })
        );
        let mut wrong = ledger();
        wrong["heads"][0][0]["columns"] = json!(2);
        let refused = desk.post("/forms/preview", json!({ "form": wrong })).await;
        assert_eq!(refused.refused(422, "form_head_width")["field"], "heads[0]");
        assert_eq!(desk.get("/forms").await.ok()["forms"], json!([]));
        let shipped = desk.get("/forms/shipped").await.ok();
        for one in shipped.as_array().unwrap() {
            desk.post("/forms/preview", json!({ "form": one["form"] })).await.ok();
        }
    });
}

#[test]
fn what_cannot_be_kept_and_who_was_slower() {
    story(|world| async move {
        let desk = world.sign_in("dispatcher").await;
        for (change, code, field) in [
            (json!({ "title": "{姓名}" }), "form_placeholder", "title"),
            (json!({ "superior": "找张三13812345678" }), "form_personal", "superior"),
            (json!({ "columns": [] }), "invalid", "columns"),
            (json!({ "rows": "units" }), "form_other_rows", "columns[1].holds"),
            (
                json!({ "period": "chosen", "schedule": { "days_after": 1 } }),
                "form_no_schedule",
                "schedule",
            ),
            (
                json!({ "filter": { "divisions": [crate::world::nobody()] } }),
                "invalid",
                "filter.divisions",
            ),
        ] {
            let mut form = ledger();
            for (key, value) in change.as_object().unwrap() {
                form[key] = value.clone();
            }
            if form["columns"].as_array().unwrap().is_empty() {
                form["heads"] = json!([]);
            }
            let refused = desk.put(&at(""), form).await.refused(422, code);
            assert_eq!(refused["field"], field);
        }
        let mut personal = ledger();
        personal["columns"][1]["holds"] = json!("reporter_name");
        desk.put(&at(""), personal).await.refused(400, "bad_body");
        desk.put(&at(""), ledger()).await.ok();
        let mut other = ledger();
        other["name"] = json!("改名");
        desk.put(&at(""), other.clone()).await.refused(412, "stale");
        let seen = [("if-match", "\"1\"")];
        let changed = desk.send(Method::PUT, &at(""), &seen, Some(other.clone())).await.ok();
        assert_eq!((&changed["version"], &changed["form"]["name"]), (&json!(2), &json!("改名")));
        let mut slower = ledger();
        slower["name"] = json!("另改");
        desk.send(Method::PUT, &at(""), &seen, Some(slower)).await.refused(412, "stale");
        desk.post(&at("/fill"), json!({ "day": "2026-03-02", "last": "2026-03-03" }))
            .await
            .refused(422, "form_period");
        // The county above keeps it too; an office below does not know it.
        let head = world.sign_in("head").await;
        head.put(&at(""), other.clone()).await.refused(404, "not_found");
        head.send(Method::DELETE, &at(""), &[], None).await.refused(404, "not_found");
        let county = world.sign_in("supervisor").await;
        for _ in 0..2 {
            let gone = county.send(Method::DELETE, &at(""), &[], None).await;
            assert_eq!(gone.status, 204);
        }
        desk.get(&at("")).await.refused(404, "not_found");
        assert_eq!(entries(&world, "form_written").await[0]["details"]["what"], "removed");
    });
}
