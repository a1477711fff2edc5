//! A morning of orders from above: the sheet that the city's platform gives out comes in twice and changes once, and the
//! answers go back in the city's own columns.

use axum::http::Method;
use huisheng_store::book::example::URBAN;
use serde_json::{Value, json};

use crate::world::{Person, World, story};

/// The platform's columns: one of its own naming, the rest as they are usually called.
fn city() -> Value {
    json!({
        "name": "市12345", "channel": "PHONE12345", "columns": { "due": "处置截止" },
        "reply": [
            { "header": "工单编号", "holds": "number" }, { "header": "承办部门", "holds": "unit" },
            { "header": "办理情况", "holds": "result" }, { "header": "备注", "holds": "blank" },
            { "header": "是否解决", "holds": "solved" },
        ],
    })
}

const HEADER: &str =
    "工单编号,受理时间,处置截止,工单状态,诉求内容,补充内容,事发地址,来电人,联系电话,是否保密,备用";

/// A sheet with a title above and a sum below.
fn sheet(rows: &[&str]) -> Vec<u8> {
    format!("市12345交办单,,,,,,,,,,\n{HEADER}\n{}\n合计,,,,,,,,,,\n", rows.join("\n")).into_bytes()
}

const LAMP: &str = "GD-1,2026-03-01 08:10,2027-03-04,待签收,和美小区西门路灯不亮,,和美小区西门,王芳,13900000021,否,x";
const WATER: &str = "GD-2,2026/3/1 9:05,,待签收,三号楼漏水,,,李强,139****0022,要求保密,x";

async fn read(who: &Person, rows: &[&str], take: bool) -> Value {
    let path = format!("/upstream/sheets?source=市12345&take={take}");
    let path = path.replace("市", "%E5%B8%82");
    who.upload(&path, "今日.csv", &sheet(rows)).await.ok()
}

fn counts(reading: &Value) -> [u64; 6] {
    ["new", "changed", "same", "elsewhere", "refused", "bad_rows"]
        .map(|name| reading[name].as_u64().expect("a count"))
}

async fn kept(world: &World) {
    world.sign_in("dispatcher").await.put("/upstream/sources", city()).await.ok();
}

async fn all(who: &Person) -> Vec<Value> {
    who.get("/matters").await.ok()["matters"].as_array().expect("matters").clone()
}

fn difference(reading: &Value, field: &str) -> Value {
    let all = reading["lines"][0]["differences"].as_array().expect("differences");
    all.iter().find(|one| one["field"] == field).cloned().unwrap_or_default()
}

#[test]
fn a_sheet_is_compared_taken_in_and_never_doubled() {
    story(|world| async move {
        kept(&world).await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let rows = [
            LAMP,
            WATER,
            "GD-3,2026-13-01,,,井盖,,,,,,",
            "GD-1,,,,再来一次,,,,,,",
            ",,,,无号,,,,,,",
        ];
        let seen = read(&intake, &rows, false).await;
        assert_eq!(counts(&seen), [2, 0, 0, 0, 0, 3], "{seen}");
        let codes: Vec<_> =
            seen["bad"].as_array().unwrap().iter().map(|bad| &bad["code"]).collect();
        assert_eq!((codes.len(), codes[1]), (3, &json!("repeated")), "{seen}");
        assert_eq!(seen["columns"]["due"], "处置截止");
        assert_eq!(seen["unread"], json!(["备用"]));
        assert_eq!(seen["flags"], json!({ "phone_unreadable": 1 }));
        assert_eq!((&seen["taken"], all(&intake).await.len()), (&json!(false), 0), "only shown");

        let taken = read(&intake, &rows, true).await;
        assert_eq!(counts(&taken), [2, 0, 0, 0, 0, 3]);
        let number = taken["lines"][0]["ours"].as_str().unwrap().to_owned();
        let matter = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(matter["upstream"]["number"], "GD-1");
        assert_eq!(matter["upstream"]["state"], "待签收");
        assert_eq!(
            matter["upstream"]["due"], "2027-03-04T16:00:00Z",
            "a day is due when it is over"
        );
        assert_eq!(matter["channel"], "PHONE12345");
        assert_eq!(matter["reports"][0]["contact"], "139****0021");
        let water = taken["lines"][1]["ours"].as_str().unwrap();
        let water = dispatcher.get(&format!("/matters/{water}")).await.ok();
        assert_eq!(water["reports"][0]["confidential"], true);
        assert_eq!(
            water["reports"][0]["contact"],
            Value::Null,
            "what was hidden is nobody's number"
        );

        // Stars stand for whatever is below them: nobody finds out by trying.
        let guess = |last: &str| LAMP.replace("不亮,,", &format!("不亮,来电 139{last}000000,"));
        for last in ["00", "77"] {
            let seen = read(&intake, &[&guess(last)], false).await;
            assert_eq!(counts(&seen), [0, 1, 0, 0, 0, 0], "{seen}");
        }
        read(&intake, &[&guess("77")], true).await;
        for last in ["00", "77"] {
            assert_eq!(counts(&read(&intake, &[&guess(last)], false).await), [0, 0, 1, 0, 0, 0]);
        }
        for take in [false, true] {
            let again = read(&dispatcher, &rows, take).await;
            assert_eq!(counts(&again), [0, 0, 2, 0, 0, 3], "{again}");
        }
        assert_eq!(all(&intake).await.len(), 2);
        // What is kept from somebody is neither shown nor taken by that person, and not doubled either.
        intake.act(&number, "recuse", json!({ "reason": "与诉求人有亲属关系" })).await.ok();
        let kept = read(&intake, &[&LAMP.replace("待签收", "已督办")], true).await;
        assert_eq!(counts(&kept), [0, 0, 0, 1, 0, 0], "{kept}");
        assert_eq!(kept["lines"], json!([]));
        // What is packed so that nobody sees how much it is, is not unpacked.
        let packed = intake
            .upload("/upstream/sheets?source=%E5%B8%8212345", "a.csv.gz", b"\x1f\x8b\x08")
            .await;
        assert_eq!(packed.refused(422, "invalid")["field"], "file");
    });
}

