//! Tests of the matter: lives told as stories, a table of every stage and command, laws over
//! random lives, and the histories of every version ever written.

mod above;
mod apart;
mod asked_above;
mod dossier;
mod errand;
mod exchange;
mod exclusion;
mod history;
mod home;
mod imported;
mod inside;
mod invented;
mod lawful;
mod life;
mod link;
mod offers;
mod rarer;
mod released;
mod returns;
mod rights;
mod rows;
mod say;
mod table;
mod tallies;
mod time;
mod told;
mod undo;
mod verify;
mod voices;
mod world;
