//! Letters 公文 as PDF, with the measures of GB/T 9704-2012 《党政机关公文格式》.
//!
//! A program of its own (decision 0048): a letter comes in as JSON and goes out as PDF.

mod dossier;
mod error;
mod fonts;
mod glyphs;
mod role;
mod sheet;
mod words;
mod world;

use std::collections::BTreeSet;

use huisheng_domain::letter::{Dossier, Letter};
use serde::Serialize;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use world::Template;

pub use error::Error;
pub use fonts::{Fonts, Part};

/// Reads a letter.
///
/// # Errors
/// It is none, or it cannot be put on paper.
pub fn read(json: &[u8]) -> Result<Letter, Error> {
    let letter: Letter = serde_json::from_slice(json)
        .map_err(|error| Error::Unreadable { line: error.line(), column: error.column() })?;
    letter.check().map_err(Error::Refused)?;
    Ok(letter)
}

/// Reads the file of a matter 卷宗.
///
/// # Errors
/// It is none, or it cannot be put on paper.
pub fn read_dossier(json: &[u8]) -> Result<Dossier, Error> {
    let dossier: Dossier = serde_json::from_slice(json)
        .map_err(|error| Error::Unreadable { line: error.line(), column: error.column() })?;
    dossier.check().map_err(Error::Refused)?;
    Ok(dossier)
}

/// Makes the PDF. The same letter with the same fonts gives the same bytes.
///
/// # Errors
/// The letter cannot be put on paper, or a character is in no font.
pub fn typeset(letter: &Letter, fonts: &mut Fonts) -> Result<Vec<u8>, Error> {
    letter.check().map_err(Error::Refused)?;
    let data = |fonts: &Fonts| written(&sheet::Sheet::new(letter, fonts));
    fonts.reach(&characters(&data(fonts)?));
    // Once more: with the families that were added.
    laid_out(Template::Letter, data(fonts)?, fonts)
}

/// Makes the PDF of a file 卷宗. What people said in it is years old and nobody's to change, so a character that is in no font
/// is written by its number, 〔U+1F642〕.
///
/// # Errors
/// The file cannot be put on paper.
pub fn typeset_dossier(dossier: &Dossier, fonts: &mut Fonts) -> Result<Vec<u8>, Error> {
    dossier.check().map_err(Error::Refused)?;
    let data = |fonts: &Fonts| written(&dossier::Sheet::new(dossier, fonts));
    let lacking = fonts.reach(&characters(&data(fonts)?));
    let mut told = data(fonts)?;
    for character in lacking {
        told = told.replace(character, &format!("〔U+{:04X}〕", u32::from(character)));
    }
    laid_out(Template::Dossier, told, fonts)
}

/// A sheet as the templates read it.
fn written(sheet: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(sheet).map_err(|_| Error::Layout { line: 0 })
}

fn characters(data: &str) -> BTreeSet<char> {
    data.chars().filter(|c| !c.is_ascii()).collect()
}

fn laid_out(template: Template, data: String, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let desk = world::Desk::new(template, data.into_bytes(), fonts)?;
    let document: PagedDocument =
        typst::compile(&desk).output.map_err(|errors| desk.defect(&errors))?;
    if let Some(character) = glyphs::missing(&document) {
        return Err(Error::NoGlyph { character });
    }
    // What archives keep: PDF/A, with all text to be found and read aloud.
    let options = PdfOptions {
        creator: Smart::Custom(Some("Huisheng".to_owned())),
        standards: PdfStandards::new(&[PdfStandard::A_2u])
            .map_err(|_| Error::Layout { line: 0 })?,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| desk.defect(&errors));
    // What was remembered for this letter helps no other.
    typst::comemo::evict(0);
    pdf
}
