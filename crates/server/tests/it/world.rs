//! A small street at work: people sign in and send requests; the clock is set forward by hand.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::Response;
use http_body_util::BodyExt;
use huisheng_domain::id::{AccountId, Id, PostId, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Post, Term};
use huisheng_server::app::{App, By};
use huisheng_server::clock::Clock;
use huisheng_server::config::Config;
use huisheng_server::router::router;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::book::example;
use huisheng_store::post::{self, PostRow};
use huisheng_store::trail::Kind;
use huisheng_store::{Store, category, division, grid, place, responsibility, testing, unit};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tower::ServiceExt;
use uuid::Uuid;

/// Everybody of the street, by post.
pub const PEOPLE: [(&str, UnitId, Role); 21] = [
    ("intake", example::STREET_OFFICE, Role::Intake),
    ("dispatcher", example::STREET_OFFICE, Role::Dispatcher),
    ("street_clerk", example::STREET_OFFICE, Role::Clerk),
    ("clerk", example::URBAN, Role::Clerk),
    ("head", example::URBAN, Role::Head),
    ("housing", example::HOUSING, Role::Clerk),
    ("grid", example::UNIT_A, Role::GridWorker),
    ("callback", example::STREET_OFFICE, Role::Callback),
    ("supervisor", example::COUNTY_DESK, Role::Supervisor),
    ("leader", example::STREET_OFFICE, Role::Leader),
    ("admin", example::STREET_OFFICE, Role::SystemAdministrator),
    ("security", example::STREET_OFFICE, Role::SecurityAdministrator),
    ("audit", example::STREET_OFFICE, Role::AuditAdministrator),
    ("county", example::COUNTY_DESK, Role::SystemAdministrator),
    ("county_audit", example::COUNTY_DESK, Role::AuditAdministrator),
    ("county_intake", example::COUNTY_DESK, Role::Intake),
    ("county_dispatcher", example::COUNTY_DESK, Role::Dispatcher),
    ("county_callback", example::COUNTY_DESK, Role::Callback),
    ("community", example::UNIT_B, Role::SystemAdministrator),
    ("community_audit", example::UNIT_B, Role::AuditAdministrator),
    ("community_desk", example::UNIT_A, Role::Dispatcher),
];

/// The house with its street.
#[derive(Clone)]
pub struct World {
    pub app: App,
    router: Router,
    // Files go with the test.
    _folder: std::sync::Arc<tempfile::TempDir>,
}

/// Runs a story on both engines.
pub fn story<F, Fut>(told: F)
where
    F: Fn(World) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    testing::both(move |store| {
        let told = told.clone();
        async move { told(World::new(store).await).await }
    });
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The stable code of a problem.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The answer of a write that must succeed.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.body
    }

    /// A refusal with this status and code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!((self.status.as_u16(), self.code()), (status, code), "{}", self.body);
        for language in ["zh", "en"] {
            assert!(self.body[language]["reason"].as_str().is_some_and(|text| !text.is_empty()));
            assert!(self.body[language]["remedy"].as_str().is_some_and(|text| !text.is_empty()));
        }
        self.body
    }
}

impl World {
    pub async fn new(store: Store) -> Self {
        Self::with_map(store, json!({})).await
    }

    /// With the section `[map]` of the configuration.
    pub async fn with_map(store: Store, map: Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut flags = flags(folder.path());
        flags["map"] = map;
        let config = Config::read(None, &flags).expect("a configuration");
        let lists = example::contents();
        let write = store.write().await.expect("begin");
        division::put(&write, &lists.divisions).await.expect("divisions");
        grid::put(&write, &lists.grids).await.expect("grids");
        place::put(&write, &lists.places).await.expect("places");
        unit::put(&write, &lists.units).await.expect("units");
        category::put(&write, &lists.categories).await.expect("categories");
        let (version, rows) = &lists.responsibilities;
        responsibility::put(&write, *version, rows).await.expect("responsibilities");
        responsibility::list::upsert(
            &write,
            vec![responsibility::list::ResponsibilityListRow {
                version: i32::try_from(*version).expect("a version"),
                name: "example".to_owned(),
                published_at: Some(huisheng_store::Micros(0)),
            }],
        )
        .await
        .expect("the list");
        let rows = PEOPLE.iter().map(|(login, unit, _)| AccountRow {
            id: account_of(login).uuid(),
            login: (*login).to_owned(),
            password_hash: None,
            name: (*login).to_owned(),
            unit: unit.uuid(),
            active: true,
            must_change: false,
            created_at: huisheng_store::Micros(0),
        });
        account::upsert(&write, rows.collect()).await.expect("accounts");
        let posts = PEOPLE.iter().map(|(login, unit, role)| a_post(login, *unit, &[*role]));
        post::put(&write, posts.collect()).await.expect("posts");
        write.commit().await.expect("commit");
        let app = App::start(config, store, Clock::default()).await.expect("start");
        Self { router: router(app.clone()), app, _folder: std::sync::Arc::new(folder) }
    }