#[test]
fn what_the_platform_says_anew_is_shown_and_written_down_once() {
    story(|world| async move {
        kept(&world).await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let taken = read(&intake, &[LAMP], true).await;
        let number = taken["lines"][0]["ours"].as_str().unwrap().to_owned();
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        let urged = LAMP
            .replace("2027-03-04,待签收", "2027-03-20,已督办")
            .replace("不亮,,", "不亮,来电人催办：晚上摔了人，电话13900000021,");
        let seen = read(&intake, &[&urged], false).await;
        assert_eq!(counts(&seen), [0, 1, 0, 0, 0, 0]);
        assert_eq!(
            difference(&seen, "state"),
            json!({ "field": "state", "before": "待签收", "after": "已督办" })
        );
        assert_eq!(difference(&seen, "due")["after"], "2027-03-20T16:00:00Z");
        assert_eq!(difference(&seen, "text"), Value::Null);
        // Another day is set one level above the office that gains by it; the rest is written down all the same.
        let taken = read(&intake, &[&urged], true).await;
        assert_eq!(counts(&taken), [0, 1, 0, 0, 1, 0]);
        assert_eq!(taken["lines"][0]["refusal"]["code"], "not_allowed");
        let left = read(&dispatcher, &[&urged], true).await;
        assert_eq!(counts(&left), [0, 1, 0, 0, 0, 0]);
        assert_eq!(left["lines"][0]["differences"].as_array().unwrap().len(), 1, "{left}");
        assert_eq!(counts(&read(&intake, &[&urged], true).await), [0, 0, 1, 0, 0, 0]);

        let matter = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(matter["upstream"]["due"], "2027-03-20T16:00:00Z");
        let history = matter["history"].as_array().unwrap();
        let heard: Vec<_> =
            history.iter().filter(|step| step["kind"] == "upstream_heard").collect();
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0]["words"]["text"], "来电人催办：晚上摔了人，电话139****0021");
        let code = intake.get("/matters?q=督办").await.ok();
        assert_eq!(code["matters"], json!([]), "a state is no word of the matter");
    });
}

