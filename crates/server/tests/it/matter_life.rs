//! A whole lawful life under 13710, and what goes wrong on the way.

use huisheng_domain::id::UnitId;
use huisheng_domain::matter::Matter;
use huisheng_store::book::example;
use huisheng_store::verify;
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

struct Street {
    intake: Person,
    dispatcher: Person,
    clerk: Person,
    callback: Person,
}

impl Street {
    async fn of(world: &World) -> Self {
        Self {
            intake: world.sign_in("intake").await,
            dispatcher: world.sign_in("dispatcher").await,
            clerk: world.sign_in("clerk").await,
            callback: world.sign_in("callback").await,
        }
    }

    /// Up to sign-in. Returns the number and the lead share.
    async fn in_hand(&self) -> (String, String) {
        let number = self.intake.post("/matters", report()).await.ok()["number"]
            .as_str()
            .unwrap()
            .to_owned();
        self.dispatcher.act(&number, "accept", json!({})).await.ok();
        self.dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let share = lead(&self.clerk.get(&format!("/matters/{number}")).await.ok());
        self.clerk.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        (number, share)
    }

    /// Up to a reviewed result. Evidence is not uploaded here: the answer is a lawful "not solved".
    async fn answered(&self) -> (String, String) {
        let (number, share) = self.in_hand().await;
        self.clerk.act(&number, "contact", json!({ "assignment": share })).await.ok();
        let result = json!({
            "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
            "unsolved": "no_legal_basis", "plan": "可申请列入明年改造",
        });
        self.clerk.act(&number, "submit", result).await.ok();
        self.dispatcher.act(&number, "review", json!({ "pass": true })).await.ok();
        (number, share)
    }
}

fn lead(matter: &Value) -> String {
    matter["assignments"][0]["id"].as_str().unwrap().to_owned()
}

async fn agrees(world: &World) {
    let book = world.app.book();
    let zone = book.calendar.zone();
    let report =
        verify::run(world.app.store(), None, world.app.secret(), zone, |_| {}).await.unwrap();
    assert!(report.ok(), "{:?}", report.problems);
}

/// DOMAIN 4.6: each voice is asked, and none speaks for another.
#[test]
fn a_second_voice_is_asked_as_well() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, share) = street.in_hand().await;
        let said =
            json!({ "channel": "PHONE12345", "text": "我家门口也不亮", "contact": "13900000001" });
        street.intake.act(&number, "join", said).await.ok();
        street.clerk.act(&number, "contact", json!({ "assignment": share })).await.ok();
        let result = json!({
            "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
            "unsolved": "no_legal_basis", "plan": "可申请列入明年改造",
        });
        street.clerk.act(&number, "submit", result).await.ok();
        street.dispatcher.act(&number, "review", json!({ "pass": true })).await.ok();
        let path = format!("/matters/{number}");
        let seen = street.callback.get(&path).await.ok();
        let calls = ["solved", "basically"].into_iter().zip(seen["reports"].as_array().unwrap());
        for (answer, voice) in calls {
            assert_eq!(
                street.callback.get(&path).await.ok()["owner"],
                json!({ "desk": "callback" })
            );
            let verdict = json!({ "contacted": true, "solved": answer, "satisfied": 4 });
            let call = json!({ "report": voice["id"], "verdict": verdict });
            street.callback.act(&number, "callback", call).await.ok();
        }
        let ending = street.callback.get(&path).await.ok()["ending"].clone();
        assert_eq!((&ending["kind"], &ending["solved"]), (&json!("verified"), &json!("basically")));
        agrees(&world).await;
    });
}