    /// Another node on the same database.
    pub async fn another_node(&self) -> Self {
        let (config, store) = (self.app.config().clone(), self.app.store().clone());
        let app = App::start(config, store, self.app.clock().clone()).await.expect("start");
        Self { router: router(app.clone()), app, _folder: self._folder.clone() }
    }

    /// The same house with other settings.
    pub async fn with(&self, settings: Value) -> Self {
        let mut flags = flags(self._folder.path());
        flags
            .as_object_mut()
            .expect("flags")
            .extend(settings.as_object().expect("an object").clone());
        let config = Config::read(None, &flags).expect("a configuration");
        let (store, clock) = (self.app.store().clone(), self.app.clock().clone());
        let app = App::start(config, store, clock).await.expect("start");
        Self { router: router(app.clone()), app, _folder: self._folder.clone() }
    }

    /// Sets the time forward.
    pub fn wait_hours(&self, hours: i64) {
        self.app.clock().advance(SignedDuration::from_hours(hours));
    }

    /// Somebody signs in.
    pub async fn sign_in(&self, login: &str) -> Person {
        let token = self
            .app
            .sessions()
            .open(
                &self.app,
                account_of(login),
                &By::CommandLine.entry(Kind::SignedIn),
                self.app.now(),
            )
            .await
            .expect("a session");
        Person { world: self.clone(), token: Some(token) }
    }

    /// Somebody with the token of an answer to signing in.
    pub fn with_token(&self, token: &str) -> Person {
        Person { world: self.clone(), token: Some(token.to_owned()) }
    }

    /// Gives an account a password behind everybody's back.
    pub async fn set_password(&self, login: &str, password: &str) {
        let row = account::find(self.app.store().read(), account_of(login).uuid()).await;
        let hash = huisheng_server::app::password::hash(password).await;
        let row = AccountRow { password_hash: Some(hash), ..row.expect("an account") };
        let write = self.app.store().write().await.expect("begin");
        account::upsert(&write, vec![row]).await.expect("a password");
        write.commit().await.expect("commit");
    }

    /// Somebody who is not signed in, at an address.
    pub fn at_address(&self, address: &str) -> Person {
        let peer: std::net::SocketAddr = format!("{address}:9").parse().expect("an address");
        let router = self.router.clone().layer(axum::Extension(axum::extract::ConnectInfo(peer)));
        Person { world: Self { router, ..self.clone() }, token: None }
    }

    /// Somebody who is not signed in.
    pub fn resident(&self) -> Person {
        Person { world: self.clone(), token: None }
    }
}

/// The settings of the house. Stories wait for hours and days: nobody is signed out meanwhile.
fn flags(folder: &std::path::Path) -> Value {
    json!({
        "data_dir": folder, "key_file": testing::key_file(), "lanes": 2, "session_hours": 2160,
        "sign_in": { "idle_minutes": 129_600, "idle_minutes_telephone": 129_600 },
    })
}

/// The account of a sign-in name.
pub fn account_of(login: &str) -> AccountId {
    Id::of_code("test account", login)
}

/// The post that an account of that sign-in name holds from the beginning.
pub fn post_of(login: &str) -> PostId {
    Id::from_uuid(account_of(login).uuid())
}

/// That post, with an end that does not come.
pub fn a_post(login: &str, unit: UnitId, roles: &[Role]) -> PostRow {
    let post = Post {
        id: post_of(login),
        account: account_of(login),
        unit,
        roles: roles.iter().copied().collect(),
        title: None,
        places: [].into(),
        grids: [].into(),
        force: None,
        term: Term { begins: jiff::civil::date(2020, 1, 1), ends: None },
        stands_in_for: None,
    };
    PostRow::made(post, huisheng_store::Micros(0))
}

