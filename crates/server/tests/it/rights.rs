//! Rights of the person: what somebody asks of the own data is a matter of its own, the consent is taken back at once,
//! and what was kept long enough goes by itself. Tests are named after what leaked elsewhere.

use axum::http::Method;
use huisheng_domain::category::Category;
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef};
use huisheng_server::timer;
use huisheng_store::book::example::{self, HOUSING, QUARTER_A, URBAN};
use huisheng_store::{category, responsibility, verify};
use serde_json::{Value, json};

use crate::camera;
use crate::world::{Answer, Person, World, keeper_of_registers, report, story};

const NAME: &str = "王丽";
const PHONE: &str = "13900000001";

/// A resident with number and code.
struct Reporter {
    anyone: Person,
    number: String,
    code: String,
}

impl Reporter {
    async fn of(world: &World, more: Value) -> Self {
        let mut said = report();
        said["channel"] = json!("WECHAT");
        said["notice"] = json!(1);
        said.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = world.resident().post("/public/matters", said).await.ok();
        Self::kept(world, &made)
    }

    fn kept(world: &World, made: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let (number, code) = (text(&made["number"]), text(&made["code"]));
        Self { anyone: world.resident(), number, code }
    }

    async fn reads(&self, what: &str) -> Answer {
        let code = [("x-follow-code", self.code.as_str())];
        let path = format!("/public/matters/{}{what}", self.number);
        self.anyone.send(Method::GET, &path, &code, None).await
    }

    async fn does(&self, verb: &str, body: Value) -> Answer {
        let code = [("x-follow-code", self.code.as_str())];
        self.anyone.post_with(&format!("/public/matters/{}/{verb}", self.number), &code, body).await
    }

    /// Asks something of the own data: a matter of its own.
    async fn asks(&self, world: &World, right: &str) -> Self {
        let made = self.does("rights", json!({ "right": right, "text": "请处理" })).await.ok();
        Self::kept(world, &made)
    }
}

async fn seen(who: &Person, number: &str) -> Value {
    who.get(&format!("/matters/{number}")).await.ok()
}

async fn assign(world: &World, number: &str, lead: huisheng_domain::id::UnitId) {
    let dispatcher = world.sign_in("dispatcher").await;
    dispatcher.act(number, "accept", json!({})).await.ok();
    dispatcher.act(number, "assign", json!({ "lead": lead })).await.ok();
}

async fn erase(who: &Person, number: &str, request: &str, words: bool) -> Answer {
    let report = seen(who, number).await["reports"][0]["id"].clone();
    let body = json!({ "report": report, "request": request, "words": words });
    who.act(number, "erase-voice", body).await
}

async fn verified(world: &World) {
    let (app, zone) = (&world.app, jiff::tz::TimeZone::get("Asia/Shanghai").unwrap());
    let report = verify::run(app.store(), Some(app.files()), app.secret(), &zone, |_| {}).await;
    let report = report.expect("a report");
    assert!(report.ok(), "{:#?}", report.problems);
}

/// Nothing of the person stands in the tables any more: what staff read, find, follow and take out tells nothing.
async fn tells_nothing(world: &World, number: &str, pieces: &[&str]) {
    let (dispatcher, audit) = (world.sign_in("dispatcher").await, world.sign_in("audit").await);
    let mut told = vec![seen(&dispatcher, number).await.to_string()];
    told.push(dispatcher.get("/matters").await.ok().to_string());
    told.push(audit.get(&format!("/audit/entries?number={number}")).await.ok().to_string());
    told.push(audit.get(&format!("/audit/acts?number={number}")).await.ok().to_string());
    let taken = json!({ "form": "csv", "reason": "例行检查" });
    let (_, bytes) = {
        let answer = audit.raw(
            Method::POST,
            "/audit/exports",
            &[("content-type", "application/json")],
            axum::body::Body::from(taken.to_string()),
        );
        let (parts, body) = answer.await.into_parts();
        let body = http_body_util::BodyExt::collect(body).await.unwrap().to_bytes();
        (parts, body.to_vec())
    };
    told.push(String::from_utf8_lossy(&bytes).into_owned());
    for piece in pieces {
        for text in &told {
            assert!(!text.contains(piece), "{piece} in {text}");
        }
    }
}

