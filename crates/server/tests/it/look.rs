//! Looks at contact data: who, whose, why.

use huisheng_server::command::export::{self, Wanted, What};
use serde_json::{Value, json};

use crate::world::{Person, report, story};

async fn entered(intake: &Person) -> (String, String) {
    let made = intake.post("/matters", report()).await.ok();
    let number = made["number"].as_str().unwrap().to_owned();
    let seen = intake.get(&format!("/matters/{number}")).await.ok();
    (number, seen["reports"][0]["id"].as_str().unwrap().to_owned())
}

#[test]
fn every_look_can_be_read_by_an_audit_administrator() {
    story(|world| async move {
        let (intake, admin) = (world.sign_in("intake").await, world.sign_in("audit").await);
        let (first, second) = (entered(&intake).await, entered(&intake).await);
        for (number, voice) in [&first, &second, &first] {
            let path = format!("/matters/{number}/reports/{voice}/look");
            intake.post(&path, json!({ "reason": "核对姓名" })).await.ok();
            world.wait_hours(1);
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/looks?limit=2{after}")).await.ok();
            for look in page["looks"].as_array().unwrap() {
                assert_eq!(
                    (&look["login"], &look["reason"]),
                    (&json!("intake"), &json!("核对姓名"))
                );
                seen.push(look["number"].as_str().unwrap().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert_eq!(seen, [&first.0, &second.0, &first.0].map(Clone::clone));
        let of_one = admin.get(&format!("/looks?report={}", second.1)).await.ok();
        assert_eq!(of_one["looks"].as_array().unwrap().len(), 1);
        for other in [&intake, &world.sign_in("admin").await, &world.sign_in("security").await] {
            other.get("/looks").await.refused(403, "forbidden");
        }
        admin.get("/looks?limit=0").await.refused(422, "invalid");
        admin.get("/looks?area=100001").await.refused(404, "not_found");
        // And they go out, without the data that was looked at.
        let folder = tempfile::tempdir().unwrap();
        for name in ["looks.jsonl", "looks.csv"] {
            let out = folder.path().join(name);
            let wanted = Wanted {
                what: What::Looks,
                area: None,
                format: None,
                out: Some(out.clone()),
                force: false,
                only: Default::default(),
            };
            assert_eq!(export::run(&world.app, &wanted, |_| {}).await.unwrap().rows, 3);
            let text = std::fs::read_to_string(out).unwrap();
            assert_eq!(text.matches("核对姓名").count(), 3);
            assert!(text.contains(&first.0) && !text.contains("13900000001"));
            if name == "looks.jsonl" {
                let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
                assert_eq!(line["report"], json!(first.1));
            }
        }
    });
}

#[test]
fn whoever_reads_the_words_looks_at_everybody_they_may_name() {
    story(|world| async move {
        let (intake, admin) = (world.sign_in("intake").await, world.sign_in("audit").await);
        let mut said = report();
        said["text"] = json!("路灯不亮，电话13912345678");
        let made = intake.post("/matters", said).await.ok();
        let number = made["number"].as_str().unwrap();
        world.sign_in("dispatcher").await.act(number, "accept", json!({})).await.ok();
        let joins = json!({ "channel": "PHONE12345", "text": "我家门口也是", "name": "赵强", "contact": "13900000002" });
        intake.act(number, "join", joins).await.ok();
        let look = format!("/matters/{number}/steps/1/look");
        intake.post(&look, json!({ "reason": "回电核实" })).await.ok();
        let seen = intake.get(&format!("/matters/{number}")).await.ok();
        let looks = admin.get("/looks").await.ok()["looks"].as_array().unwrap().clone();
        let mut told: Vec<&Value> = looks.iter().map(|look| &look["report"]).collect();
        let mut voices: Vec<&Value> =
            seen["reports"].as_array().unwrap().iter().map(|voice| &voice["id"]).collect();
        told.sort_by_key(|id| id.to_string());
        voices.sort_by_key(|id| id.to_string());
        assert_eq!((told, voices.len()), (voices.clone(), 2));
    });
}