#[test]
fn a_platform_is_kept_by_version_and_only_what_can_be_used() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let unknown = intake.upload("/upstream/sheets?source=x", "a.csv", &sheet(&[LAMP])).await;
        assert_eq!(unknown.refused(422, "invalid")["field"], "source");
        intake.put("/upstream/sources", city()).await.refused(403, "forbidden");
        let made = dispatcher.put("/upstream/sources", city()).await.ok();
        assert_eq!(made["version"], 1);
        assert_eq!(dispatcher.put("/upstream/sources", city()).await.ok()["version"], 1);
        let mut other = city();
        other["columns"]["number"] = json!("任务号");
        dispatcher.put("/upstream/sources", other.clone()).await.refused(412, "stale");
        let seen = [("if-match", "\"1\"")];
        let path = "/upstream/sources";
        let kept = dispatcher.send(Method::PUT, path, &seen, Some(other.clone())).await.ok();
        assert_eq!(kept["version"], 2);
        let mut wrong = city();
        wrong["reply"] = json!([{ "header": "办理情况", "holds": "result" }]);
        let wrong = dispatcher.put(path, wrong).await.refused(422, "invalid");
        assert_eq!(wrong["field"], "reply");
        let listed = intake.get(path).await.ok();
        assert_eq!(
            (&listed["may_change"], &listed["sources"][0]["source"]),
            (&json!(false), &other)
        );
        // The column that is named is not in the sheet.
        let path = "/upstream/sheets?source=%E5%B8%8212345";
        let refused = intake.upload(path, "今日.csv", &sheet(&[LAMP])).await;
        let refused = refused.refused(422, "import_refused");
        assert!(refused["zh"]["reason"].as_str().unwrap().contains("任务号"), "{refused}");
        world.sign_in("clerk").await.get("/upstream/sources").await.refused(403, "forbidden");
    });
}

#[test]
fn answers_go_back_in_their_columns_until_they_are_entered() {
    story(|world| async move {
        kept(&world).await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let taken = read(&intake, &[LAMP, WATER], true).await;
        let number = taken["lines"][0]["ours"].as_str().unwrap().to_owned();
        let owed = async || {
            let queues = intake.get("/queues").await.ok();
            let queue = queues["queues"].as_array().unwrap();
            let waits =
                queue.iter().find(|one| one["code"] == "to_enter").unwrap()["count"].clone();
            let listed = intake.get("/matters?queue=to_enter").await.ok();
            assert_eq!(
                waits.as_u64().unwrap() as usize,
                listed["matters"].as_array().unwrap().len()
            );
            let path = "/upstream/replies?source=%E5%B8%8212345";
            intake.get(path).await.ok()["replies"].as_array().unwrap().clone()
        };
        assert_eq!(owed().await, Vec::<Value>::new());
        let entered = |answered: &Value| {
            let line = json!({ "number": number, "answered": answered });
            intake.post("/upstream/replies/entered", json!({ "replies": [line] }))
        };
        let refused = entered(&Value::Null).await.ok();
        assert_eq!(refused["entered"], 0);
        assert_eq!(refused["refused"][0]["refusal"]["code"], "not_now");

        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        handled(&world, &number).await;
        let waiting = owed().await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(
            (&waiting[0]["number"], &waiting[0]["ours"], &waiting[0]["result"]),
            (&json!("GD-1"), &json!(number), &json!("路灯已修复"))
        );
        let body = json!({ "source": "市12345", "format": "csv" });
        let file = intake.take("/upstream/replies", body.clone()).await;
        let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            lines,
            ["工单编号,承办部门,办理情况,备注,是否解决", "GD-1,城市管理办公室,路灯已修复,,"]
        );
        assert!(!file.contains("王芳") && !file.contains("139"));

        let first = waiting[0]["answered"].clone();
        assert_eq!(entered(&first).await.ok(), json!({ "entered": 1, "refused": [] }));
        assert_eq!(owed().await, Vec::<Value>::new());
        let shown = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert!(shown["upstream"]["entered"].is_string());
        // Not solved, and done again: the next answer is owed anew.
        let callback = world.sign_in("callback").await;
        let voice = shown["reports"][0]["id"].clone();
        let verdict = json!({ "report": voice, "verdict": { "contacted": true, "solved": "not", "satisfied": 1 }, "reason": "没修好" });
        callback.act(&number, "callback", verdict).await.ok();
        dispatcher.act(&number, "rework", json!({ "reason": "未解决" })).await.ok();
        world.wait_hours(1);
        handled(&world, &number).await;
        let next = owed().await;
        assert_eq!(next.len(), 1);
        // Who marks from the sheet of before has not entered this one.
        let late = entered(&first).await.ok();
        assert_eq!(late["refused"][0]["refusal"]["code"], "stale", "{late}");
        assert_eq!(owed().await.len(), 1);
        assert_eq!(entered(&next[0]["answered"]).await.ok()["entered"], 1);
    });
}

