//! The master key in a key service, asked by a program of the office.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use zeroize::{Zeroize, Zeroizing};

use super::{Keeper, KeyError, Secret};

/// A program that is given one line, `wrap HEX` or `unwrap HEX`, and answers with one line of hexadecimal digits.
/// Nothing secret stands among its arguments: it gets none.
#[derive(Clone, Debug)]
pub struct KeyCommand {
    program: PathBuf,
}

impl KeyCommand {
    /// The program at `program`.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into() }
    }

    fn ask(&self, verb: &str, given: &[u8]) -> Result<Secret, KeyError> {
        let failed = |why: String| KeyError::Command(self.program.display().to_string(), why);
        let mut line = Zeroizing::new(format!("{verb} "));
        let mut digits = hex::encode(given);
        line.push_str(&digits);
        line.push('\n');
        digits.zeroize();
        let mut child = Command::new(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it says goes to our log; the answer does not.
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let mut stdin = child.stdin.take().expect("it was asked for");
        // A program that does not read is told by its answer.
        let told = stdin.write_all(line.as_bytes());
        drop(stdin);
        let answer = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
        let said = Zeroizing::new(answer.stdout);
        if !answer.status.success() {
            return Err(failed(format!("{verb}: {}", answer.status)));
        }
        told.map_err(|error| failed(error.to_string()))?;
        let digits = said.trim_ascii();
        match hex::decode(digits) {
            Ok(bytes) if !bytes.is_empty() => Ok(Secret::new(bytes)),
            _ => Err(failed(format!("{verb}: the answer is no line of hexadecimal digits"))),
        }
    }
}

impl Keeper for KeyCommand {
    fn name(&self) -> Result<String, KeyError> {
        Ok(format!("key_command {}", self.program.display()))
    }

    fn wrap(&self, key: &Secret) -> Result<Vec<u8>, KeyError> {
        Ok(self.ask("wrap", key.bytes())?.bytes().to_vec())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Secret, KeyError> {
        self.ask("unwrap", wrapped)
    }
}