/// What comes again after its end follows the earlier one.
#[test]
fn a_report_follows_an_earlier_matter() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let first = street.intake.post("/matters", report()).await.ok()["number"].clone();
        let mut again = report();
        again["follows"] = json!({ "number": first, "how": "recurring" });
        street.intake.post("/matters", again.clone()).await.refused(409, "not_ended");
        let exit = json!({ "reason": "legal_route", "told": "请按法院程序办理" });
        street.intake.act(first.as_str().unwrap(), "exit", exit).await.ok();
        let second = street.intake.post("/matters", again.clone()).await.ok()["number"].clone();
        let path = format!("/matters/{}", second.as_str().unwrap());
        let seen = street.intake.get(&path).await.ok();
        assert_eq!(seen["links"][0]["kind"], "recurring");
        again["follows"]["number"] = json!("990101202611220000127");
        street.intake.post("/matters", again).await.refused(404, "not_found");
        agrees(&world).await;
    });
}

#[test]
fn nine_commands_carry_a_report_to_its_end() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, _) = street.answered().await;
        let seen = street.callback.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["stage"], "verifying");
        assert_eq!(seen["owner"], json!({ "desk": "callback" }));
        let voice = seen["reports"][0]["id"].clone();
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        street
            .callback
            .act(&number, "callback", json!({ "report": voice, "verdict": verdict }))
            .await
            .ok();
        let seen = street.callback.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["stage"], "rating");
        assert_eq!(seen["ending"]["kind"], "verified");
        assert_eq!(seen["light"], "green");
        let history: Vec<&str> = seen["history"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["kind"].as_str().unwrap())
            .collect();
        assert_eq!(
            history,
            [
                "reported",
                "accepted",
                "assigned",
                "signed_in",
                "contacted",
                "submitted",
                "reviewed",
                "called_back",
                "ended"
            ]
        );
        agrees(&world).await;
    });
}

#[test]
fn contact_data_is_masked_until_a_look_is_written_down() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, _) = street.in_hand().await;
        let seen = street.clerk.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["reports"][0]["name"], "王*");
        assert_eq!(seen["reports"][0]["contact"], "139****0001");
        let voice = seen["reports"][0]["id"].as_str().unwrap().to_owned();
        let look = format!("/matters/{number}/reports/{voice}/look");
        street.clerk.post(&look, json!({ "reason": " " })).await.refused(422, "reason_needed");
        let shown = street.clerk.post(&look, json!({ "reason": "联系上门时间" })).await.ok();
        assert_eq!(shown, json!({ "name": "王丽", "contact": "13900000001" }));
        let whole = street.clerk.get(&format!("/matters/{number}")).await.ok().to_string();
        assert!(!whole.contains("13900000001") && !whole.contains("王丽"));
    });
}

#[test]
fn nothing_is_done_twice_under_one_key() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let key = [("idempotency-key", "k-1")];
        let first = street.intake.post_with("/matters", &key, report()).await.ok();
        let again = street.intake.post_with("/matters", &key, report()).await.ok();
        assert_eq!(first["number"], again["number"]);
        assert_eq!((&first["repeated"], &again["repeated"]), (&json!(false), &json!(true)));
        let mut other = report();
        other["title"] = json!("另一件事");
        street.intake.post_with("/matters", &key, other).await.refused(409, "key_reused");
        // The key of one account says nothing about another's.
        let theirs = street.dispatcher.post_with("/matters", &key, report()).await.ok();
        assert_ne!(first["number"], theirs["number"]);
    });
}