#[test]
fn somebody_asks_for_erasure_and_the_office_erases() {
    story(|world| async move {
        let photo = camera::photo();
        let file = world.resident().upload("/public/files", "a.jpg", &photo).await.ok();
        let own = Reporter::of(&world, json!({ "files": [file["id"]] })).await;
        assign(&world, &own.number, URBAN).await;
        let request = own.asks(&world, "delete").await;
        assert_ne!((&own.number, &own.code), (&request.number, &request.code));
        let (dispatcher, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
        let asked = seen(&dispatcher, &request.number).await;
        assert_eq!(
            (&asked["kind"], &asked["procedure"]),
            (&json!("privacy_request"), &json!("privacy_request"))
        );
        assert_eq!(asked["asked"]["right"], "delete");
        assert_eq!(asked["links"], json!([{ "kind": "right_of", "number": own.number }]));
        assert_eq!(
            asked["reports"][0]["contact"], "139****0001",
            "the same person, who can be reached"
        );
        dispatcher.act(&request.number, "accept", json!({})).await.ok();
        let asked = seen(&dispatcher, &request.number).await;
        let resolve =
            asked["clocks"].as_array().unwrap().iter().find(|one| one["name"] == "resolve");
        assert_eq!(resolve.unwrap()["limit"], "15wd");
        // By whom, and by what, it is not erased.
        clerk
            .act(
                &own.number,
                "sign-in",
                json!({ "assignment": seen(&clerk, &own.number).await["assignments"][0]["id"] }),
            )
            .await
            .ok();
        erase(&clerk, &own.number, &own.number, true).await.refused(403, "not_allowed");
        let copy = own.asks(&world, "copy").await;
        erase(&dispatcher, &own.number, &copy.number, true).await.refused(422, "invalid");
        let other = Reporter::of(&world, json!({})).await;
        erase(&dispatcher, &other.number, &request.number, true).await.refused(422, "invalid");
        let nobody = "990101202611220000127";
        erase(&dispatcher, &own.number, nobody, true).await.refused(404, "not_found");
        // Then it is.
        erase(&dispatcher, &own.number, &request.number, true).await.ok();
        let told = own.reads("").await.ok();
        let steps = told["steps"].as_array().unwrap();
        assert_eq!(steps.last().unwrap()["kind"], "voice_erased");
        assert!(!told.to_string().contains("老人晚上"), "{told}");
        let held = own.reads("/own").await.ok();
        assert_eq!((&held["held"], &held["erased"]["ground"]), (&json!([]), &json!("requested")));
        let shown = seen(&dispatcher, &own.number).await;
        let voice = &shown["reports"][0];
        assert_eq!(
            (&voice["name"], &voice["contact"], &voice["contactable"]),
            (&Value::Null, &Value::Null, &json!(false))
        );
        assert_eq!(shown["files"], json!([]));
        let path = format!("/matters/{}/files/{}", own.number, file["id"].as_str().unwrap());
        assert_eq!(dispatcher.get(&path).await.status, 404);
        tells_nothing(&world, &own.number, &["老人晚上"]).await;
        let found = dispatcher.get("/matters?q=%E8%80%81%E4%BA%BA%E6%99%9A%E4%B8%8A").await.ok();
        assert_eq!(found["matters"].as_array().unwrap().len(), 1, "only that of another: {found}");
        verified(&world).await;
        // The rest is work as ever, and the answer stands on the page of the request.
        erase(&dispatcher, &own.number, &request.number, true).await.refused(409, "already_done");
        request.reads("").await.ok();
    });
}

/// Peers' leak: whoever could read the request could open the matter it is about.
#[test]
fn the_link_of_a_request_opens_nothing() {
    story(|world| async move {
        let own = Reporter::of(&world, json!({ "kind": "complaint" })).await;
        assign(&world, &own.number, URBAN).await;
        let request = own.asks(&world, "explain").await;
        assign(&world, &request.number, HOUSING).await;
        let housing = world.sign_in("housing").await;
        let asked = seen(&housing, &request.number).await;
        assert_eq!(asked["links"][0]["number"], json!(own.number));
        housing.get(&format!("/matters/{}", own.number)).await.refused(404, "not_found");
        // Who complained is sealed in the request as well.
        let voice = &asked["reports"][0];
        assert_eq!((&voice["sealed"], &voice["name"]), (&json!(true), &Value::Null));
        assert!(!asked.to_string().contains(NAME) && !asked.to_string().contains(PHONE), "{asked}");
        assert!(!asked.to_string().contains("路灯"), "nothing of what it is about: {asked}");
        // Its own code opens the one, the other's code the other.
        request.reads("").await.ok();
        let crossed = Reporter { code: request.code.clone(), number: own.number.clone(), ..own };
        crossed.reads("").await.refused(404, "not_found");
    });
}

#[test]
fn a_request_goes_to_whom_the_list_names_for_personal_data() {
    story(|world| async move {
        let (mut categories, (version, rows)) = {
            let lists = example::contents();
            (lists.categories, lists.responsibilities)
        };
        let lamps = categories.iter().find(|one| one.id == example::LAMPS).unwrap().clone();
        let id = huisheng_domain::id::Id::of_code("category", "personal data");
        let (code, name) = ("9901".to_owned(), "个人信息".to_owned());
        categories.push(Category { id, code, name, parent: None, level: 1, ..lamps });
        let row = ResponsibilityRow {
            id: huisheng_domain::id::Id::of_code("row", "personal data"),
            category: id,
            scope: Scope::Everywhere,
            lead: UnitRef::Unit { unit: HOUSING },
            ..rows[0].clone()
        };
        let write = world.app.store().write().await.unwrap();
        category::put(&write, &categories).await.unwrap();
        responsibility::put(&write, version, &[row]).await.unwrap();
        write.commit().await.unwrap();
        let world = world.another_node().await;
        let request = Reporter::of(&world, json!({})).await.asks(&world, "copy").await;
        let dispatcher = world.sign_in("dispatcher").await;
        dispatcher.act(&request.number, "accept", json!({})).await.ok();
        let asked = seen(&dispatcher, &request.number).await;
        assert_eq!(asked["category_name"], "个人信息");
        assert_eq!(asked["routed"]["lead"], json!(HOUSING));
    });
}

/// Whoever is complained of learns of it by the request about it.
#[test]
fn a_request_is_hidden_from_the_office_complained_of() {
    story(|world| async move {
        let complaint = json!({ "kind": "complaint", "subjects": { "units": [URBAN] } });
        let own = Reporter::of(&world, complaint).await;
        let request = own.asks(&world, "copy").await;
        for who in ["clerk", "head"] {
            let who = world.sign_in(who).await;
            who.get(&format!("/matters/{}", request.number)).await.refused(404, "not_found");
        }
        seen(&world.sign_in("dispatcher").await, &request.number).await;
    });
}

#[test]
fn consent_is_taken_back_at_once_and_number_and_code_stay_good() {
    story(|world| async move {
        // Sealed or not, it works.
        for kind in ["request", "complaint"] {
            let own = Reporter::of(&world, json!({ "kind": kind })).await;
            assign(&world, &own.number, URBAN).await;
            let before = own.reads("/own").await.ok();
            assert_eq!(
                (&before["consent"]["notice"], &before["consent"]["withdrawn"]),
                (&json!(1), &Value::Null)
            );
            own.does("withdraw-consent", json!({})).await.ok();
            let after = own.reads("/own").await.ok();
            assert_eq!(after["erased"]["ground"], "withdrawn");
            assert_eq!(after["consent"]["withdrawn"], after["erased"]["at"]);
            let kinds: Vec<&str> = after["held"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one["what"].as_str().unwrap())
                .collect();
            assert_eq!(kinds, ["words", "address"], "what was said is not taken back");
            let told = own.reads("").await.ok();
            assert_eq!(
                told["steps"].as_array().unwrap().last().unwrap()["kind"],
                "consent_withdrawn"
            );
            own.does("withdraw-consent", json!({})).await.refused(409, "already_done");
            own.does("supplement", json!({ "text": "还没有修" })).await.ok();
            let dispatcher = world.sign_in("dispatcher").await;
            let shown = seen(&dispatcher, &own.number).await;
            assert_eq!(shown["reports"][0]["erased"]["ground"], "withdrawn");
            assert!(
                !shown.to_string().contains(PHONE) && !shown.to_string().contains("139****"),
                "{shown}"
            );
        }
        // A caller's number finds nobody any more.
        let asked = json!({ "contact": PHONE, "reason": "来电查询" });
        let earlier = world.sign_in("intake").await.post("/callers", asked).await.ok();
        assert_eq!(earlier["matters"], json!([]));
        verified(&world).await;
    });
}

#[test]
fn a_notice_that_never_was_is_refused() {
    story(|world| async move {
        let mut said = report();
        (said["channel"], said["notice"]) = (json!("WECHAT"), json!(99));
        let refused = world.resident().post("/public/matters", said).await.refused(422, "invalid");
        assert_eq!(refused["field"], "notice");
    });
}

/// An erased voice lived on in the matter it was merged from, and in the parts of a split.
#[test]
fn an_erased_voice_is_gone_through_merge_and_split() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let own =
            Reporter::of(&world, json!({ "text": "我家独有的说法", "contact": "13900000077" }))
                .await;
        let other = Reporter::of(&world, json!({ "name": "赵敏", "contact": "13900000088" })).await;
        let merge = json!({ "into": other.number, "reason": "同一处" });
        dispatcher.act(&own.number, "merge", merge).await.ok();
        own.does("supplement", json!({ "text": "并过去以后独有的说法" })).await.ok();
        let parts = json!([
            { "title": "灯杆", "text": "灯杆歪了" }, { "title": "灯泡", "text": "灯泡坏了" },
        ]);
        dispatcher
            .act(&other.number, "split", json!({ "parts": parts, "reason": "两件事" }))
            .await
            .ok();
        let whole = seen(&dispatcher, &other.number).await;
        let numbers =
            whole["links"].as_array().unwrap().iter().filter(|one| one["kind"] == "split_into");
        let numbers: Vec<String> =
            numbers.map(|one| one["number"].as_str().unwrap().to_owned()).collect();
        let request = own.asks(&world, "delete").await;
        let voice = whole["reports"][1]["id"].clone();
        let body = json!({ "report": voice, "request": request.number, "words": true });
        dispatcher.act(&other.number, "erase-voice", body).await.ok();
        for number in [&own.number, &other.number, &numbers[0], &numbers[1]] {
            let shown = seen(&dispatcher, number).await;
            let voices = shown["reports"].as_array().unwrap();
            let own_voice = if *number == own.number { &voices[0] } else { &voices[1] };
            assert_eq!(own_voice["erased"]["ground"], "requested", "{number}");
            assert!(
                !shown.to_string().contains("独有") && !shown.to_string().contains("0077"),
                "{shown}"
            );
            if *number != own.number {
                assert_eq!(voices[0]["contact"], "139****0088", "the other's stays");
            }
        }
        let found = dispatcher.get("/matters?q=%E7%8B%AC%E6%9C%89").await.ok();
        assert_eq!(found["matters"], json!([]));
        verified(&world).await;
    });
}

