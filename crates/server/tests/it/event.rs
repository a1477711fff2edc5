//! Live events, and going on after the connection broke.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use http_body_util::BodyExt;
use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Person, World, report, story};

/// An open stream.
pub struct Stream {
    body: Body,
    text: String,
}

/// Name, id and data.
pub type Event = (String, String, Value);

impl Stream {
    pub async fn open(person: &Person, since: Option<&str>) -> Self {
        let headers: Vec<_> = since.iter().map(|id| ("last-event-id", *id)).collect();
        let answer = person.raw(Method::GET, "/events", &headers, Body::empty()).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { body: answer.into_body(), text: String::new() }
    }

    /// The next event; `None` when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let event = parse(event);
                self.text = rest.to_owned();
                if event.is_some() {
                    return event;
                }
                continue;
            }
            let frame = tokio::time::timeout(Duration::from_secs(60), self.body.frame());
            let frame = frame.await.expect("nothing came")?.expect("the stream broke");
            self.text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
        }
    }

    /// The events up to and with the first named so.
    pub async fn until(&mut self, last: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await.expect("the stream ended");
            let done = event.0 == last || event.2["kind"] == last;
            events.push(event);
            if done {
                return events;
            }
        }
    }
}

fn parse(text: &str) -> Option<Event> {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_default().trim_start().to_owned()
    };
    let data = serde_json::from_str(&field("data:")).ok()?;
    Some((field("event:"), field("id:"), data))
}

fn kinds(events: &[Event]) -> Vec<&str> {
    events.iter().filter_map(|event| event.2["kind"].as_str()).collect()
}

async fn reported(world: &World) -> String {
    let intake = world.sign_in("intake").await;
    intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned()
}

#[test]
fn a_stream_goes_on_where_it_broke() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let mut stream = Stream::open(&dispatcher, None).await;
        stream.until("live").await;
        let number = reported(&world).await;
        let seen = stream.until("reported").await;
        let (name, id, data) = seen.last().unwrap();
        assert_eq!(
            (name.as_str(), &data["number"], &data["seq"]),
            ("change", &json!(number), &json!(1))
        );
        assert!(!data.to_string().contains("13900000001"));
        drop(stream);

        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let mut stream = Stream::open(&dispatcher, Some(id)).await;
        let missed = stream.until("live").await;
        // What was seen may come again; what was missed comes.
        assert_eq!(kinds(&missed), ["reported", "accepted", "assigned"]);
        dispatcher.act(&number, "note", json!({ "text": "请尽快" })).await.ok();
        // Then it goes on live; what was read a moment ago may come once more.
        stream.until("noted").await;

        // A page that slept for two days loads anew.
        world.wait_hours(48);
        let dispatcher = world.sign_in("dispatcher").await;
        let mut stream = Stream::open(&dispatcher, Some(id)).await;
        assert_eq!(stream.next().await.unwrap().0, "reset");
        for wrong in ["x", "1-2-3"] {
            let path = format!("/events?since={wrong}");
            dispatcher.get(&path).await.refused(422, "invalid");
        }
    });
}

#[test]
fn an_office_hears_of_its_own_matters() {
    story(|world| async move {
        let (dispatcher, clerk, housing) = (
            world.sign_in("dispatcher").await,
            world.sign_in("clerk").await,
            world.sign_in("housing").await,
        );
        let mut hers = Stream::open(&clerk, None).await;
        let start = hers.until("live").await.pop().unwrap().1;
        let mut others = Stream::open(&housing, None).await;
        others.until("live").await;
        let number = reported(&world).await;
        dispatcher.act(&number, "accept", json!({})).await.ok();
        dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
        let heard = hers.until("assigned").await;
        assert!(heard.iter().all(|event| event.2["number"] == json!(number)));
        // The other office hears of its own matter first, so it heard nothing of this one.
        let second = reported(&world).await;
        dispatcher.act(&second, "accept", json!({})).await.ok();
        dispatcher.act(&second, "assign", json!({ "lead": example::HOUSING })).await.ok();
        let heard = others.until("assigned").await;
        assert!(heard.iter().all(|event| event.2["number"] == json!(second)), "{heard:?}");
        // And so it is when the history is read.
        let mut again = Stream::open(&clerk, Some(&start)).await;
        let read = again.until("live").await;
        assert_eq!(kinds(&read), ["reported", "accepted", "assigned"]);
    });
}

#[test]
fn a_stream_ends_with_its_session_and_with_the_house() {
    story(|world| async move {
        let (leader, supervisor) =
            (world.sign_in("leader").await, world.sign_in("supervisor").await);
        let mut ends = Stream::open(&leader, None).await;
        ends.until("live").await;
        leader.send(Method::DELETE, "/session", &[], None).await;
        assert_eq!(ends.next().await, None);
        let mut stays = Stream::open(&supervisor, None).await;
        stays.until("live").await;
        world.app.live().close();
        assert_eq!(stays.next().await, None);
    });
}

#[test]
fn what_another_node_writes_reaches_an_open_stream() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let mut stream = Stream::open(&intake, None).await;
        stream.until("live").await;
        let node = world.another_node().await;
        let number = reported(&node).await;
        let seen = stream.until("reported").await;
        assert_eq!(seen.last().unwrap().2["number"], json!(number));
        // What this node writes comes at once, and once.
        let own = reported(&world).await;
        let dispatcher = node.sign_in("dispatcher").await;
        dispatcher.act(&own, "accept", json!({})).await.ok();
        let seen = stream.until("accepted").await;
        assert_eq!(kinds(&seen), ["reported", "accepted"]);
    });
}
