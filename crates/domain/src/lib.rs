//! The rules of Huisheng: pure functions over values.
//!
//! Nothing here knows a clock, a random source, a database or HTTP. Time, ids and randomness come
//! in as values, so every rule can be tested by a table and every history can be replayed.

pub mod area;
pub mod bulletin;
pub mod calendar;
pub mod call;
pub mod category;
pub mod clock;
mod code;
pub mod errand;
pub mod exchange;
pub mod extract;
pub mod form;
pub mod id;
pub mod knowledge;
pub mod letter;
pub mod light;
pub mod limit;
pub mod matter;
pub mod notice;
pub mod notification;
pub mod number;
pub mod one_time_code;
pub mod pasted;
pub mod personal;
pub mod post;
pub mod procedure;
pub mod processing;
pub mod reason;
pub mod record;
pub mod register;
pub mod responsibility;
pub mod retention;
pub mod roster;
pub mod search;
pub mod sign_in;
pub mod staffing;
pub mod taken;
pub mod tally;
pub mod territory;
pub mod unit;
pub mod upstream;
