//! One process: something in, something out, or why not.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Stdio;

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use super::LetterError;

/// What the line of an error may have.
const LINE: usize = 4_096;

/// The line of an error.
#[derive(Deserialize)]
struct Told {
    code: String,
    field: Option<String>,
    character: Option<char>,
}

/// Starts the program, gives it `input`, and takes what it gives. It is killed when nobody waits any more.
pub(super) async fn run(
    program: &Path,
    args: &[OsString],
    input: &[u8],
    largest: usize,
) -> Result<Vec<u8>, LetterError> {
    let mut command = Command::new(program);
    // Passwords of this one stand in the environment. Where fonts are, may stand there, too.
    command.args(args).env_clear();
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => LetterError::NotInstalled,
        ErrorKind::PermissionDenied => LetterError::Failed("may not be started"),
        _ => LetterError::Failed("cannot be started"),
    })?;
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(LetterError::Failed("cannot be spoken to"));
    };
    let give = async {
        // Who wants nothing more says why on standard error.
        drop(stdin.write_all(input).await);
        drop(stdin);
        Ok(())
    };
    // Who floods is not waited for.
    let ((), given, told) = tokio::try_join!(give, take(stdout, largest), take(stderr, LINE))?;
    let status = child.wait().await.map_err(|_| LetterError::Failed("cannot be waited for"))?;
    if status.success() { Ok(given) } else { Err(reason(&told)) }
}

/// All of it, if it is no more than this.
async fn take(from: impl AsyncRead + Unpin, most: usize) -> Result<Vec<u8>, LetterError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let read = from.take(limit).read_to_end(&mut bytes).await;
    read.map_err(|_| LetterError::Failed("cannot be listened to"))?;
    if bytes.len() > most {
        Err(LetterError::Failed("gave more than there can be"))
    } else {
        Ok(bytes)
    }
}

fn reason(told: &[u8]) -> LetterError {
    let Ok(told) = serde_json::from_slice::<Told>(told) else {
        return LetterError::Failed("died");
    };
    match (told.code.as_str(), told.field, told.character) {
        ("refused", Some(field), _) => LetterError::Refused { field },
        ("no_glyph", _, Some(character)) => LetterError::NoGlyph { character },
        ("no_chinese_font" | "no_font_folder", ..) => LetterError::NoFonts,
        ("unreadable", ..) => LetterError::Failed("does not read letters of this version"),
        _ => LetterError::Failed("could not lay it out"),
    }
}
