//! Every route of the API, against a written table of who gets through. A route without a line fails, and so does a
//! line without a route.
//!
//! Through is whoever is neither asked to sign in, nor refused, nor told that there is no such thing. What stands
//! in the description as an example is sent, about a matter of the first community that the urban office leads.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::Role;
use huisheng_server::router;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{Person, World, account_of, nobody, report, story};

/// Each post: its letter in the table, somebody who holds it where the matter lies, and the unit of that.
const POSTS: [(char, Role, UnitId); 11] = [
    ('i', Role::Intake, example::STREET_OFFICE),
    ('d', Role::Dispatcher, example::STREET_OFFICE),
    ('c', Role::Clerk, example::URBAN),
    ('h', Role::Head, example::URBAN),
    ('g', Role::GridWorker, example::UNIT_A),
    ('b', Role::Callback, example::STREET_OFFICE),
    ('s', Role::Supervisor, example::STREET_OFFICE),
    ('l', Role::Leader, example::STREET_OFFICE),
    ('Y', Role::SystemAdministrator, example::COUNTY_DESK),
    ('S', Role::SecurityAdministrator, example::COUNTY_DESK),
    ('A', Role::AuditAdministrator, example::COUNTY_DESK),
];
/// Where the same posts have nothing to do with it.
const ELSEWHERE: UnitId = example::UNIT_B;

/// Who gets through, where the matter lies. `.`: also whoever is not signed in; `r`: a resident with number and code.
#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
];

/// What the requests are about.
struct Ground {
    number: String,
    other: String,
    report: String,
    code: String,
    file: String,
    notice: String,
    procedure: String,
}

impl Ground {
    /// A matter of the first community, led by the urban office, with a file; another beside it; a notice.
    async fn lay(world: &World) -> Self {
        let (intake, dispatcher) =
            (world.sign_in("intake").await, world.sign_in("dispatcher").await);
        let file =
            intake.upload("/files", "a.jpg", &crate::camera::photo()).await.ok()["id"].clone();
        let said = |file: Option<&Value>| {
            let mut said = report();
            said["files"] = json!(file.into_iter().collect::<Vec<_>>());
            said
        };
        let other = intake.post("/matters", said(None)).await.ok();
        let made = intake.post("/matters", said(Some(&file))).await.ok();
        let number = text(&made["number"]);
        dispatcher.act(&number, "accept", json!({ "severity": "general" })).await.ok();
        let shares =
            json!({ "lead": example::URBAN, "supports": [example::UNIT_A], "opinion": "请办理" });
        dispatcher.act(&number, "assign", shares).await.ok();
        let shown = dispatcher.get(&format!("/matters/{number}")).await.ok();
        let notice = nobody();
        let body = json!({
            "kind": "outage", "title": "停水检修", "text": "请提前储水。",
            "from": world.app.now(), "until": world.app.now() + jiff::SignedDuration::from_hours(48),
        });
        let county = world.sign_in("county").await;
        county.put(&format!("/notices/{notice}"), body).await;
        let versions = county.get("/procedures/versions").await.ok();
        Self {
            other: text(&other["number"]),
            report: text(&shown["reports"][0]["id"]),
            code: text(&made["code"]),
            file: text(&file),
            notice,
            procedure: text(&versions[0]["version"]),
            number,
        }
    }

    /// The address with everything filled in that it names.
    fn address(&self, path: &str) -> String {
        let id = match path.split('/').nth(1) {
            Some("grids") => example::GRID_A.to_string(),
            Some("accounts") => account_of("clerk").to_string(),
            Some("notices") => self.notice.clone(),
            _ => self.file.clone(),
        };
        let query = match path {
            "/calendar/days" => "?year=2026".to_owned(),
            "/grids" => format!("?division={}", example::COMMUNITY_A),
            _ => String::new(),
        };
        let filled = path
            .replace("{number}", &self.number)
            .replace("{report}", &self.report)
            .replace("{id}", &id)
            .replace("{version}", &self.procedure)
            .replace("{list}", "units")
            .replace("{layer}", "base")
            .replace("{z}/{x}/{y}", "1/1/1");
        filled + &query
    }

