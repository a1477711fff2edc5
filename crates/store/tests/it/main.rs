//! The store on both engines.

mod migrate;
mod parity;
mod reference;
mod statement;
mod transaction;
