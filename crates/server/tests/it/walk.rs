//! A new matter the whole way through HTTP: split, returned, arbitrated, extended, not solved, handled
//! again, called back, rated, closed. And the side ways: merged and given back, suspended, reopened.

use hmac::{Hmac, KeyInit, Mac};
use huisheng_domain::id::ReportId;
use huisheng_domain::number::FollowCode;
use huisheng_store::book::example::{HOUSING, LAMPS, URBAN};
use huisheng_store::verify;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::camera::photo;
use crate::world::{Person, World, report, story};

/// Those who act.
struct Cast {
    world: World,
    resident: Person,
    intake: Person,
    dispatcher: Person,
    urban: Person,
    housing: Person,
    callback: Person,
    supervisor: Person,
}

impl Cast {
    async fn of(world: World) -> Self {
        Self {
            resident: world.resident(),
            intake: world.sign_in("intake").await,
            dispatcher: world.sign_in("dispatcher").await,
            urban: world.sign_in("clerk").await,
            housing: world.sign_in("housing").await,
            callback: world.sign_in("callback").await,
            supervisor: world.sign_in("supervisor").await,
            world,
        }
    }

    async fn seen(&self, number: &str) -> Value {
        self.supervisor.get(&format!("/matters/{number}")).await.ok()
    }

    /// The open share.
    async fn share(&self, number: &str) -> Value {
        let seen = self.seen(number).await;
        let shares = seen["assignments"].as_array().expect("shares");
        let open = |share: &&Value| share["state"] == "open";
        shares.iter().rev().find(open).unwrap_or_else(|| panic!("{shares:?}"))["id"].clone()
    }

    /// An office asks to be rid of it.
    async fn asks_to_return(
        &self,
        office: &Person,
        number: &str,
        propose: impl serde::Serialize,
    ) -> Value {
        let share = self.share(number).await;
        let body = json!({
            "assignment": share, "opinion": "不属本单位职责",
            "request": { "kind": "return", "propose": propose },
        });
        office.act(number, "request", body).await.ok();
        share
    }

    /// Contacted, handled, reviewed.
    async fn submits(&self, office: &Person, number: &str) {
        let share = self.share(number).await;
        office.act(number, "contact", json!({ "assignment": share })).await.ok();
        let file = office.upload("/files", "after.jpg", &photo()).await.ok()["id"].clone();
        let result = json!({
            "assignment": share, "process": "更换灯具", "result": "路灯已恢复照明", "evidence": [file],
        });
        office.act(number, "submit", result).await.ok();
        self.dispatcher.act(number, "review", json!({ "pass": true })).await.ok();
    }

    /// The first voice is called back.
    async fn calls_back(&self, number: &str, solved: &str) {
        let voice = self.seen(number).await["reports"][0]["id"].clone();
        let verdict = json!({ "contacted": true, "solved": solved, "satisfied": 4 });
        let body = json!({ "report": voice, "verdict": verdict, "reason": "回访记录" });
        self.callback.act(number, "callback", body).await.ok();
    }

    /// A matter that urban has signed in.
    async fn in_hand(&self) -> String {
        let number = self.intake.post("/matters", report()).await.ok()["number"].clone();
        let number = number.as_str().expect("a number").to_owned();
        self.dispatcher.act(&number, "accept", json!({})).await.ok();
        self.dispatcher.act(&number, "assign", json!({ "lead": URBAN })).await.ok();
        let share = self.share(&number).await;
        self.urban.act(&number, "sign-in", json!({ "assignment": share })).await.ok();
        number
    }

    async fn agrees(&self) {
        let book = self.world.app.book();
        let (store, secret) = (self.world.app.store(), self.world.app.secret());
        let report = verify::run(store, None, secret, book.calendar.zone(), |_| {}).await;
        let report = report.expect("it runs");
        assert!(report.ok(), "{:?}", report.problems);
    }
}

/// The code of a voice, as its reporter was given it.
fn code(world: &World, voice: &Value) -> String {
    let voice: ReportId = voice.as_str().expect("an id").parse().expect("an id");
    let mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(world.app.secret()).expect("a key");
    let mac = mac.chain_update(b"follow code").chain_update(voice.uuid().as_bytes());
    FollowCode::from_random(mac.finalize().into_bytes()[..10].try_into().expect("ten")).to_string()
}

fn kinds(matter: &Value) -> Vec<&str> {
    let history = matter["history"].as_array().expect("a history");
    history.iter().map(|step| step["kind"].as_str().expect("a code")).collect()
}