/// The security administrator, in a post of the whole area: who keeps the registers of processing, assessments and breaches.
pub async fn keeper_of_registers(world: &World) -> Person {
    let row = a_post("security", example::COUNTY_DESK, &[Role::SecurityAdministrator]);
    let write = world.app.store().write().await.unwrap();
    post::put(&write, vec![row]).await.unwrap();
    write.commit().await.unwrap();
    world.sign_in("security").await
}

/// One more account without a password, in a post.
pub async fn an_account(world: &World, login: &str, unit: UnitId, role: Role) {
    let row = AccountRow {
        id: account_of(login).uuid(),
        login: login.to_owned(),
        password_hash: None,
        name: login.to_owned(),
        unit: unit.uuid(),
        active: true,
        must_change: false,
        created_at: huisheng_store::Micros(0),
    };
    let write = world.app.store().write().await.expect("begin");
    account::upsert(&write, vec![row]).await.expect("an account");
    post::put(&write, vec![a_post(login, unit, &[role])]).await.expect("a post");
    write.commit().await.expect("commit");
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Person {
    world: World,
    token: Option<String>,
}

impl Person {
    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// Writes.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(body)).await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, &[], Some(body)).await
    }

    /// Writes, with headers.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], body: Value) -> Answer {
        self.send(Method::POST, path, headers, Some(body)).await
    }

    /// Does a verb to a matter.
    pub async fn act(&self, number: &str, verb: &str, body: Value) -> Answer {
        self.post(&format!("/matters/{number}/{verb}"), body).await
    }

    /// Any request under `/api/v1`.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let (kind, body) = match body {
            Some(body) => (Some("application/json"), Body::from(body.to_string())),
            None => (None, Body::empty()),
        };
        let kind = kind.map(|kind| ("content-type", kind));
        let headers: Vec<_> = headers.iter().copied().chain(kind).collect();
        let response = self.raw(method, path, &headers, body).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Uploads one file.
    pub async fn upload(&self, path: &str, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!("--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--part--\r\n");
        let form = [("content-type", "multipart/form-data; boundary=part")];
        let response = self.raw(Method::POST, path, &form, Body::from(body)).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends something and takes the file of the answer, as text.
    pub async fn take(&self, path: &str, body: Value) -> String {
        let kind = [("content-type", "application/json")];
        let response = self.raw(Method::POST, path, &kind, Body::from(body.to_string())).await;
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        let text = String::from_utf8(bytes).expect("text");
        assert_eq!(parts.status, StatusCode::OK, "{text}");
        assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store");
        text
    }

    /// Fetches bytes.
    pub async fn fetch(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (axum::http::response::Parts, Vec<u8>) {
        let (parts, body) = self.raw(Method::GET, path, headers, Body::empty()).await.into_parts();
        (parts, body.collect().await.expect("a body").to_bytes().to_vec())
    }

    /// Any request under `/api/v1`, and the answer as it comes.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Body,
    ) -> Response {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        self.world.router.clone().oneshot(request).await.expect("an answer")
    }
}

/// Lets somebody see who is behind a sealed voice: one asks, a second person agrees.
pub async fn opened(asks: &Person, agrees: &Person, number: &str) {
    let seen = asks.get(&format!("/matters/{number}")).await.ok();
    let ask = json!({ "report": seen["reports"][0]["id"], "reason": "核对姓名" });
    asks.act(number, "ask-unsealing", ask).await.ok();
    let seen = asks.get(&format!("/matters/{number}")).await.ok();
    let last =
        seen["unsealings"].as_array().and_then(|all| all.last()).cloned().unwrap_or_default();
    let decide = json!({ "unsealing": last["id"], "granted": true });
    agrees.act(number, "decide-unsealing", decide).await.ok();
}

/// A report as intake enters it.
pub fn report() -> Value {
    json!({
        "kind": "request",
        "channel": "PHONE12345",
        "title": "门口路灯不亮",
        "text": "和美小区 3 号楼门口路灯不亮，老人晚上出门不方便",
        "address": "和美小区3号楼",
        "category": example::LAMPS,
        "name": "王丽",
        "contact": "13900000001",
    })
}

/// An id nobody has.
pub fn nobody() -> String {
    Uuid::from_u128(0xdead).to_string()
}
