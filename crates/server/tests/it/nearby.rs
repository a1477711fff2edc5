//! What everybody may read: a dispatcher writes it, neighbours find it, join it, and read what came of it.

use axum::http::Method;
use huisheng_store::book::example::{COMMUNITY_A, LAMPS, POINT, STREET, URBAN};
use serde_json::{Value, json};

use crate::world::{Person, World, nobody, report, story};

const TITLE: &str = "和美小区西门路灯故障";

fn here() -> Value {
    json!({ "point": { "lon": POINT[0], "lat": POINT[1] } })
}

/// A lamp near [`POINT`], accepted.
async fn lamp(world: &World) -> String {
    let mut said = report();
    said["point"] = json!({ "lon": POINT[0] + 0.001_2, "lat": POINT[1] });
    let made = world.sign_in("intake").await.post("/matters", said).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    world.sign_in("dispatcher").await.act(&number, "accept", json!({})).await.ok();
    number
}

/// To a verified end by the urban office.
pub async fn put_right(world: &World, number: &str) {
    let (dispatcher, clerk) = (world.sign_in("dispatcher").await, world.sign_in("clerk").await);
    dispatcher.act(number, "assign", json!({ "lead": URBAN })).await.ok();
    let seen = clerk.get(&format!("/matters/{number}")).await.ok();
    let (share, voice) = (&seen["assignments"][0]["id"], &seen["reports"][0]["id"]);
    clerk.act(number, "sign-in", json!({ "assignment": share })).await.ok();
    clerk.act(number, "contact", json!({ "assignment": share })).await.ok();
    let photo =
        clerk.upload("/files", "after.jpg", &crate::camera::photo()).await.ok()["id"].clone();
    let result = json!({ "assignment": share, "process": "更换灯具", "result": "王丽家门口路灯已亮", "evidence": [photo] });
    clerk.act(number, "submit", result).await.ok();
    dispatcher.act(number, "review", json!({ "pass": true })).await.ok();
    let callback = world.sign_in("callback").await;
    for voice in seen["reports"].as_array().unwrap() {
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        let call = json!({ "report": voice["id"], "verdict": verdict, "reason": "回访" });
        callback.act(number, "callback", call).await.ok();
    }
    assert!(voice.is_string());
}

async fn near(person: &Person) -> Vec<Value> {
    let found = person.post("/public/nearby", here()).await.ok();
    found["matters"].as_array().unwrap().clone()
}

/// Nothing of the reporter is in it: neither words nor name, nor what opens the matter.
fn says_nothing_private(text: &str, number: &str) {
    for private in ["王丽", "13900000001", "老人", "3 号楼", "3号楼", number] {
        assert!(!text.contains(private), "{private} in {text}");
    }
}

#[test]
fn neighbours_find_what_a_dispatcher_released_and_join_it() {
    story(|world| async move {
        let (resident, dispatcher) = (world.resident(), world.sign_in("dispatcher").await);
        let number = lamp(&world).await;
        assert!(near(&resident).await.is_empty(), "nothing is public by itself");
        dispatcher.act(&number, "release", json!({ "title": TITLE })).await.ok();
        let found = near(&resident).await;
        let one = &found[0];
        assert_eq!((found.len(), &one["title"], &one["metres"]), (1, &json!(TITLE), &json!(100)));
        assert_eq!(one["point"], json!([120.422, 36.146]), "to a hundred metres");
        assert_eq!((&one["voices"], &one["category"]), (&json!(1), &json!(LAMPS)));
        says_nothing_private(&json!(found).to_string(), &number);
        let path = format!("/public/nearby/{}/join", one["id"].as_str().unwrap());
        let key = [("idempotency-key", "page-0123456789abcdef")];
        let said = json!({ "channel": "WECHAT", "text": "我家也黑", "name": "李明", "contact": "13900000002", "confidential": true });
        let joined = resident.post_with(&path, &key, said.clone()).await.ok();
        assert_eq!(joined["number"], json!(number));
        let code = joined["code"].as_str().unwrap().to_owned();
        // The own voice opens with the code, and says nothing of the other.
        let with = [("x-follow-code", code.as_str())];
        let own = format!("/public/matters/{number}");
        let seen = resident.send(Method::GET, &own, &with, None).await.ok();
        assert!(!seen.to_string().contains("老人"), "{seen}");
        assert_eq!(seen["title"], TITLE, "the title of the first voice is its own");
        assert_eq!(near(&resident).await[0]["voices"], 2, "one hidden voice hides nothing else");
        // The answer was lost: told again, also when it is not shown any more.
        for withheld in [false, true] {
            if withheld {
                let reason = json!({ "reason": "措辞不当" });
                dispatcher.act(&number, "withhold", reason).await.ok();
                assert!(near(&resident).await.is_empty());
            }
            let again = resident.post_with(&path, &key, said.clone()).await.ok();
            assert_eq!((&again["code"], &again["repeated"]), (&json!(code), &json!(true)));
        }
        resident.post(&path, said).await.refused(404, "not_found");
    });
}

