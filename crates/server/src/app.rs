//! What every handler holds: storage, ledger, time, sessions.

pub mod access;
mod address;
mod brake;
mod configuration;
mod cookie;
pub mod door;
mod held;
mod live;
pub mod password;
mod posts;
mod reach;
pub mod second_factor;
mod session;
mod staff;
mod start;
mod steady;
mod trail;
mod viewers;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huisheng_domain::area::Area;
use huisheng_domain::id::Id;
use huisheng_store::{Book, Cipher, FileStore, Ledger, Store, StoreError};
use jiff::Timestamp;
use tokio::sync::Semaphore;

pub use address::Address;
pub use brake::Braked;
pub use cookie::Cookie;
pub use live::{Live, News, Told};
pub use posts::Posts;
pub use reach::Reach;
pub use session::{OwnSession, Sessions, fresh_token, token_hash};
pub use staff::{Ready, SignedIn, Staff};
pub(crate) use start::SECRET;
pub use start::StartError;
pub use steady::{steadily_refused, steady};
pub use trail::{By, note_if_possible};
pub use viewers::Viewers;

use crate::clock::{Clock, random};
use crate::config::Config;
use crate::identity::IdentityProvider;
use crate::letter::Typesetter;
use crate::map::Provider;
use crate::media::Uploader;
use crate::notification::{Mailer, Webhook};
use crate::sms::Gateway;

/// The running house. A clone is another handle to the same.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    store: Store,
    ledger: Ledger,
    clock: Clock,
    sessions: Sessions,
    numbers: huisheng_store::number::Numbers,
    secret: [u8; 32],
    files: FileStore,
    gateway: Option<Gateway>,
    mailer: Option<Mailer>,
    webhook: Option<Webhook>,
    decoding: Arc<Semaphore>,
    uploading: Arc<Semaphore>,
    uploading_public: Arc<Semaphore>,
    live: Live,
    viewers: Viewers,
    /// How often the lists had changed when the book was read.
    lists: AtomicI64,
    /// The lists are read by one at a time: the book and the number of the lists belong together.
    turning: tokio::sync::Mutex<()>,
    provider: Provider,
    identity: Option<IdentityProvider>,
    access: access::Access,
    brake: brake::Brake,
    typesetter: Typesetter,
}

impl App {
    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.inner.config
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The keys of personal data: they are there since the house opened.
    pub fn cipher(&self) -> Result<&Cipher, StoreError> {
        Ok(self.store().cipher()?)
    }

    /// The only door for commands.
    pub fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// The time of the house.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Now: read once for each request.
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Who is signed in.
    pub fn sessions(&self) -> &Sessions {
        &self.inner.sessions
    }

    /// Public numbers.
    pub fn numbers(&self) -> &huisheng_store::number::Numbers {
        &self.inner.numbers
    }

    /// The secret of this installation.
    pub fn secret(&self) -> &[u8; 32] {
        &self.inner.secret
    }

    /// A hash that only this installation can make: HMAC-SHA-256 of the parts, one after the other, under
    /// its secret. `what` keeps one use apart from another.
    pub fn keyed_hash(&self, what: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        use hmac::{Hmac, KeyInit, Mac};
        // Any length of key will do for HMAC.
        let mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(self.secret());
        let whole = |mac: Hmac<sha2::Sha256>| {
            let mac = parts.iter().fold(mac.chain_update(what), |mac, part| mac.chain_update(part));
            mac.finalize().into_bytes().into()
        };
        mac.map(whole).unwrap_or_default()
    }

    /// The gateway for short messages, if one is configured.
    pub fn gateway(&self) -> Option<&Gateway> {
        self.inner.gateway.as_ref()
    }

    /// The same, if reporters are told by it what becomes of their matters.
    pub fn tells_reporters(&self) -> Option<&Gateway> {
        self.gateway().filter(|_| self.config().sms.notifications)
    }

    /// The server of mail, if one is configured.
    pub fn mailer(&self) -> Option<&Mailer> {
        self.inner.mailer.as_ref()
    }

    /// The program that hands on what staff are told, if one is configured.
    pub fn webhook(&self) -> Option<&Webhook> {
        self.inner.webhook.as_ref()
    }

    /// Lists and procedures.
    pub fn book(&self) -> Arc<Book> {
        self.inner.ledger.book()
    }

    /// How often the lists had changed when the book was read. Ask this first, then for the book: the book
    /// is that one or a newer.
    pub fn lists(&self) -> i64 {
        self.inner.lists.load(Ordering::Relaxed)
    }

    /// The maps of a provider.
    pub fn provider(&self) -> &Provider {
        &self.inner.provider
    }

    /// The identity provider of the office, if one is configured.
    pub fn identity_provider(&self) -> Option<&IdentityProvider> {
        self.inner.identity.as_ref()
    }

    /// What makes letters.
    pub fn typesetter(&self) -> &Typesetter {
        &self.inner.typesetter
    }

    /// The bytes of attachments.
    pub fn files(&self) -> &FileStore {
        &self.inner.files
    }

    /// Places for taking a file apart: few at a time, a photo needs up to 190 MB.
    pub fn decoding(&self) -> &Arc<Semaphore> {
        &self.inner.decoding
    }

    /// Memory for uploads under way, a permit for each MiB. Residents have their own, so that nobody
    /// who is not signed in keeps staff from working.
    pub fn uploading(&self, who: Uploader) -> &Arc<Semaphore> {
        match who {
            Uploader::Staff => &self.inner.uploading,
            Uploader::Resident => &self.inner.uploading_public,
        }
    }

    /// What happens, as it happens.
    pub fn live(&self) -> &Live {
        &self.inner.live
    }

    /// Who has which matter open.
    pub fn viewers(&self) -> &Viewers {
        &self.inner.viewers
    }

    /// A new id.
    pub fn fresh<K>(&self, now: Timestamp) -> Id<K> {
        Id::at(now, random())
    }

    /// The day of an instant at a place, for public numbers.
    pub fn day(&self, place: &huisheng_domain::matter::Place, at: Timestamp) -> jiff::civil::Date {
        at.to_zoned(self.book().calendar(place).zone().clone()).date()
    }

    /// The area reports go to when nothing says another: the first of the installation.
    pub fn default_area(&self) -> Option<Area> {
        self.book().areas().first().copied()
    }
}