/// The office answers, its head signs, the street reviews.
async fn handled(world: &World, number: &str) {
    let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
    let dispatcher = world.sign_in("dispatcher").await;
    let shares = clerk.get(&format!("/matters/{number}")).await.ok()["assignments"].clone();
    let share =
        shares.as_array().unwrap().iter().find(|one| one["role"] == "lead").unwrap().clone();
    let own = json!({ "assignment": share["id"] });
    if share["signed_in"].is_null() {
        clerk.act(number, "sign-in", own.clone()).await.ok();
        clerk.act(number, "contact", own).await.ok();
    }
    let file = clerk.upload("/files", "a.jpg", &crate::camera::photo()).await.ok()["id"].clone();
    let result = json!({
        "assignment": share["id"], "process": "现场更换灯头", "result": "路灯已修复", "evidence": [file],
    });
    clerk.act(number, "submit", result).await.ok();
    let pass = json!({ "pass": true, "opinion": "属实" });
    head.act(number, "sign-off", pass.clone()).await.ok();
    dispatcher.act(number, "review", pass).await.ok();
}

#[test]
fn orders_copied_out_of_the_page_come_in_like_those_of_a_sheet() {
    story(|world| async move {
        kept(&world).await;
        let dispatcher = world.sign_in("dispatcher").await;
        let read = async |text: &str, take: bool| {
            let path = format!("/upstream/texts?source=%E5%B8%8212345&take={take}");
            dispatcher.post(&path, json!({ "orders": text })).await
        };
        let page = "工单编号：GD-1\n处置截止：2027-03-04\n来电人：王芳\n联系电话：13900000021\n诉求内容：和美小区西门路灯不亮\n三天了\n\n\
                    工单编号：GD-2\n诉求内容：三号楼漏水";
        assert_eq!(counts(&read(page, false).await.ok()), [2, 0, 0, 0, 0, 0]);
        assert_eq!(all(&dispatcher).await.len(), 0, "only shown");
        assert_eq!(counts(&read(page, true).await.ok()), [2, 0, 0, 0, 0, 0]);
        assert_eq!(counts(&read(page, true).await.ok()), [0, 0, 2, 0, 0, 0], "nothing is doubled");

        // Rows of the list, copied with their headers, and the sheet that has the same order.
        let rows = "工单编号\t处置截止\t工单状态\t诉求内容\nGD-2\t\t处理中\t三号楼漏水";
        let seen = read(rows, true).await.ok();
        assert_eq!(counts(&seen), [0, 1, 0, 0, 0, 0], "{seen}");
        assert_eq!(difference(&seen, "state")["after"], "处理中");
        assert_eq!(all(&dispatcher).await.len(), 2);

        read(" ", false).await.refused(422, "missing");
        read("今天没有工单", false).await.refused(422, "import_refused");
    });
}

#[test]
fn what_the_city_heard_from_the_reporter_comes_with_its_sheet_once() {
    story(|world| async move {
        kept(&world).await;
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let rated = |solved: &str, satisfied: &str| {
            let rows = format!(
                "工单编号,处置截止,诉求内容,回访结果,满意度\nGD-1,,和美小区西门路灯不亮,{solved},{satisfied}\n"
            );
            let path = "/upstream/sheets?source=%E5%B8%8212345&take=true";
            let intake = &intake;
            async move { intake.upload(path, "回访.csv", rows.as_bytes()).await.ok() }
        };
        let taken = rated("未解决", "不满意").await;
        assert_eq!(counts(&taken), [1, 0, 0, 0, 0, 0]);
        let number = taken["lines"][0]["ours"].as_str().expect("a number").to_owned();
        let seen = async || dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen().await["upstream"]["rating"], Value::Null, "there is no answer yet");
        let exit = json!({ "reason": "legal_route", "told": "请依法诉讼" });
        dispatcher.act(&number, "exit", exit).await.ok();

        let taken = rated("未解决", "不满意").await;
        assert_eq!(counts(&taken), [0, 1, 0, 0, 0, 0], "{taken}");
        assert_eq!(difference(&taken, "satisfaction")["after"], "2");
        let rating = seen().await["upstream"]["rating"].clone();
        assert_eq!((&rating["solved"], &rating["satisfaction"]), (&json!("not"), &json!(2)));
        assert_eq!(counts(&rated("未解决", "不满意").await), [0, 0, 1, 0, 0, 0], "once");
        let odd = rated("待定", "五颗星").await;
        assert_eq!(
            (counts(&odd), &odd["flags"]),
            ([0, 0, 1, 0, 0, 0], &json!({ "rating_unknown": 1 }))
        );
        let taken = rated("已解决", "满意").await;
        assert_eq!(difference(&taken, "solved")["before"], "not");
        assert_eq!(seen().await["upstream"]["rating"]["solved"], "solved");
    });
}
