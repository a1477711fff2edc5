//! The server of Huisheng: doors, files, timers and the command line.

pub mod api;
pub mod app;
pub mod bench;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
mod describe;
pub mod error;
pub mod face;
pub mod first;
pub mod import;
pub mod map;
pub mod mask;
pub mod media;
pub mod moves;
pub mod naming;
mod open311;
mod plain;
pub mod public;
pub mod redivide;
pub mod report;
pub mod router;
pub mod table;
pub mod timer;
pub mod trial;