#[test]
fn the_board_shows_what_came_of_it() {
    story(|world| async move {
        let (resident, dispatcher) = (world.resident(), world.sign_in("dispatcher").await);
        let number = lamp(&world).await;
        let early = json!({ "title": TITLE, "answer": "已修好" });
        dispatcher.act(&number, "release", early.clone()).await.refused(409, "not_ended");
        put_right(&world, &number).await;
        let empty = resident.get("/public/released").await.ok();
        assert_eq!((&empty["matters"], &empty["next"]), (&json!([]), &Value::Null));
        dispatcher.act(&number, "release", early).await.ok();
        let board = resident.get("/public/released").await.ok();
        let one = &board["matters"][0];
        assert_eq!((&one["title"], &one["answer"]), (&json!(TITLE), &json!("已修好")));
        assert_eq!((&one["ending"], &one["stars"]), (&json!("verified"), &Value::Null));
        assert_eq!(one["place"]["name"], "和美小区");
        says_nothing_private(&board.to_string(), &number);
        assert!(near(&resident).await.is_empty(), "what has ended is on the board only");
        for (query, lines) in [
            (format!("category={LAMPS}&division={STREET}"), 1),
            (format!("division={COMMUNITY_A}&area=370213"), 1),
            (format!("category={}", nobody()), 0),
        ] {
            let page = resident.get(&format!("/public/released?{query}")).await.ok();
            assert_eq!(page["matters"].as_array().unwrap().len(), lines, "{query}");
        }
        let bad = resident.get("/public/released?after=x").await.refused(422, "invalid");
        assert_eq!(bad["field"], "after");
        let ground = json!({ "ground": "mistake" });
        world.sign_in("supervisor").await.act(&number, "quarantine", ground).await.ok();
        assert_eq!(resident.get("/public/released").await.ok()["matters"], json!([]));
    });
}

#[test]
fn who_may_not_release_and_what_may_not_be_said() {
    story(|world| async move {
        let number = lamp(&world).await;
        let words = json!({ "title": TITLE });
        for login in ["clerk", "intake", "leader", "admin"] {
            let person = world.sign_in(login).await;
            let answer = person.act(&number, "release", words.clone()).await;
            assert!([403, 404].contains(&answer.status.as_u16()), "{login}: {}", answer.body);
        }
        let dispatcher = world.sign_in("dispatcher").await;
        for title in ["请联系 139-0000-0001", " "] {
            let answer = dispatcher.act(&number, "release", json!({ "title": title })).await;
            assert_eq!((answer.status.as_u16(), &answer.body["field"]), (422, &json!("title")));
        }
        let mut private = report();
        private["category"] = json!(huisheng_store::book::example::LEAKS);
        let made = world.sign_in("intake").await.post("/matters", private).await.ok();
        let other = made["number"].as_str().unwrap();
        dispatcher.act(other, "accept", json!({})).await.ok();
        dispatcher.act(other, "release", words).await.refused(409, "not_for_public");
        let resident = world.resident();
        for id in ["x", "370213-00000000000080008000000000000000", &number] {
            let said = json!({ "channel": "WEB" });
            let path = format!("/public/nearby/{id}/join");
            resident.post(&path, said).await.refused(404, "not_found");
        }
        let nowhere = json!({ "address": "月球背面" });
        let found = resident.post("/public/nearby", nowhere).await.ok();
        assert_eq!(found["matters"], json!([]));
    });
}

#[test]
fn words_suggest_a_category_and_divisions_have_names() {
    story(|world| async move {
        let resident = world.resident();
        let said = json!({ "text": "门口路灯三天不亮" });
        let found = resident.post("/public/suggestions", said).await.ok();
        let first = &found["categories"][0];
        assert_eq!((&first["id"], &first["because"]), (&json!(LAMPS), &json!(["路灯"])));
        let none = resident.post("/public/suggestions", json!({ "text": "你好" })).await.ok();
        assert_eq!(none["categories"], json!([]));
        let divisions = resident.get("/public/divisions").await.ok();
        let own = divisions.as_array().unwrap().iter().find(|one| one["id"] == json!(COMMUNITY_A));
        assert!(own.is_some_and(|one| one["name"].is_string()), "{divisions}");
        let bad = resident.get("/public/divisions?area=x").await.refused(422, "invalid");
        assert_eq!(bad["field"], "area");
    });
}