#[test]
fn who_saw_an_older_version_is_told_what_changed() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let number = street.intake.post("/matters", report()).await.ok()["number"]
            .as_str()
            .unwrap()
            .to_owned();
        let path = format!("/matters/{number}/accept");
        let tag = [("if-match", "\"1\"")];
        street.dispatcher.post_with(&path, &tag, json!({})).await.ok();
        let note = format!("/matters/{number}/note");
        for text in 0..12 {
            street.dispatcher.post(&note, json!({ "text": text.to_string() })).await.ok();
        }
        let told = |answer: crate::world::Answer| {
            let stale = answer.refused(412, "stale");
            assert_eq!(stale["facts"]["version"], 14);
            let changed = stale["facts"]["changed"].as_array().unwrap().clone();
            let told = |step: &Value| {
                (step["version"].as_u64().unwrap(), step["kind"].as_str().unwrap().to_owned())
            };
            changed.iter().map(told).collect::<Vec<_>>()
        };
        // Everything since the version that was seen, and nothing that was seen already.
        let changed = told(street.dispatcher.post_with(&note, &tag, json!({ "text": "x" })).await);
        assert_eq!(changed.len(), 13);
        assert_eq!(changed[0], (2, "accepted".to_owned()));
        assert!(changed[1..].iter().all(|(_, kind)| kind == "noted"));
        // A proxy that compresses answers weakens the tag.
        let tag = [("if-match", "W/\"13\"")];
        let changed = told(street.dispatcher.post_with(&note, &tag, json!({ "text": "x" })).await);
        assert_eq!(changed, [(14, "noted".to_owned())]);
    });
}

#[test]
fn of_two_at_once_one_wins_and_the_other_is_told() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let number = street.intake.post("/matters", report()).await.ok()["number"]
            .as_str()
            .unwrap()
            .to_owned();
        street.dispatcher.act(&number, "accept", json!({})).await.ok();
        let path = format!("/matters/{number}/assign");
        let tag = [("if-match", "\"2\"")];
        let give = |unit: UnitId| {
            let (path, dispatcher) = (path.clone(), street.dispatcher.clone());
            async move { dispatcher.post_with(&path, &tag, json!({ "lead": unit })).await }
        };
        let (one, other) = tokio::join!(give(example::URBAN), give(example::HOUSING));
        let (won, lost) = if one.status == 200 { (one, other) } else { (other, one) };
        assert_eq!(won.ok()["version"], 3);
        let lost = lost.refused(412, "stale");
        assert_eq!(lost["facts"]["version"], 3);
        assert_eq!(lost["facts"]["changed"].as_array().unwrap().len(), 1);
        assert_eq!(lost["facts"]["changed"][0]["kind"], "assigned");
        let seen = street.dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["assignments"].as_array().unwrap().len(), 1);
        agrees(&world).await;
    });
}

#[test]
fn who_looked_or_read_the_clocks_has_seen_the_last_step() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let photo = crate::camera::photo();
        for door in ["clocks", "look", "file"] {
            let upload = street.intake.upload("/files", "lamp.jpg", &photo).await.ok();
            let file = upload["id"].as_str().unwrap();
            let mut said = report();
            said["files"] = json!([file]);
            let made = street.intake.post("/matters", said).await.ok();
            let number = made["number"].as_str().unwrap();
            let seen = street.intake.get(&format!("/matters/{number}")).await.ok();
            let voice = seen["reports"][0]["id"].as_str().unwrap();
            world.wait_hours(1);
            street.dispatcher.act(number, "accept", json!({})).await.ok();
            world.wait_hours(1);
            match door {
                "clocks" => {
                    street.intake.get(&format!("/matters/{number}/clocks")).await.ok();
                }
                "look" => {
                    let path = format!("/matters/{number}/reports/{voice}/look");
                    street.intake.post(&path, json!({ "reason": "核对电话" })).await.ok();
                }
                _ => {
                    let path = format!("/matters/{number}/files/{file}");
                    assert_eq!(street.intake.fetch(&path, &[]).await.0.status, 200);
                }
            }
            street.dispatcher.act(number, "undo", json!({})).await.refused(409, "seen_since");
        }
    });
}

#[test]
fn a_refused_command_changes_nothing() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, share) = street.in_hand().await;
        let before = state(&world, &number).await;
        let result =
            json!({ "assignment": share, "process": "换灯", "result": "已亮", "evidence": [] });
        street.clerk.act(&number, "submit", result).await.refused(409, "not_contacted");
        street
            .clerk
            .act(&number, "review", json!({ "pass": true }))
            .await
            .refused(403, "not_allowed");
        street.dispatcher.act(&number, "accept", json!({})).await.refused(409, "already_done");
        let missing = json!({ "assignment": share, "request": { "kind": "extension", "by": "5wd" }, "opinion": " " });
        let problem = street.clerk.act(&number, "request", missing).await.refused(422, "missing");
        assert_eq!(problem["field"], "opinion");
        assert_eq!(state(&world, &number).await, before);
        agrees(&world).await;
    });
}