    /// An example with what it names in place of what is made up.
    fn body(&self, example: Option<&Value>) -> Body {
        let Some(example) = example else { return Body::empty() };
        let text = example.to_string().replace("990101202611220000127", &self.other);
        let text =
            text.replace("00000000-0000-0000-0000-000000000203", &example::URBAN.to_string());
        Body::from(
            text.replace("00000000-0000-8000-8000-000000000000", &example::COMMUNITY_A.to_string()),
        )
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Opens an account for each post, in its own unit or elsewhere.
async fn hire(world: &World, elsewhere: bool) {
    let rows = POSTS.iter().map(|(letter, role, unit)| AccountRow {
        id: account_of(&login(*letter, elsewhere)).uuid(),
        login: login(*letter, elsewhere),
        password_hash: None,
        name: login(*letter, elsewhere),
        unit: if elsewhere { ELSEWHERE } else { *unit }.uuid(),
        roles: serde_json::to_string(&[role]).unwrap(),
        active: true,
        must_change: false,
        created_at: huisheng_store::Micros(0),
    });
    let write = world.app.store().write().await.unwrap();
    account::upsert(&write, rows.collect()).await.unwrap();
    write.commit().await.unwrap();
}

fn login(letter: char, elsewhere: bool) -> String {
    format!("post-{letter}-{elsewhere}")
}

/// Method, address and example of every route.
fn routes() -> Vec<(Method, String, Option<Value>)> {
    let description = serde_json::to_value(router::api().1).unwrap();
    let mut all = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            if !matches!(method.as_str(), "GET" | "POST" | "PUT" | "DELETE") {
                continue;
            }
            let example = &operation["requestBody"]["content"]["application/json"]["example"];
            let path = path.strip_prefix("/api/v1").unwrap().to_owned();
            all.push((method, path, (!example.is_null()).then(|| example.clone())));
        }
    }
    all
}

/// Whether somebody gets through.
async fn through(
    who: &Person,
    ground: &Ground,
    (method, path, example): &(Method, String, Option<Value>),
    headers: &[(&str, &str)],
) -> bool {
    let kind = [("content-type", "application/json")];
    let headers: Vec<_> = headers.iter().copied().chain(kind).collect();
    let body = ground.body(example.as_ref());
    let answer = who.raw(method.clone(), &ground.address(path), &headers, body).await;
    !matches!(answer.status().as_u16(), 401 | 403 | 404)
}

#[test]
fn every_route_lets_through_whom_the_table_says() {
    let table: BTreeMap<&str, &str> = TABLE.iter().copied().collect();
    assert_eq!(table.len(), TABLE.len(), "a route stands twice in the table");
    let routes = routes();
    let named: BTreeSet<String> =
        routes.iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let gone: Vec<_> = table.keys().filter(|route| !named.contains(**route)).collect();
    assert!(gone.is_empty(), "the table names routes that are none: {gone:?}");
    story(move |world| {
        let (table, routes) = (table.clone(), routes.clone());
        async move {
            hire(&world, false).await;
            hire(&world, true).await;
            let mut wrong = Vec::new();
            for route in &routes {
                let name = format!("{} {}", route.0, route.1);
                // A command changes what it is done to.
                let ground = Ground::lay(&world).await;
                let mut found = String::new();
                let resident = world.resident();
                if through(&resident, &ground, route, &[]).await {
                    found.push('.');
                } else if through(&resident, &ground, route, &[("x-follow-code", &ground.code)])
                    .await
                {
                    found.push('r');
                    let other = [("x-follow-code", "7K3M-9QWX-2B4T-H8RD")];
                    assert!(
                        !through(&resident, &ground, route, &other).await,
                        "{name}: another code"
                    );
                }
                for (letter, ..) in POSTS {
                    let here = world.sign_in(&login(letter, false)).await;
                    if through(&here, &ground, route, &[]).await {
                        found.push(letter);
                    }
                    let elsewhere = world.sign_in(&login(letter, true)).await;
                    if route.1.contains("{number}") && !route.1.starts_with("/public") {
                        let passes = through(&elsewhere, &ground, route, &[]).await;
                        assert!(!passes, "{name} lets {letter} of elsewhere through");
                    }
                }
                if table.get(name.as_str()).map(|line| line.replace(' ', "")) != Some(found.clone())
                {
                    wrong.push(format!("(\"{name}\", \"{found}\"),"));
                }
            }
            assert!(wrong.is_empty(), "not as the table says; found:\n{}", wrong.join("\n"));
        }
    });
}
