//! Letters 公文 as PDF, with the measures of GB/T 9704-2012 《党政机关公文格式》.
//!
//! A program of its own (decision 0048): a letter comes in as JSON and goes out as PDF.

mod error;
mod fonts;
mod glyphs;
mod role;
mod sheet;
mod words;
mod world;

use std::collections::BTreeSet;

use huisheng_domain::letter::Letter;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

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

/// Makes the PDF. The same letter with the same fonts gives the same bytes.
///
/// # Errors
/// The letter cannot be put on paper, or a character is in no font.
pub fn typeset(letter: &Letter, fonts: &mut Fonts) -> Result<Vec<u8>, Error> {
    letter.check().map_err(Error::Refused)?;
    let sheet = sheet::Sheet::new(letter, fonts);
    let data = serde_json::to_string(&sheet).map_err(|_| Error::Layout { line: 0 })?;
    let characters: BTreeSet<char> = data.chars().filter(|c| !c.is_ascii()).collect();
    fonts.reach(&characters);
    // Once more: with the families that were added.
    let sheet = sheet::Sheet::new(letter, fonts);
    let data = serde_json::to_vec(&sheet).map_err(|_| Error::Layout { line: 0 })?;
    let desk = world::Desk::new(data, fonts)?;
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
