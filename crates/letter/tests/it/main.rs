//! What comes out, looked at on the PDF itself. The fonts are those of this machine: `scripts/need.sh fonts`.

mod dossier;
mod fonts;
mod generated;
mod measures;
mod paged;
mod pdf;
mod program;
mod sample;
mod words;