#[test]
fn a_new_matter_goes_the_whole_way() {
    story(|world| async move {
        let cast = Cast::of(world).await;
        let mut said = report();
        said["channel"] = json!("WECHAT");
        let whole = cast.resident.post("/public/matters", said).await.ok()["number"].clone();
        let whole = whole.as_str().expect("a number").to_owned();
        cast.dispatcher.act(&whole, "accept", json!({})).await.ok();

        // Two things in one report.
        let split = json!({ "reason": "两件事", "parts": [
            { "title": "路灯不亮", "text": "门口路灯不亮", "category": LAMPS },
            { "title": "垃圾未清", "text": "垃圾两天未清" },
        ] });
        let done = cast.dispatcher.act(&whole, "split", split).await.ok();
        let parts = done["with"].as_array().expect("the parts");
        assert_eq!(parts.len(), 2);
        let (number, other) =
            (parts[0].as_str().expect("a number"), parts[1].as_str().expect("a number"));
        assert_eq!(cast.seen(&whole).await["ending"]["kind"], "split");
        for part in [number, other] {
            let part = cast.seen(part).await;
            assert_eq!((&part["stage"], &part["ending"]), (&json!("assigning"), &Value::Null));
        }

        // Returned twice, each time to the office that was proposed.
        cast.dispatcher.act(number, "assign", json!({ "lead": URBAN })).await.ok();
        let share = cast.asks_to_return(&cast.urban, number, HOUSING).await;
        let grant =
            json!({ "assignment": share, "granted": true, "opinion": "同意", "unit": HOUSING });
        cast.urban.act(number, "decide", grant.clone()).await.refused(403, "not_allowed");
        cast.dispatcher.act(number, "decide", grant).await.ok();
        let share = cast.asks_to_return(&cast.housing, number, URBAN).await;
        let grant =
            json!({ "assignment": share, "granted": true, "opinion": "同意", "unit": URBAN });
        cast.dispatcher.act(number, "decide", grant).await.ok();

        // The third goes to arbitration one level up, which binds.
        let share = cast.asks_to_return(&cast.urban, number, HOUSING).await;
        let ruling = json!({ "assignment": share, "granted": true, "opinion": "裁定由房管办理", "unit": HOUSING });
        cast.dispatcher.act(number, "decide", ruling.clone()).await.refused(403, "not_allowed");
        cast.supervisor.act(number, "decide", ruling).await.ok();
        let share = cast.share(number).await;
        let again = json!({
            "assignment": share, "opinion": "仍不属本单位",
            "request": { "kind": "return", "propose": URBAN },
        });
        cast.housing.act(number, "request", again).await.refused(409, "bound");

        // More time, asked before expiry and decided one level up.
        cast.housing.act(number, "sign-in", json!({ "assignment": share })).await.ok();
        let due = |matter: &Value| {
            let clocks = matter["clocks"].as_array().expect("clocks");
            let resolve = clocks.iter().find(|clock| clock["name"] == "resolve").expect("a clock");
            resolve["due"].as_str().expect("an instant").to_owned()
        };
        let before = due(&cast.seen(number).await);
        let ask = json!({
            "assignment": share, "opinion": "备件在途", "request": { "kind": "extension", "by": "5wd" },
        });
        cast.housing.act(number, "request", ask).await.ok();
        let granted = json!({ "assignment": share, "granted": true, "opinion": "同意" });
        cast.housing.act(number, "decide", granted.clone()).await.refused(403, "not_allowed");
        cast.dispatcher.act(number, "decide", granted).await.ok();
        assert!(due(&cast.seen(number).await) > before);

        // "Not solved" leads to rework, not to an end.
        cast.submits(&cast.housing, number).await;
        cast.calls_back(number, "not").await;
        assert_eq!(cast.seen(number).await["ending"], Value::Null);
        let voice = cast.seen(number).await["reports"][0]["id"].clone();
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        let talked_over = json!({ "report": voice, "verdict": verdict });
        cast.callback.act(number, "callback", talked_over).await.refused(409, "rejected");
        cast.dispatcher.act(number, "rework", json!({ "reason": "仍未亮" })).await.ok();
        assert_eq!(cast.seen(number).await["stage"], "handling");
        cast.submits(&cast.housing, number).await;
        cast.calls_back(number, "solved").await;
        let ended = cast.seen(number).await;
        assert_eq!(
            (&ended["stage"], &ended["ending"]["kind"]),
            (&json!("rating"), &json!("verified"))
        );

        // Rated by the reporter alone, closed when the window is over.
        let code = code(&cast.world, &voice);
        let rate = format!("/public/matters/{number}/rate");
        let stars = json!({ "stars": 4, "text": "亮了，慢了点" });
        cast.resident.post(&rate, stars.clone()).await.refused(404, "not_found");
        cast.resident.post_with(&rate, &[("x-follow-code", &code)], stars).await.ok();
        cast.dispatcher.act(number, "close", json!({})).await.refused(409, "rating_open");
        // Fifteen days and, where they end in a holiday, the rest of it.
        cast.world.wait_hours(30 * 24);
        let dispatcher = cast.world.sign_in("dispatcher").await;
        dispatcher.act(number, "close", json!({})).await.ok();
        dispatcher.act(number, "archive", json!({})).await.ok();

        let supervisor = cast.world.sign_in("supervisor").await;
        let closed = supervisor.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(closed["stage"], "closed");
        assert_eq!(closed["reports"][0]["rating"]["stars"], 4);
        let steps = [
            "reported",
            "accepted",
            "assigned",
            "requested",
            "decided",
            "extended",
            "submitted",
            "called_back",
            "reworked",
            "ended",
            "rated",
            "closed",
            "archived",
        ];
        for step in steps {
            assert!(kinds(&closed).contains(&step), "{step} stays visible");
        }
        cast.agrees().await;
    });
}