/// Name and telephone were carried over from a record to the request that was raised from it.
#[test]
fn what_was_raised_from_an_erased_record_forgets_the_person_too() {
    story(|world| async move {
        let (grid, dispatcher) = (world.sign_in("grid").await, world.sign_in("dispatcher").await);
        let record = json!({
            "kind": "service_record", "channel": "GRID", "title": "送药上门", "text": "腿脚不便",
            "place": QUARTER_A, "name": "王丽", "contact": "13900000066",
            "at_once": { "as": "settled", "result": "已送到", "evidence": [] },
        });
        let own = Reporter::kept(&world, &grid.post("/matters", record).await.ok());
        let raise = async |name: Option<&str>| {
            let mut raised = json!({
                "kind": "request", "channel": "GRID", "title": "装扶手", "text": "楼道没有扶手", "place": QUARTER_A,
                "follows": { "number": own.number, "how": "raised_from" },
            });
            if let Some(name) = name {
                raised["name"] = json!(name);
            }
            grid.post("/matters", raised).await.ok()["number"].as_str().unwrap().to_owned()
        };
        let (same, another) = (raise(None).await, raise(Some("赵敏")).await);
        assert_eq!(seen(&dispatcher, &same).await["reports"][0]["contact"], "139****0066");
        let request = own.asks(&world, "delete").await;
        erase(&dispatcher, &own.number, &request.number, true).await.ok();
        let erased = async |number: &str| {
            seen(&dispatcher, number).await["reports"][0]["erased"]["ground"].clone()
        };
        assert_eq!(erased(&own.number).await, "requested");
        assert_eq!(erased(&same).await, "requested");
        assert_eq!(erased(&another).await, Value::Null, "somebody else");
        verified(&world).await;
    });
}

