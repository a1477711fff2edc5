//! Two houses with a line between them that can be cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use huisheng_domain::matter::Role;
use huisheng_server::exchange::Sender;
use huisheng_server::notification::Follower;
use huisheng_server::router::router;
use huisheng_store::book::example::{STREET_OFFICE, URBAN};
use huisheng_store::testing::{self, Temporary};
use huisheng_store::{Micros, Store, migrate};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::world::{World, an_account};

/// What the city calls the street, and the street the city.
pub const STREET: &str = "山海街道";
pub const CITY: &str = "市12345";

/// How the line to a house is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Line {
    /// Whole.
    Open,
    /// Nothing arrives.
    Cut,
    /// What arrives is done, and its answer is lost.
    Deaf,
}

/// A house at the end of a line.
#[derive(Clone)]
pub struct House {
    pub world: World,
    pub url: String,
    line: Arc<AtomicU8>,
}

impl House {
    /// How the line to it is from now on.
    pub fn line(&self, line: Line) {
        self.line.store(line as u8, Ordering::SeqCst);
    }

    /// Follows what happened and tells the other house; how many orders were tried.
    pub async fn tell(&self) -> usize {
        self.follow().await;
        Sender::new(&self.world.app).round().await.unwrap()
    }

    pub async fn follow(&self) {
        Follower::new(&self.world.app).round(self.world.app.now()).await.unwrap();
    }

    /// The first order that is shown as this.
    pub async fn shown(&self, partner: &str, only: &str) -> Value {
        let admin = self.world.sign_in("admin").await;
        let path = format!("/exchange/orders?partner={partner}&only={only}");
        admin.get(&path).await.ok()["orders"].clone()
    }

    /// The partner as it is kept.
    pub async fn partner(&self, name: &str) -> Value {
        let all = self.world.sign_in("admin").await.get("/exchange/partners").await.ok();
        let mut all = all["partners"].as_array().unwrap().iter();
        all.find(|one| one["partner"]["name"] == name).unwrap().clone()
    }

    /// The only matter here.
    pub async fn matter(&self) -> Value {
        let desk = self.world.sign_in("dispatcher").await;
        let all = desk.get("/matters").await.ok()["matters"].clone();
        let all = all.as_array().unwrap();
        assert_eq!(all.len(), 1, "one matter: {all:?}");
        let number = all[0]["number"].as_str().unwrap();
        desk.get(&format!("/matters/{number}")).await.ok()
    }
}

/// A city whose urban office works in a house of its own.
#[derive(Clone)]
pub struct Houses {
    pub city: House,
    pub street: House,
}

impl Houses {
    /// Sets the time of both forward.
    pub fn wait(&self, seconds: i64) {
        for house in [&self.city, &self.street] {
            house.world.app.clock().advance(SignedDuration::from_secs(seconds));
        }
    }

    /// Tells back and forth, until nobody has anything to tell.
    pub async fn settle(&self) {
        for _ in 0..12 {
            // What may still be taken back waits for a minute.
            self.city.follow().await;
            self.street.follow().await;
            self.wait(61);
            if self.city.tell().await + self.street.tell().await == 0 {
                return;
            }
        }
        panic!("the houses never come to an end");
    }
}

/// Which way the houses are bound together.
#[derive(Clone, Copy)]
pub enum Bound {
    Line,
    Ferry,
}

fn served(world: World, socket: TcpListener, host: &str) -> House {
    let line = Arc::new(AtomicU8::new(Line::Open as u8));
    let own = line.clone();
    let through = move |request: Request, next: Next| {
        let line = own.load(Ordering::SeqCst);
        async move {
            if line == Line::Cut as u8 {
                return StatusCode::BAD_GATEWAY.into_response();
            }
            let answer = next.run(request).await;
            if line == Line::Deaf as u8 {
                StatusCode::GATEWAY_TIMEOUT.into_response()
            } else {
                answer
            }
        }
    };
    let routes = router(world.app.clone()).layer(from_fn(through));
    tokio::spawn(async move { axum::serve(socket, routes).await.unwrap() });
    House { world, url: format!("http://{host}"), line }
}

/// Two houses bound together, each on both engines.
pub fn between<F, Fut>(bound: Bound, told: F)
where
    F: Fn(Houses) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    testing::both(move |store| {
        let told = told.clone();
        async move {
            let beside = Temporary::sqlite();
            let other = Store::open(beside.url(), testing::options()).await.unwrap();
            let never = async |_| unreachable!("an empty database needs no backup");
            migrate::migrate(&other, never, Micros(0)).await.unwrap();
            told(bind(World::new(store).await, World::new(other.clone()).await, bound).await).await;
            other.close().await.unwrap();
            beside.remove().await;
        }
    });
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

async fn bind(city: World, street: World, bound: Bound) -> Houses {
    an_account(&city, "duijie-street", URBAN, Role::Clerk).await;
    an_account(&street, "duijie-city", STREET_OFFICE, Role::Dispatcher).await;
    let sockets = [listen().await, listen().await];
    let hosts = sockets.each_ref().map(|socket| socket.local_addr().unwrap().to_string());
    let settings = json!({ "exchange": { "hosts": hosts } });
    let [first, second] = sockets;
    let city = served(city.with(settings.clone()).await, first, &hosts[0]);
    let street = served(street.with(settings).await, second, &hosts[1]);
    let area = city.world.app.default_area().expect("an area");
    let way = |url: &str, name: &str| match bound {
        Bound::Line => {
            json!({ "by": "link", "url": format!("{url}/api/v1/exchange/{area}/{name}/messages") })
        }
        Bound::Ferry => json!({ "by": "ferry" }),
    };
    let below = json!({ "partner": {
        "name": STREET, "side": { "stands": "below", "unit": URBAN }, "login": "duijie-street",
        "way": way(&street.url, CITY), "mapping": "huisheng",
    } });
    let admin = city.world.sign_in("admin").await;
    let kept = admin.put("/exchange/partners", below).await.ok();
    let above = json!({ "secret": kept["secret"], "partner": {
        "name": CITY, "side": { "stands": "above" }, "login": "duijie-city",
        "way": way(&city.url, STREET), "mapping": "hotline",
    } });
    let kept = street.world.sign_in("admin").await.put("/exchange/partners", above).await.ok();
    assert!(kept.get("secret").is_none(), "what was entered is not shown");
    // From now on both are followed.
    city.follow().await;
    street.follow().await;
    Houses { city, street }
}
