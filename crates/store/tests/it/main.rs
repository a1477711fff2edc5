//! The store on both engines.

mod backup;
mod book;
mod bulk;
mod counting;
mod crowd;
mod defect;
mod identity;
mod indexed;
mod ledger;
mod migrate;
mod notice;
mod one_time_code;
mod parity;
mod post;
mod reference;
mod released;
mod sealed;
mod sign_in;
mod statement;
mod street;
mod trail;
mod transaction;
mod traps;
mod verify;
mod worklist;