/// The reason of a look named whom it was about, long after the name was erased.
#[test]
fn the_trail_does_not_keep_the_name_of_an_erased_voice() {
    story(|world| async move {
        let own = Reporter::of(&world, json!({})).await;
        let intake = world.sign_in("intake").await;
        let voice =
            seen(&intake, &own.number).await["reports"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/matters/{}/reports/{voice}/look", own.number);
        for reason in ["王丽来电核对", "核对地址"] {
            intake.post(&path, json!({ "reason": reason })).await.ok();
        }
        own.does("withdraw-consent", json!({})).await.ok();
        let looks = own.reads("/own").await.ok()["looks"].clone();
        let reasons: Vec<&Value> =
            looks.as_array().unwrap().iter().map(|one| &one["reason"]).collect();
        assert_eq!(reasons, [&json!("核对地址"), &Value::Null], "that somebody looked stays");
        tells_nothing(&world, &own.number, &[NAME]).await;
        let report = verify::trail(world.app.store(), world.app.secret()).await.unwrap();
        assert!(report.ok(), "{:#?}", report.problems);
    });
}

/// The house stopped between the erasing here and the rest: a timer goes on.
#[test]
fn what_is_left_of_an_erasing_is_done_by_a_timer() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let own = Reporter::of(&world, json!({})).await;
        let other = Reporter::of(&world, json!({ "contact": "13900000088" })).await;
        let merge = json!({ "into": other.number, "reason": "同一处" });
        dispatcher.act(&own.number, "merge", merge).await.ok();
        // As the ledger alone does it.
        let into = huisheng_store::matter::by_number(
            world.app.store().read(),
            other.number.parse().unwrap(),
        );
        let into = into.await.unwrap();
        let report = into.reports[1].id;
        let erase = huisheng_domain::matter::EraseVoice {
            report,
            ground: huisheng_domain::matter::EraseGround::Withdrawn,
            words: false,
            request: None,
        };
        let submission = huisheng_store::ledger::Submission {
            area: into.area,
            matter: into.id,
            other: None,
            command: huisheng_domain::matter::Command::EraseVoice(erase),
            actor: huisheng_domain::matter::Actor::Reporter { report: Some(report) },
            now: world.app.now(),
            key: None,
            if_version: None,
            voices: Vec::new(),
            personal: Vec::new(),
        };
        world.app.ledger().submit(submission).await.unwrap();
        let before = seen(&dispatcher, &own.number).await;
        assert_eq!(before["reports"][0]["erased"], Value::Null);
        assert_eq!(before["reports"][0]["contact"], Value::Null, "the data itself is gone at once");
        verified(&world).await;
        timer::retain(&world.app, world.app.now()).await.unwrap();
        let after = seen(&dispatcher, &own.number).await;
        assert_eq!(after["reports"][0]["erased"]["ground"], "withdrawn");
        verified(&world).await;
    });
}