#[test]
fn merged_voices_go_back_each_to_its_own_matter() {
    story(|world| async move {
        let cast = Cast::of(world).await;
        let first = cast.in_hand().await;
        let mut other = report();
        other["name"] = json!("赵强");
        other["contact"] = json!("13900000002");
        let second = cast.intake.post("/matters", other).await.ok()["number"].clone();
        let second = second.as_str().expect("a number").to_owned();
        cast.dispatcher.act(&second, "accept", json!({})).await.ok();
        let voice = cast.seen(&second).await["reports"][0]["id"].clone();

        let merge = json!({ "into": first, "reason": "同一盏灯" });
        cast.urban.act(&second, "merge", merge.clone()).await.refused(404, "not_found");
        let done = cast.dispatcher.act(&second, "merge", merge.clone()).await.ok();
        assert_eq!(done["with"], json!([first]));
        cast.dispatcher.act(&second, "merge", merge).await.refused(409, "ended");
        assert_eq!(cast.seen(&second).await["ending"]["kind"], "merged");
        let joined = cast.seen(&first).await;
        assert_eq!(joined["reports"].as_array().expect("voices").len(), 2);
        assert_eq!(joined["reports"][1]["id"], voice);

        let back = json!({ "from": first, "reason": "不是同一盏" });
        cast.dispatcher.act(&second, "unmerge", back.clone()).await.ok();
        cast.dispatcher.act(&second, "unmerge", back).await.refused(409, "not_ended");
        let again = cast.seen(&second).await;
        assert_eq!((&again["stage"], &again["ending"]), (&json!("assigning"), &Value::Null));
        assert_eq!(
            (&again["reports"][0]["id"], &again["reports"][0]["name"]),
            (&voice, &json!("赵*"))
        );
        assert_eq!(cast.seen(&first).await["reports"].as_array().expect("voices").len(), 1);
        cast.agrees().await;
    });
}

#[test]
fn what_is_suspended_runs_on_and_what_bounces_is_reopened() {
    story(|world| async move {
        let cast = Cast::of(world).await;
        let number = cast.in_hand().await;
        let share = cast.share(&number).await;
        let review = cast.world.app.now() + SignedDuration::from_hours(10 * 24);
        let ask = json!({
            "assignment": share, "opinion": "冬季不能施工",
            "request": { "kind": "suspension", "review": review, "reason": "season" },
        });
        cast.urban.act(&number, "request", ask).await.ok();
        let grant = json!({ "assignment": share, "granted": true, "opinion": "同意挂账" });
        cast.dispatcher.act(&number, "decide", grant.clone()).await.refused(403, "not_allowed");
        let leader = cast.world.sign_in("leader").await;
        leader.act(&number, "decide", grant).await.ok();
        let suspended = cast.seen(&number).await;
        assert_eq!(suspended["next_due"], json!(review), "the review date takes the clock's place");
        cast.urban.act(&number, "resume", json!({ "reason": " " })).await.refused(422, "missing");
        cast.urban.act(&number, "resume", json!({ "reason": "天气转暖" })).await.ok();
        cast.urban
            .act(&number, "resume", json!({ "reason": "再来" }))
            .await
            .refused(409, "not_suspended");
        assert_ne!(cast.seen(&number).await["next_due"], json!(review));

        cast.submits(&cast.urban, &number).await;
        cast.calls_back(&number, "solved").await;
        assert_eq!(cast.seen(&number).await["ending"]["kind"], "verified");
        cast.urban
            .act(&number, "reopen", json!({ "reason": "又灭了" }))
            .await
            .refused(403, "not_allowed");
        cast.dispatcher.act(&number, "reopen", json!({ "reason": "又灭了" })).await.ok();
        let reopened = cast.seen(&number).await;
        assert_eq!((&reopened["stage"], &reopened["ending"]), (&json!("handling"), &Value::Null));
        cast.dispatcher
            .act(&number, "reopen", json!({ "reason": "又灭了" }))
            .await
            .refused(409, "not_ended");

        cast.submits(&cast.urban, &number).await;
        cast.calls_back(&number, "solved").await;
        // 30 days after the end it is over for good.
        cast.world.wait_hours(31 * 24);
        let dispatcher = cast.world.sign_in("dispatcher").await;
        let late = dispatcher.act(&number, "reopen", json!({ "reason": "又灭了" })).await;
        late.refused(409, "ended_for_good");
        cast.agrees().await;
    });
}
