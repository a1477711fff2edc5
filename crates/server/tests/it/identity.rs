//! Signing in by the identity provider of the office: with a certified one, and with one that lies.

pub mod browser;
mod certified;
mod door;
mod lies;
mod lying;
mod way;

use huisheng_store::identity::{self, IdentityRow};
use huisheng_store::trail;
use serde_json::{Value, json};

use crate::world::{World, account_of};
use browser::{Browser, Page};
use lying::Lying;

/// Where people reach the house, and where the provider sends them back.
const PUBLIC: &str = "http://localhost:9";
const BACK: &str = "http://localhost:9/api/v1/session/provider/back";
const RIGHT: &str = "lantern trolley teapot";
const SESSION: &str = "huisheng_session";
const BEGUN: &str = "huisheng_begun";
const HALF: &str = "huisheng_half";

/// The house with this provider.
async fn with(world: &World, provider: Value) -> World {
    let sign_in = json!({
        "idle_minutes": 129_600, "idle_minutes_telephone": 129_600, "provider": provider,
    });
    world.with(json!({ "public_url": PUBLIC, "sign_in": sign_in })).await
}

/// Links an account behind everybody's back.
async fn link(world: &World, login: &str, subject: &str) {
    let issuer = world.app.config().sign_in.provider.issuer.clone();
    let row = IdentityRow {
        issuer,
        subject: subject.to_owned(),
        account: account_of(login).uuid(),
        name: String::new(),
        linked_at: world.app.now().into(),
        used_at: None,
    };
    let write = world.app.store().write().await.unwrap();
    identity::link(&write, row).await.unwrap();
    write.commit().await.unwrap();
}

/// A part of the query of an address.
fn part(address: &str, name: &str) -> String {
    let url: reqwest::Url = address.parse().unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
}

/// Who is signed in there.
async fn who(browser: &mut Browser) -> Value {
    serde_json::from_str(&browser.get("/session").await.text).unwrap_or_default()
}

async fn told(world: &World) -> String {
    let all = trail::Filter::default();
    let page = trail::find(world.app.store().read(), &[trail::HOUSE], &all, None, 100).await;
    format!("{:?}", page.unwrap())
}

/// The house with a provider that lies, and the clerk linked to `wang`.
struct Stage {
    world: World,
    lying: Lying,
}

impl Stage {
    async fn of(world: &World, more: Value) -> Self {
        let lying = Lying::start().await;
        let mut config = lying.config();
        config.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let world = with(world, config).await;
        link(&world, "clerk", "wang").await;
        Self { world, lying }
    }

    /// The claims of an honest token for who was sent to `address`, with changes.
    fn claims(&self, address: &str, changes: Value) -> Value {
        let now = self.world.app.now().as_second();
        let mut claims = json!({
            "iss": self.lying.issuer, "aud": "huisheng", "sub": "wang", "iat": now, "exp": now + 300,
            "nonce": part(address, "nonce"), "preferred_username": "wang.li",
        });
        claims.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        claims
    }

    /// Somebody is sent there and comes back, and the provider says what it says.
    async fn comes(&self, browser: &mut Browser, changes: Value) -> Page {
        let sent = browser.get("/session/provider").await;
        let claims = self.claims(&sent.location, changes);
        self.lying.says(|told| told.claims = claims);
        browser.get(&back(&part(&sent.location, "state"), "code")).await
    }
}

fn back(state: &str, code: &str) -> String {
    format!("/session/provider/back?code={code}&state={state}")
}
