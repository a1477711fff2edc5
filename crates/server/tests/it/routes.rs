//! Every route of the API, against a written table of who gets through. A route without a line fails, and so does a
//! line without a route.
//!
//! Through is whoever is neither asked to sign in, nor refused, nor told that there is no such thing or to wait. What stands
//! in the description as an example is sent, about a matter of the first community that the urban office leads.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::Role;
use huisheng_server::router;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::post;
use serde_json::{Value, json};

use crate::world::{Person, World, a_post, account_of, nobody, post_of, report, story};

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
    ("GET /accounts", "YS"),
    ("POST /accounts", "Y"),
    ("PUT /accounts/{id}", "S"),
    ("GET /accounts/{id}/identity", "S"),
    ("DELETE /accounts/{id}/identity", "S"),
    ("GET /accounts/{id}/posts", "YS"),
    ("POST /accounts/{id}/posts", "S"),
    ("GET /archive", "ds"),
    ("POST /archive/sheet", "ds"),
    ("GET /areas/{area}/staffing", "slYS"),
    ("PUT /areas/{area}/staffing", "Y"),
    ("GET /audit/acts", "A"),
    ("GET /audit/deletions", "A"),
    ("GET /audit/entries", "A"),
    ("POST /audit/exports", "A"),
    ("GET /audit/state", "A"),
    ("POST /audit/verify", "A"),
    ("GET /bulletins", "idchgbsl"),
    ("GET /bulletins/{id}", "idchgbsl"),
    ("PUT /bulletins/{id}", "ds"),
    ("DELETE /bulletins/{id}", "ds"),
    ("POST /bulletins/{id}/issue", "l"),
    ("POST /bulletins/{id}/letter", "idchgbsl"),
    ("GET /bulletins/{id}/matters", "idchgbsl"),
    ("POST /bulletins/{id}/redraw", "ds"),
    ("POST /bulletins/{id}/sheet", "idchgbsl"),
    ("PUT /bulletins/{id}/text", "ds"),
    ("POST /bulletins/{id}/withdraw", "l"),
    ("GET /calendar/days", "sY"),
    ("GET /calendar/moves", "sY"),
    ("POST /calendar/moves", "sY"),
    ("POST /callers", "id"),
    ("GET /calls", "id"),
    ("POST /calls", "dY"),
    ("POST /calls/{id}/called-back", ""),
    ("POST /calls/{id}/open", ""),
    ("GET /categories", ".idchgbslYSA"),
    ("GET /deliveries", "Y"),
    ("POST /deliveries/replay", "Y"),
    ("GET /divisions", "Y"),
    ("GET /errand-items", "idchg"),
    ("PUT /errand-items/{id}", "dch"),
    ("DELETE /errand-items/{id}", "dch"),
    ("GET /events", "idchgbslYSA"),
    ("GET /exports/{list}", "Y"),
    ("POST /exchange/files", "Y"),
    ("POST /exchange/files/in", "Y"),
    ("GET /exchange/mappings", "idsY"),
    ("GET /exchange/orders", "idsY"),
    ("POST /exchange/orders/again", "Y"),
    ("GET /exchange/partners", "idsY"),
    ("PUT /exchange/partners", "Y"),
    // Whoever signs as a partner: tests/it/exchange.rs.
    ("POST /exchange/{area}/{partner}/messages", ""),
    ("GET /extracts", "idchgbsl"),
    ("POST /extracts", "idchbsl"),
    ("POST /extracts/lines", "idchgbsl"),
    ("POST /extracts/{id}/decide", ""),
    ("POST /extracts/{id}/take", ""),
    ("POST /files", "idchgbslYSA"),
    ("GET /forms", "idchs"),
    ("POST /forms/preview", "idchs"),
    ("GET /forms/shipped", "idchs"),
    ("GET /forms/{id}", "ids"),
    ("PUT /forms/{id}", "ds"),
    ("DELETE /forms/{id}", "dhs"),
    ("POST /forms/{id}/fill", "ids"),
    ("GET /forms/{id}/filings", "ids"),
    ("POST /forms/{id}/send", "ids"),
    ("POST /forms/{id}/unsend", "ids"),
    ("GET /grids", "Y"),
    ("POST /grids", "Y"),
    ("POST /grids/merge", "Y"),
    ("GET /grids/problems", "Y"),
    ("POST /grids/{id}/redraw", "Y"),
    ("POST /grids/{id}/split", "Y"),
    ("POST /imports/matters", "d"),
    ("GET /imports/matters/{id}", "d"),
    ("POST /imports/{list}", "Y"),
    ("GET /knowledge", "idchgbsl"),
    ("POST /knowledge/search", "idchgbsl"),
    ("GET /knowledge/{id}", "idchgbsl"),
    ("PUT /knowledge/{id}", "dch"),
    ("POST /knowledge/{id}/publish", "ds"),
    ("POST /knowledge/{id}/uses", "idbsl"),
    ("GET /knowledge/{id}/versions", "dchs"),
    ("POST /knowledge/{id}/withdraw", "dchs"),
    ("GET /looks", "A"),
    ("GET /map", ".idchgbslYSA"),
    ("GET /map/grids", ".idchgbslYSA"),
    ("GET /map/places", ".idchgbslYSA"),
    ("POST /map/search", ""),
    ("GET /map/tiles/{layer}/{z}/{x}/{y}", ""),
    ("GET /matters", "idchgbslYSA"),
    ("POST /matters", "idchgbsl"),
    ("GET /matters/{number}", "idchgbsl"),
    ("POST /matters/{number}/accept", "d"),
    ("GET /matters/{number}/actions", "idchgbsl"),
    ("POST /matters/{number}/amend", "id"),
    ("POST /matters/{number}/answer", "id"),
    ("POST /matters/{number}/answer-upstream", "dsl"),
    ("POST /matters/{number}/archive", "d"),
    ("POST /matters/{number}/ask-exclusion", "ch"),
    ("POST /matters/{number}/ask-unsealing", "idchgbsl"),
    ("POST /matters/{number}/ask-reporter", "idchgb"),
    ("POST /matters/{number}/ask-upstream", "id"),
    ("POST /matters/{number}/assign", "d"),
    ("POST /matters/{number}/callback", "b"),
    ("POST /matters/{number}/check", "s"),
    ("GET /matters/{number}/clocks", "idchgbsl"),
    ("POST /matters/{number}/close", "d"),
    ("POST /matters/{number}/consult", "dsl"),
    ("POST /matters/{number}/contact", "chg"),
    ("POST /matters/{number}/decide", "dhsl"),
    ("POST /matters/{number}/decide-exclusion", "s"),
    ("POST /matters/{number}/decide-unsealing", "dsl"),
    ("GET /matters/{number}/dossier", "ds"),
    ("POST /matters/{number}/enter-upstream", "id"),
    ("POST /matters/{number}/erase-voice", "ds"),
    ("POST /matters/{number}/exit", "id"),
    ("GET /matters/{number}/files", "idchgbsl"),
    ("GET /matters/{number}/files/{id}", "idchgbsl"),
    ("GET /matters/{number}/files/{id}/thumbnail", "idchgbsl"),
    ("POST /matters/{number}/hear-upstream", "ids"),
    ("PUT /matters/{number}/hold", "b"),
    ("DELETE /matters/{number}/hold", "idchgbsl"),
    ("POST /matters/{number}/instruct", "l"),
    ("POST /matters/{number}/join", "idchgb"),
    ("POST /matters/{number}/mark", "idchgbsl"),
    ("POST /matters/{number}/merge", "id"),
    ("POST /matters/{number}/milestone", "chg"),
    ("POST /matters/{number}/move-clocks", "s"),
    ("POST /matters/{number}/move-upstream", "dsl"),
    ("POST /matters/{number}/name-subjects", "ids"),
    ("POST /matters/{number}/note", "idchgbsl"),
    ("GET /matters/{number}/own-steps", "idchgbsl"),
    ("GET /matters/{number}/place", "idchgbsl"),
    ("POST /matters/{number}/progress", "chg"),
    ("POST /matters/{number}/quarantine", "ds"),
    ("POST /matters/{number}/rate-upstream", "ids"),
    ("POST /matters/{number}/recuse", "idchgbsl"),
    ("POST /matters/{number}/release", "d"),
    ("POST /matters/{number}/reopen", "dsl"),
    ("POST /matters/{number}/reply", "idchgb"),
    ("POST /matters/{number}/report-back", "chg"),
    ("POST /matters/{number}/reports/{report}/look", "idchgbsl"),
    ("POST /matters/{number}/request", "dchg"),
    ("POST /matters/{number}/return-documents", "idchg"),
    ("POST /matters/{number}/resume", "dchgsl"),
    ("POST /matters/{number}/review", "d"),
    ("POST /matters/{number}/revoke", "dchg"),
    ("POST /matters/{number}/rework", "dbs"),
    ("POST /matters/{number}/settle", "idchg"),
    ("POST /matters/{number}/sign-in", "chg"),
    ("POST /matters/{number}/sign-off", "h"),
    ("POST /matters/{number}/split", "id"),
    ("POST /matters/{number}/steps/{seq}/look", "idchgbsl"),
    ("POST /matters/{number}/sub-assign", "dchg"),
    ("POST /matters/{number}/submit", "chg"),
    ("POST /matters/{number}/supplement", "idchgb"),
    ("POST /matters/{number}/take-back", "dchg"),
    ("POST /matters/{number}/take-documents", "idchg"),
    ("POST /matters/{number}/undo", "idchgbsl"),
    ("POST /matters/{number}/unmerge", "id"),
    ("POST /matters/{number}/urge", "idchgb"),
    ("PUT /matters/{number}/viewing", "idchgbsl"),
    ("DELETE /matters/{number}/viewing", "idchgbsl"),
    ("POST /matters/{number}/withdraw", "idb"),
    ("POST /matters/{number}/withhold", "ds"),
    ("GET /notices", "dY"),
    ("PUT /notices/{id}", "Y"),
    ("POST /notices/{id}/end", "Y"),
    ("GET /notices/{id}/versions", "dY"),
    ("GET /notifications", "idchgbslYSA"),
    ("GET /notifications/choice", "idchgbslYSA"),
    ("PUT /notifications/choice", "idchgbslYSA"),
    ("POST /notifications/read", "idchgbslYSA"),
    ("POST /pasted", "idchgbsl"),
    ("POST /places", ".idchgbslYSA"),
    ("GET /policies", "SA"),
    ("GET /policies/actions", "SA"),
    ("POST /policies/explain", "SA"),
    ("PUT /posts/{id}", "S"),
    ("POST /posts/{id}/hand-over", "S"),
    ("GET /posts/{id}/stand-in", "S"),
    ("POST /posts/{id}/stand-in", "S"),
    ("DELETE /posts/{id}/stand-in", "S"),
    ("GET /procedures", ".idchgbslYSA"),
    ("POST /procedures", "Y"),
    ("POST /procedures/validate", "Y"),
    ("GET /procedures/versions", "Y"),
    ("GET /procedures/{version}", ".idchgbslYSA"),
    ("GET /procedures/{version}/rules", "Y"),
    ("GET /public/codes", ".idchgbslYSA"),
    ("POST /public/codes", ".idchgbslYSA"),
    ("GET /public/divisions", ".idchgbslYSA"),
    ("GET /public/errand-items", ".idchgbslYSA"),
    ("POST /public/expected", ".idchgbslYSA"),
    ("POST /public/files", ".idchgbslYSA"),
    ("POST /public/knowledge/search", ".idchgbslYSA"),
    ("POST /public/matters", ".idchgbslYSA"),
    ("GET /public/matters/{number}", "r"),
    ("GET /public/matters/{number}/files/{id}", "r"),
    ("PUT /public/matters/{number}/messages", "r"),
    ("GET /public/matters/{number}/own", "r"),
    ("POST /public/matters/{number}/rate", "r"),
    ("POST /public/matters/{number}/reply", "r"),
    ("POST /public/matters/{number}/rights", "r"),
    ("POST /public/matters/{number}/supplement", "r"),
    ("POST /public/matters/{number}/urge", "r"),
    ("POST /public/matters/{number}/withdraw", "r"),
    ("POST /public/matters/{number}/withdraw-consent", "r"),
    ("POST /public/mine", ".idchgbslYSA"),
    ("POST /public/nearby", ".idchgbslYSA"),
    ("POST /public/nearby/{id}/join", ""),
    ("GET /public/notices", ".idchgbslYSA"),
    ("POST /public/offices", ".idchgbslYSA"),
    ("GET /public/processing", ".idchgbslYSA"),
    ("GET /public/released", ".idchgbslYSA"),
    ("POST /public/suggestions", ".idchgbslYSA"),
    ("GET /queues", "idchgbslYSA"),
    ("GET /record-templates", "chg"),
    ("PUT /record-templates/{id}", "chg"),
    ("DELETE /record-templates/{id}", "chg"),
    ("GET /registers", "SA"),
    ("POST /registers", "S"),
    ("PUT /registers/{id}", ""),
    ("GET /reports", "idbsl"),
    ("POST /responsibilities/dry-run", "Y"),
    ("POST /responsibilities/publish", "Y"),
    ("GET /responsibilities/versions", "Y"),
    ("GET /roster", "idchgbslYSA"),
    ("GET /roster/escalation", "idchgbslYSA"),
    ("PUT /roster/escalation", "Y"),
    ("POST /roster/fill", "dh"),
    ("GET /roster/hand-overs", "idchgbsl"),
    ("GET /roster/now", "idchgbslYSA"),
    ("POST /roster/remove", "dh"),
    ("PUT /roster/settings", "dh"),
    ("POST /roster/sheet", "idchgbslYSA"),
    ("PUT /roster/shifts/{id}", "dh"),
    ("PUT /roster/shifts/{id}/hand-over", ""),
    ("POST /roster/shifts/{id}/take-over", ""),
    ("POST /roster/swap", "dh"),
    ("GET /session", ".idchgbslYSA"),
    ("POST /session", ""),
    ("DELETE /session", ".idchgbslYSA"),
    ("GET /session/demo", ".idchgbslYSA"),
    ("GET /session/identity", "idchgbslYSA"),
    ("POST /session/identity", "idchgbslYSA"),
    ("POST /session/identity/remove", "idchgbslYSA"),
    ("POST /session/passkey", ".idchgbslYSA"),
    ("PUT /session/passkey", ".idchgbslYSA"),
    ("POST /session/passkeys", "idchgbslYSA"),
    ("PUT /session/passkeys", "idchgbslYSA"),
    ("POST /session/passkeys/proof", "idchgbslYSA"),
    ("POST /session/passkeys/{id}/remove", ""),
    ("PUT /session/password", "idchgbslYSA"),
    ("PUT /session/post", ""),
    ("GET /session/provider", ".idchgbslYSA"),
    ("POST /session/provider", ".idchgbslYSA"),
    ("GET /session/provider/back", ".idchgbslYSA"),
    ("GET /session/provider/out", ".idchgbslYSA"),
    ("GET /session/second-factor", "idchgbslYSA"),
    ("POST /session/second-factor", "idchgbslYSA"),
    ("PUT /session/second-factor", ""),
    ("POST /session/second-factor/remove", "idchgbslYSA"),
    ("GET /session/ways", ".idchgbslYSA"),
    ("GET /sessions", "idchgbslYSA"),
    ("DELETE /sessions", "idchgbslYSA"),
    ("DELETE /sessions/{id}", ""),
    ("GET /tokens", "idchgbslYSA"),
    ("POST /tokens", "idchgbslYSA"),
    ("DELETE /tokens/{id}", ""),
    ("POST /suggestions", "idchgbslYSA"),
    ("GET /units", "idchgbslYSA"),
    ("GET /units/{id}/staff", "idchgbsl"),
    ("GET /upstream/replies", "id"),
    ("POST /upstream/replies", "id"),
    ("POST /upstream/replies/entered", "id"),
    ("POST /upstream/sheets", "id"),
    ("GET /upstream/sources", "id"),
    ("PUT /upstream/sources", "d"),
    ("POST /upstream/texts", "id"),
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
    bulletin: String,
    form: String,
}

