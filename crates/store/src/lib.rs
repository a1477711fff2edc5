//! The storage of Huisheng: the same code on SQLite and PostgreSQL.
//!
//! A noun is a file, its verbs are functions on a connection. What differs between the engines
//! sits in [`dialect`] and nowhere else.

pub mod account;
pub mod acts;
pub mod apart;
pub mod api_token;
pub mod backup;
pub mod book;
pub mod bulletin;
pub mod calendar;
pub mod call;
pub mod category;
pub mod challenge;
pub mod checkpoint;
pub mod cipher;
pub mod deletion;
pub mod dialect;
pub mod division;
pub mod erasure;
pub mod error;
pub mod extract;
pub mod feed;
pub mod file;
pub mod grid;
pub mod handled;
pub mod hold;
pub mod idempotency;
pub mod identity;
pub mod import_batch;
pub mod knowledge;
pub mod ledger;
mod list;
pub mod matter;
pub mod micros;
pub mod migrate;
pub mod notice;
pub mod notification;
pub mod number;
pub mod one_time_code;
pub mod opening;
pub mod passkey;
pub mod password_past;
pub mod place;
pub mod post;
pub mod procedure;
pub mod register_entry;
pub mod responsibility;
pub mod roster;
pub mod rows;
pub mod search;
pub mod second_factor;
pub mod session;
pub mod setting;
pub mod sign_in_try;
pub mod store;
pub mod tally;
#[cfg(feature = "testing")]
pub mod testing;
pub mod trail;
pub mod unit;
pub mod unit_list;
pub mod upstream;
pub mod verify;
pub mod voice;
pub mod write;

pub use book::Book;
pub use cipher::Cipher;
pub use dialect::Engine;
pub use error::StoreError;
pub use file::FileStore;
pub use ledger::Ledger;
pub use micros::Micros;
pub use number::Numbers;
pub use store::{Options, Store};
pub use write::Write;
