//! The server through HTTP and the importers, on both engines: a use case a file, told as a story.

mod account;
mod backup;
mod camera;
mod contract;
mod demo;
mod event;
mod export;
mod file;
mod import;
mod import_generated;
mod kill;
mod matter_life;
mod matter_reach;
mod openapi;
mod public;
mod report;
mod responsibility;
mod served;
mod session;
mod storage;
mod walk;
mod world;