impl Ground {
    /// A matter of the first community, led by the urban office, with a file; another beside it; a notice; a bulletin.
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
        let bulletin = account_of(&number).to_string();
        let at = format!("/bulletins/{bulletin}");
        dispatcher.put(&at, json!({ "span": "day", "day": "2026-03-02" })).await.ok();
        let leader = world.sign_in("leader").await;
        leader.post(&format!("{at}/issue"), json!({})).await.ok();
        // A form of the street, under the id of the matter's number, too, and sent for a week.
        let form = "00000000-0000-8000-8000-000000000f01".to_owned();
        dispatcher.send(Method::DELETE, &format!("/forms/{form}"), &[], None).await;
        let body = json!({
            "name": "台账", "period": "week", "columns": [{ "heading": "编号", "width": 20, "holds": "number" }],
        });
        dispatcher.put(&format!("/forms/{form}"), body).await.ok();
        let week = json!({ "first": "2026-11-23", "last": "2026-11-29" });
        dispatcher.post(&format!("/forms/{form}/send"), week).await.ok();
        // An answer that is published, under the id of the file.
        let answer = format!("/knowledge/{}", text(&file));
        let said = json!({
            "question": "路灯坏了找谁", "answer": "打 12345。", "unit": example::URBAN, "source": "办事指南",
            "until": world.app.today(world.app.now()).saturating_add(jiff::ToSpan::days(90)),
        });
        world.sign_in("clerk").await.put(&answer, said).await.ok();
        dispatcher.post(&format!("{answer}/publish"), json!({ "version": 1 })).await.ok();
        let versions = county.get("/procedures/versions").await.ok();
        Self {
            other: text(&other["number"]),
            report: text(&shown["reports"][0]["id"]),
            code: text(&made["code"]),
            file: text(&file),
            notice,
            procedure: text(&versions[0]["version"]),
            bulletin,
            form,
            number,
        }
    }

    /// The address with everything filled in that it names.
    fn address(&self, method: &Method, path: &str) -> String {
        let id = match path.split('/').nth(1) {
            Some("grids") => example::GRID_A.to_string(),
            Some("accounts") => account_of("clerk").to_string(),
            Some("posts") => post_of("clerk").to_string(),
            Some("notices") => self.notice.clone(),
            Some("bulletins") => self.bulletin.clone(),
            Some("forms") => self.form.clone(),
            Some("units") => example::URBAN.to_string(),
            _ => self.file.clone(),
        };
        let query = match path {
            "/calendar/days" => "?year=2026".to_owned(),
            "/roster" => "?from=2026-10-01&through=2026-10-31".to_owned(),
            "/upstream/replies" | "/upstream/sheets" | "/upstream/texts"
                if method == Method::GET || path.ends_with('s') && !path.ends_with("replies") =>
            {
                "?source=none".to_owned()
            }
            "/archive" => "?first=2026-11-01&last=2026-11-30".to_owned(),
            "/exchange/orders" => "?partner=none&only=dead".to_owned(),
            "/imports/matters" => "?source=none".to_owned(),
            "/exchange/files/in" => "?partner=none".to_owned(),
            "/bulletins/{id}/matters" => format!("?unit={}&figure=due", example::URBAN),
            "/grids" if method == Method::GET => format!("?division={}", example::COMMUNITY_A),
            _ => String::new(),
        };
        let filled = path
            .replace("{number}", &self.number)
            .replace("{report}", &self.report)
            .replace("{seq}", "1")
            .replace("{area}", &String::from(example::area()))
            .replace("{id}", &id)
            .replace("{version}", &self.procedure)
            .replace("{partner}", "none")
            .replace("{list}", "units")
            .replace("{layer}", "base")
            .replace("{z}/{x}/{y}", "1/1/1");
        filled + &query
    }

    /// An example with what it names in place of what is made up.
    fn body(&self, path: &str, example: Option<&Value>) -> Body {
        let Some(example) = example else { return Body::empty() };
        let text = example.to_string().replace("990101202611220000127", &self.other);
        let text =
            text.replace("00000000-0000-0000-0000-000000000203", &example::URBAN.to_string());
        let text =
            text.replace("00000000-0000-8000-8000-000000000001", &example::GRID_B.to_string());
        let about = if path.starts_with("/grids/") {
            example::GRID_A.to_string()
        } else {
            example::COMMUNITY_A.to_string()
        };
        Body::from(text.replace("00000000-0000-8000-8000-000000000000", &about))
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Opens an account for each post, in its own unit or elsewhere.
async fn hire(world: &World, elsewhere: bool) {
    let rows = POSTS.iter().map(|(letter, _, unit)| AccountRow {
        id: account_of(&login(*letter, elsewhere)).uuid(),
        login: login(*letter, elsewhere),
        password_hash: None,
        name: login(*letter, elsewhere),
        unit: if elsewhere { ELSEWHERE } else { *unit }.uuid(),
        active: true,
        must_change: false,
        created_at: huisheng_store::Micros(0),
    });
    let write = world.app.store().write().await.unwrap();
    account::upsert(&write, rows.collect()).await.unwrap();
    let posts = POSTS.iter().map(|(letter, role, unit)| {
        a_post(&login(*letter, elsewhere), if elsewhere { ELSEWHERE } else { *unit }, &[*role])
    });
    post::put(&write, posts.collect()).await.unwrap();
    write.commit().await.unwrap();
}

/// Everybody signs in, anew after what may have ended a session.
async fn everybody(world: &World, elsewhere: bool) -> Vec<(char, Person)> {
    let mut all = Vec::new();
    for (letter, ..) in POSTS {
        all.push((letter, world.sign_in(&login(letter, elsewhere)).await));
    }
    all
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
    let body = ground.body(path, example.as_ref());
    let answer = who.raw(method.clone(), &ground.address(method, path), &headers, body).await;
    !matches!(answer.status().as_u16(), 401 | 403 | 404 | 429)
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
            let (mut wrong, mut removed) = (Vec::new(), false);
            let mut ground = Ground::lay(&world).await;
            let (mut here, mut elsewhere) =
                (everybody(&world, false).await, everybody(&world, true).await);
            for route in &routes {
                let name = format!("{} {}", route.0, route.1);
                // A command changes what it is done to, and what was removed is not read any more.
                if route.0 != Method::GET || removed {
                    ground = Ground::lay(&world).await;
                }
                removed = route.0 == Method::DELETE;
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
                // Nobody's session outlives the routes that end one.
                if route.1.starts_with("/session") {
                    (here, elsewhere) =
                        (everybody(&world, false).await, everybody(&world, true).await);
                }
                let of_a_matter = route.1.contains("{number}") && !route.1.starts_with("/public");
                for ((letter, person), (_, stranger)) in here.iter().zip(&elsewhere) {
                    if through(person, &ground, route, &[]).await {
                        found.push(*letter);
                    }
                    if of_a_matter {
                        let passes = through(stranger, &ground, route, &[]).await;
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
