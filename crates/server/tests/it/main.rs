//! The server through HTTP and the importers, on both engines: a use case a file, told as a story.

mod account;
mod backup;
mod calendar;
mod camera;
mod demo;
mod event;
mod export;
mod file;
mod import;
mod kill;
mod line;
mod lists;
mod matter_life;
mod matter_reach;
mod openapi;
mod public;
mod report;
mod responsibility;
mod session;
mod world;