#[test]
fn what_was_kept_long_enough_goes_by_itself_and_is_written_down() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let own = Reporter::of(&world, json!({ "kind": "consultation" })).await;
        intake.act(&own.number, "answer", json!({ "answer": "请带身份证" })).await.ok();
        let open = Reporter::of(&world, json!({ "contact": "13900000066" })).await;
        let told = async || {
            timer::retain(&world.app, world.app.now()).await.unwrap();
            // Nobody's session lasts for years.
            let audit = world.sign_in("county_audit").await;
            let lines = audit.get("/audit/deletions").await.ok();
            let lines = lines.as_array().unwrap().clone();
            let line = |one: &Value| {
                (
                    one["record"].as_str().unwrap().to_owned(),
                    one["n"].as_u64().unwrap(),
                    one["rule"].as_str().unwrap().to_owned(),
                )
            };
            lines.iter().map(line).collect::<Vec<_>>()
        };
        world.wait_hours(24 * 364);
        assert_eq!(told().await, []);
        world.wait_hours(24 * 2);
        assert_eq!(told().await, [("contact".into(), 1, "1y".into())]);
        assert_eq!(told().await, [("contact".into(), 1, "1y".into())], "twice does no harm");
        let held = own.reads("/own").await.ok();
        assert_eq!(held["erased"]["ground"], "retention");
        assert!(held["held"].as_array().unwrap().iter().any(|one| one["what"] == "words"));
        let shown = seen(&world.sign_in("intake").await, &open.number).await;
        assert_eq!(shown["reports"][0]["contact"], "139****0066", "what is open is kept");
        verified(&world).await;
        world.wait_hours(24 * 366 * 9);
        let all = told().await;
        assert_eq!(all[0], ("words".into(), 1, "10y".into()), "{all:?}");
        let held = own.reads("/own").await.ok();
        assert_eq!(held["held"], json!([]));
        let followed = own.reads("").await.ok();
        assert_eq!(followed["title"], "路灯", "what it is about, in the words of the dictionary");
        assert!(followed.to_string().contains("请带身份证"), "the office's words stay");
        verified(&world).await;
        // A dispatcher has no business there.
        world.sign_in("dispatcher").await.get("/audit/deletions").await.refused(403, "forbidden");
    });
}

