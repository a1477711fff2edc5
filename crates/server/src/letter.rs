//! Letters 公文 as PDF, by a program of its own (decision 0048): one process for each letter, so that fonts or layout
//! that fail or eat memory take nothing else down.

mod run;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use huisheng_domain::letter::{Dossier, Letter};
use serde::Deserialize;
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::config::LetterConfig;

/// What the program is called.
const NAME: &str = "huisheng-letter";
/// How long one letter may take: 4,000 rows of a table take a few seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// The largest PDF that is taken.
const LARGEST: usize = 32 << 20;

/// What makes letters.
#[derive(Debug)]
pub struct Typesetter {
    program: Option<PathBuf>,
    fonts: Option<PathBuf>,
    at_once: Semaphore,
    patience: Duration,
}

/// Why there is no PDF. Nothing of it repeats the words of a letter.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum LetterError {
    /// The program is not there.
    #[error("{NAME} is not installed")]
    NotInstalled,
    /// No font has Chinese characters, or the folder of fonts is not there.
    #[error("no font with Chinese characters")]
    NoFonts,
    /// The letter cannot be put on paper.
    #[error("{field} cannot stand on a sheet")]
    Refused {
        /// The field, like `body.3.text`.
        field: String,
    },
    /// A character that no font has.
    #[error("no font has a character of it")]
    NoGlyph {
        /// Which.
        character: char,
    },
    /// Others are being made, and their turn is not over.
    #[error("others are being made")]
    Busy,
    /// The program failed: a defect, of ours or of the machine.
    #[error("{NAME} {0}")]
    Failed(&'static str),
}

/// A font and the part it plays, as the program tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FontPart {
    /// 仿宋, 小标宋, 黑体, 楷体 or 宋体.
    pub part: String,
    /// The font.
    pub family: String,
    /// It is of the kind that is wanted.
    pub proper: bool,
}

#[derive(Deserialize)]
struct Found {
    fonts: Vec<FontPart>,
}

impl Typesetter {
    /// As it is configured.
    pub fn new(config: &LetterConfig) -> Self {
        let set = |path: &Path| (!path.as_os_str().is_empty()).then(|| path.to_owned());
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            program: set(&config.program),
            fonts: set(&config.fonts),
            at_once: Semaphore::new(cores),
            patience: PATIENCE,
        }
    }

    /// The same, with less patience, for tests.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// The PDF of a letter.
    ///
    /// # Errors
    /// The letter cannot be put on paper, or it cannot be made here.
    pub async fn typeset(&self, letter: &Letter) -> Result<Vec<u8>, LetterError> {
        // The words of a letter reach a process only when they will do.
        letter.check().map_err(|fault| LetterError::Refused { field: fault.field })?;
        let json = serde_json::to_vec(letter).map_err(|_| LetterError::Failed("got no letter"))?;
        self.pdf(&[], &json).await
    }

    /// The PDF of the file of a matter 卷宗.
    ///
    /// # Errors
    /// As [`Typesetter::typeset`].
    pub async fn typeset_dossier(&self, dossier: &Dossier) -> Result<Vec<u8>, LetterError> {
        dossier.check().map_err(|fault| LetterError::Refused { field: fault.field })?;
        let json = serde_json::to_vec(dossier).map_err(|_| LetterError::Failed("got no file"))?;
        self.pdf(&["--dossier"], &json).await
    }

    async fn pdf(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, LetterError> {
        let pdf = self.run(args, input).await?;
        if pdf.starts_with(b"%PDF-") {
            Ok(pdf)
        } else {
            Err(LetterError::Failed("gave something else than a PDF"))
        }
    }

    /// Which fonts it has.
    ///
    /// # Errors
    /// It cannot be asked, or has none.
    pub async fn fonts(&self) -> Result<Vec<FontPart>, LetterError> {
        let told = self.run(&["--fonts-found"], &[]).await?;
        let found: Found =
            serde_json::from_slice(&told).map_err(|_| LetterError::Failed("told no fonts"))?;
        Ok(found.fonts)
    }

    async fn run(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, LetterError> {
        // Looked for each time: who puts it there need not start the house anew.
        let program = self.program.clone().or_else(beside).ok_or(LetterError::NotInstalled)?;
        let turn = timeout(self.patience, self.at_once.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err(LetterError::Busy) };
        let mut all: Vec<OsString> = args.iter().map(OsString::from).collect();
        if let Some(fonts) = &self.fonts {
            all.extend(["--fonts".into(), fonts.into()]);
        }
        match timeout(self.patience, run::run(&program, &all, input, LARGEST)).await {
            Ok(done) => done,
            // Dropped, and killed with that.
            Err(_) => Err(LetterError::Failed("took too long")),
        }
    }
}

/// The program beside the one that runs.
fn beside() -> Option<PathBuf> {
    let here = std::env::current_exe().ok()?;
    let there = here.with_file_name(NAME);
    there.is_file().then_some(there)
}
