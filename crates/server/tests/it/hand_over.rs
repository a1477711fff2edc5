//! 移交: open matters that somebody handled go on with a colleague.

use huisheng_store::book::example;
use serde_json::json;

use crate::world::{Person, account_of, post_of, report, story};

/// The numbers that somebody finds among the own.
async fn own(who: &Person) -> Vec<String> {
    let page = who.get("/matters?queue=mine").await.ok();
    let numbers = page["matters"].as_array().unwrap().iter();
    numbers.map(|line| line["number"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_somebody_handles_goes_on_with_a_colleague() {
    story(|world| async move {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let number =
            intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let (clerk, head) = (world.sign_in("clerk").await, world.sign_in("head").await);
        let lead =
            clerk.get(&format!("/matters/{number}")).await.ok()["assignments"][0]["id"].clone();
        clerk.act(&number, "sign-in", json!({ "assignment": lead })).await.ok();
        assert_eq!((own(&clerk).await, own(&head).await), (vec![number.clone()], vec![]));
        let path = format!("/posts/{}/hand-over", post_of("clerk"));
        let to = |login: &str| json!({ "account": account_of(login) });
        clerk.post(&path, to("clerk")).await.refused(422, "stand_in_oneself");
        clerk.post(&path, to("housing")).await.refused(422, "stand_in_out_of_line");
        clerk.post(&path, to("nobody")).await.refused(422, "invalid");
        head.post(&path, to("head")).await.refused(404, "not_found");
        assert_eq!(clerk.post(&path, to("head")).await.ok()["matters"], 1);
        assert_eq!(own(&head).await, [number.as_str()]);
        // The security administrator does it, too, where somebody has left; once is enough.
        let security = world.sign_in("security").await;
        assert_eq!(security.post(&path, to("head")).await.ok()["matters"], 0);
        let audit = world.sign_in("county_audit").await;
        let told = audit.get("/audit/entries?kind=handed_over").await.ok();
        assert_eq!(told["entries"].as_array().unwrap().len(), 2);
        // Who did what is still told of who did it.
        let acts = audit.get("/audit/acts?login=head").await.ok();
        assert!(!acts.to_string().contains(&number), "{acts}");
    });
}