#[test]
fn an_office_may_keep_it_for_another_time() {
    story(|world| async move {
        let world = world.with(json!({ "retention": { "contact": "90d" } })).await;
        let intake = world.sign_in("intake").await;
        let own = Reporter::of(&world, json!({ "kind": "consultation" })).await;
        intake.act(&own.number, "answer", json!({ "answer": "请带身份证" })).await.ok();
        world.wait_hours(24 * 91);
        timer::retain(&world.app, world.app.now()).await.unwrap();
        assert_eq!(own.reads("/own").await.ok()["erased"]["ground"], "retention");
        let shown = world.resident().get("/public/processing").await.ok();
        let rules = shown["retention"].as_array().unwrap();
        let contact = rules.iter().find(|rule| rule["record"] == "contact").unwrap();
        assert_eq!(contact["keep"], "90d");
        assert_eq!(shown["activities"].as_array().unwrap().len(), 8);
    });
}

#[test]
fn assessments_and_breaches_are_written_down_by_version() {
    story(|world| async move {
        let (county, security) = (world.sign_in("county").await, keeper_of_registers(&world).await);
        let assessment = |conclusion: &str| {
            json!({
                "kind": "assessment", "processing": "按月提供统计", "risk": "小数字可能指向个人",
                "measures": "小于 5 的不显示", "conclusion": conclusion, "day": world.app.today(world.app.now()),
            })
        };
        county.post("/registers", assessment("may")).await.refused(403, "forbidden");
        let made = security.post("/registers", assessment("may")).await.ok();
        assert_eq!((&made["version"], &made["by"]), (&json!(1), &json!("security")));
        let path = format!("/registers/{}", made["id"].as_str().unwrap());
        let seen = [("if-match", "\"1\"")];
        let change =
            security.send(Method::PUT, &path, &seen, Some(assessment("may_not"))).await.ok();
        assert_eq!(change["version"], 2);
        security
            .send(Method::PUT, &path, &seen, Some(assessment("may")))
            .await
            .refused(412, "stale");
        let mut empty = assessment("may");
        empty["risk"] = json!(" ");
        let refused = security.post("/registers", empty).await.refused(422, "missing");
        assert_eq!(refused["field"], "risk");
        let breach = json!({
            "kind": "breach", "what": "电脑失窃", "happened": world.app.now(), "found": world.app.now(), "cause": "门未锁",
            "data": "姓名、电话", "persons": 12, "harm": "可能接到诈骗电话", "measures": "更换密钥", "advice": "警惕陌生来电",
            "contact": "街道办 0532-00000000",
        });
        security.send(Method::PUT, &path, &[], Some(breach.clone())).await.refused(422, "invalid");
        security.post("/registers", breach).await.ok();
        let all = security.get("/registers").await.ok();
        let kinds: Vec<&str> = all
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["body"]["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds.len(), 2);
        let audit = world.sign_in("county_audit").await;
        assert_eq!(audit.get("/registers").await.ok(), all);
        let entries = audit.get("/audit/entries?kind=register_written").await.ok();
        assert_eq!(entries["entries"].as_array().unwrap().len(), 3);
    });
}