async fn state(world: &World, number: &str) -> Matter {
    let number: huisheng_domain::number::MatterNumber = number.parse().unwrap();
    let reader = world.app.store().read();
    huisheng_store::matter::by_number(reader, number).await.unwrap()
}

#[test]
fn not_solved_is_handled_again_and_stays_visible() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, share) = street.in_hand().await;
        let supervisor = world.sign_in("supervisor").await;
        // Returned, and given to another office.
        let ask = json!({ "assignment": share, "request": { "kind": "return", "propose": example::HOUSING }, "opinion": "属房管职责" });
        street.clerk.act(&number, "request", ask).await.ok();
        let grant = json!({ "assignment": share, "granted": true, "opinion": "同意", "unit": example::HOUSING });
        street.clerk.act(&number, "decide", grant.clone()).await.refused(403, "not_allowed");
        street.dispatcher.act(&number, "decide", grant).await.ok();
        let housing = world.sign_in("housing").await;
        let seen = housing.get(&format!("/matters/{number}")).await.ok();
        let share = seen["assignments"][1]["id"].as_str().unwrap().to_owned();
        housing.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        // More time, decided one level up.
        let ask = json!({ "assignment": share, "request": { "kind": "extension", "by": "5wd" }, "opinion": "备件在途" });
        housing.act(&number, "request", ask).await.ok();
        let judge = json!({ "assignment": share, "granted": true, "opinion": "同意" });
        street.dispatcher.act(&number, "decide", judge).await.ok();
        // A dated plan: the old clock stays visible.
        let due = world.app.now() + jiff::SignedDuration::from_hours(24 * 60);
        street
            .dispatcher
            .act(&number, "consult", json!({ "due": due, "plan": "春季改造" }))
            .await
            .ok();
        let seen = supervisor.get(&format!("/matters/{number}")).await.ok();
        let clocks = seen["clocks"].as_array().unwrap();
        assert!(
            clocks.iter().any(|clock| clock["name"] == "resolve" && clock["superseded"] == true)
        );
        assert!(clocks.iter().any(|clock| clock["name"] == "plan" && clock["superseded"] == false));
        agrees(&world).await;
    });
}

#[test]
fn worklists_show_and_find() {
    story(|world| async move {
        let street = Street::of(&world).await;
        let (number, _) = street.in_hand().await;
        let mut other = report();
        other["title"] = json!("路面灯笼掉落");
        other["text"] = json!("节后灯笼未收");
        other["address"] = json!("海景小区");
        street.intake.post("/matters", other).await.ok();
        let found = street.intake.get("/matters?q=%E8%B7%AF%E7%81%AF").await.ok();
        let numbers: Vec<&Value> =
            found["matters"].as_array().unwrap().iter().map(|line| &line["number"]).collect();
        assert_eq!(numbers, [&json!(number)], "路灯 is not in 路面灯笼");
        let mine = street.clerk.get("/matters").await.ok();
        assert_eq!(mine["matters"].as_array().unwrap().len(), 1, "an office sees its own shares");
        let first = street.intake.get("/matters?limit=1&sort=due").await.ok();
        let next = first["next"].as_str().unwrap();
        let second =
            street.intake.get(&format!("/matters?limit=1&sort=due&after={next}")).await.ok();
        assert_ne!(first["matters"][0]["number"], second["matters"][0]["number"]);
        assert_eq!(second["next"], Value::Null);
        street.intake.get("/matters?limit=0").await.refused(422, "invalid");
        street.intake.get("/matters?after=x").await.refused(422, "invalid");
    });
}
