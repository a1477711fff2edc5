//! The server through HTTP and the importers, on both engines: a use case a file, told as a story.

mod account;
mod amend;
mod backup;
mod camera;
mod confidential;
mod demo;
mod event;
mod export;
mod file;
mod import;
mod kill;
mod look;
mod looking;
mod matter_life;
mod matter_reach;
mod openapi;
mod public;
mod public_way;
mod report;
mod responsibility;
mod session;
mod texts;
mod upgrade;
mod world;
