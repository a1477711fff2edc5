//! Why there is no sheet.

use std::path::PathBuf;

use huisheng_domain::letter::LetterFault;
use serde_json::{Value, json};
use thiserror::Error;

/// Why there is no sheet. Messages name fields and characters, and repeat no words.
#[derive(Debug, Error)]
pub enum Error {
    /// What came in is no letter.
    #[error("this is no letter: line {line}, column {column}")]
    Unreadable {
        /// Line.
        line: usize,
        /// Column.
        column: usize,
    },
    /// The letter cannot be put on paper.
    #[error("{} cannot stand on a sheet", .0.field)]
    Refused(LetterFault),
    /// No font of this machine has Chinese characters.
    #[error(
        "no font of this machine has Chinese characters: install fonts-noto-cjk, or name a folder with --fonts"
    )]
    NoChinese,
    /// A folder of fonts that is not there.
    #[error("there is no folder of fonts {}", .0.display())]
    NoFolder(PathBuf),
    /// A character that no font of this machine has. A letter with a box in a name is none.
    #[error("no font of this machine has {character} (U+{:04X}): install one that has it", u32::from(*.character))]
    NoGlyph {
        /// Which.
        character: char,
    },
    /// The template does not go with the letter, or the layout did not come to an end: a defect of ours.
    #[error("the letter could not be laid out: line {line} of the template")]
    Layout {
        /// The line; 0 if it was elsewhere.
        line: usize,
    },
    /// Standard input or output is closed.
    #[error("{0}")]
    Stream(#[from] std::io::Error),
}

impl Error {
    /// What programs go by.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "unreadable",
            Self::Refused(_) => "refused",
            Self::NoChinese => "no_chinese_font",
            Self::NoFolder(_) => "no_font_folder",
            Self::NoGlyph { .. } => "no_glyph",
            Self::Layout { .. } => "layout",
            Self::Stream(_) => "stream",
        }
    }

    /// The exit code. 2 is that of a wrong flag.
    pub const fn exit(&self) -> u8 {
        match self {
            Self::Unreadable { .. } => 3,
            Self::Refused(_) => 4,
            Self::NoChinese | Self::NoFolder(_) => 5,
            Self::NoGlyph { .. } => 6,
            Self::Layout { .. } => 7,
            Self::Stream(_) => 8,
        }
    }

    /// The line on standard error.
    pub fn line(&self) -> Value {
        let mut line = json!({ "code": self.code(), "message": self.to_string() });
        match self {
            Self::Refused(fault) => line["field"] = json!(fault.field),
            Self::NoGlyph { character } => line["character"] = json!(character),
            Self::NoFolder(folder) => line["folder"] = json!(folder),
            _ => {}
        }
        line
    }
}
