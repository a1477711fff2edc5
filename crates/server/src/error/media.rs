//! Files that are not taken, and files that cannot be kept.

use axum::http::StatusCode;
use huisheng_store::file::FileError;

use super::{Problem, Words, text};
use crate::media::MediaRefusal;

impl From<MediaRefusal> for Problem {
    fn from(refusal: MediaRefusal) -> Self {
        let status = match refusal {
            MediaRefusal::TooLarge { .. } | MediaRefusal::TooManyPixels { .. } => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            MediaRefusal::Empty | MediaRefusal::Broken { .. } | MediaRefusal::Encrypted => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            _ => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        };
        let (zh, en) = refusal.message();
        let mut problem = Self::new(status, refusal.code(), text::INVALID).field("file");
        (problem.zh, problem.en) = (parted(&zh, "。"), parted(&en, ". "));
        problem.title = problem.en.reason.clone();
        problem
    }
}

/// The first sentence says why, the others what to do.
fn parted(message: &str, stop: &str) -> Words {
    let (reason, remedy) = message.split_once(stop).unwrap_or((message, ""));
    Words { reason: reason.to_owned(), remedy: remedy.to_owned() }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Missing => {
                tracing::error!("a row of file without its bytes");
                Self::not_found()
            }
            FileError::Unavailable(_) => {
                tracing::error!(%error, "files");
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage", text::STORAGE)
            }
        }
    }
}
