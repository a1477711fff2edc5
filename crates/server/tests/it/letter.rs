//! Letters by the program beside this one, and by programs that hang, flood, lie and die.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use huisheng_domain::letter::{Block, Form, Letter};
use huisheng_server::config::{Config, LetterConfig};
use huisheng_server::error::Problem;
use huisheng_server::letter::{LetterError, Typesetter};
use jiff::civil::date;
use serde_json::json;
use tempfile::TempDir;

/// The program that `cargo nextest run --workspace` builds beside `huisheng`.
pub fn program() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_huisheng")).with_file_name("huisheng-letter");
    assert!(program.is_file(), "build it first: cargo build -p huisheng-letter");
    program
}

fn letter(words: &str) -> Letter {
    Letter {
        form: Form::Official,
        issuer: "历山街道办事处".into(),
        number: None,
        title: "关于诉求办理情况的通报".into(),
        to: None,
        body: vec![Block::paragraph(words)],
        attachments: Vec::new(),
        signed: "历山街道办事处".into(),
        date: date(2026, 11, 5),
        annexes: Vec::new(),
        draft: true,
        recipients: None,
        printed: None,
    }
}

fn by(program: &Path) -> Typesetter {
    Typesetter::new(&LetterConfig { program: program.into(), fonts: PathBuf::new() })
}

/// A program that does this.
pub struct Script {
    folder: TempDir,
}

impl Script {
    pub fn new(lines: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Written under another name: nobody starts a file that is open for writing.
        let draft = folder.path().join("draft");
        fs::write(&draft, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).unwrap();
        let script = Self { folder };
        fs::rename(draft, script.path()).unwrap();
        script
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("letter.sh")
    }

    fn typesetter(&self) -> Typesetter {
        by(&self.path()).with_patience(Duration::from_secs(5))
    }

    async fn fails(lines: &str) -> LetterError {
        let script = Self::new(lines);
        script.typesetter().typeset(&letter("文字")).await.unwrap_err()
    }
}

#[tokio::test]
async fn a_letter_becomes_a_pdf() {
    let typesetter = by(&program());
    let pdf = typesetter.typeset(&letter("现将有关情况通报如下。")).await.unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
    let parts = typesetter.fonts().await.unwrap();
    let parts: Vec<&str> = parts.iter().map(|font| font.part.as_str()).collect();
    assert_eq!(parts, ["仿宋", "小标宋", "黑体", "楷体", "宋体"]);
}

#[tokio::test]
async fn what_cannot_be_printed_is_told_to_who_wrote_it() {
    let typesetter = by(&program());
    let refused = typesetter.typeset(&letter("文\u{0}字")).await.unwrap_err();
    assert_eq!(refused, LetterError::Refused { field: "body.0.text".into() });
    let problem = Problem::from(refused);
    assert_eq!((problem.status, problem.code), (422, "letter_refused"));
    assert_eq!(problem.field.as_deref(), Some("body.0.text"));
    let rare = typesetter.typeset(&letter("张\u{2FE0}")).await.unwrap_err();
    assert_eq!(rare, LetterError::NoGlyph { character: '\u{2FE0}' });
    let problem = Problem::from(rare);
    assert_eq!((problem.status, problem.code), (422, "letter_character"));
    assert!(problem.zh.reason.contains("U+2FE0"), "{}", problem.zh.reason);
}

#[tokio::test]
async fn without_the_program_everything_else_works() {
    for missing in ["/no/such/program", "no-such-program"] {
        let typesetter = by(Path::new(missing));
        let error = typesetter.typeset(&letter("文字")).await.unwrap_err();
        assert_eq!(error, LetterError::NotInstalled);
        let problem = Problem::from(error);
        assert_eq!((problem.status, problem.code), (503, "letters_not_installed"));
        assert!(problem.zh.remedy.contains("huisheng-letter"));
        let response = axum::response::IntoResponse::into_response(problem);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(!response.headers().contains_key("retry-after"), "it is not there in two seconds");
    }
}

#[tokio::test]
async fn a_folder_of_fonts_that_is_not_there_is_told() {
    let config = LetterConfig { program: program(), fonts: "/no/such/folder".into() };
    let error = Typesetter::new(&config).typeset(&letter("文字")).await.unwrap_err();
    assert_eq!(error, LetterError::NoFonts);
    let problem = Problem::from(error);
    assert_eq!((problem.status, problem.code), (503, "letters_without_fonts"));
}

#[tokio::test]
async fn a_program_that_dies_takes_nothing_down() {
    for (lines, why) in [
        ("exit 1", "died"),
        ("kill -9 $$", "died"),
        ("echo no json >&2; exit 4", "died"),
        ("exec 0<&-; exit 7", "died"),
        ("cat >/dev/null; echo hello", "gave something else than a PDF"),
        ("exit 0", "gave something else than a PDF"),
        ("echo '{\"code\": \"layout\"}' >&2; exit 7", "could not lay it out"),
        ("echo '{\"code\": \"unreadable\"}' >&2; exit 3", "does not read letters of this version"),
    ] {
        assert_eq!(Script::fails(lines).await, LetterError::Failed(why), "{lines}");
    }
    let problem = Problem::from(LetterError::Failed("died"));
    assert_eq!((problem.status, problem.code), (500, "letter_failed"));
}

#[tokio::test]
async fn a_program_that_floods_is_stopped() {
    for lines in [
        "exec cat /dev/zero",
        "exec cat /dev/zero >&2",
        "trap '' PIPE; head -c 8192 /dev/zero >&2; exec sleep 60",
    ] {
        let error = Script::fails(lines).await;
        assert_eq!(error, LetterError::Failed("gave more than there can be"), "{lines}");
    }
}

#[tokio::test]
async fn a_program_that_hangs_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let pid = folder.path().join("pid");
    let script = Script::new(&format!("echo $$ > {}; exec sleep 600", pid.display()));
    let typesetter = script.typesetter().with_patience(Duration::from_millis(500));
    let error = typesetter.typeset(&letter("文字")).await.unwrap_err();
    assert_eq!(error, LetterError::Failed("took too long"));
    let process = Path::new("/proc").join(fs::read_to_string(pid).unwrap().trim());
    let is_alive = || {
        let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    };
    let until = Instant::now() + Duration::from_secs(5);
    while is_alive() && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!is_alive(), "it is killed");
    // Its place is free again.
    let again = typesetter.typeset(&letter("文字")).await.unwrap_err();
    assert_eq!(again, LetterError::Failed("took too long"));
}

#[tokio::test]
async fn no_more_are_made_at_once_than_there_are_cores() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let script = Script::new("exec sleep 600");
    let typesetter = script.typesetter().with_patience(Duration::from_secs(2));
    let words = letter("文字");
    let made = (0..cores).map(|_| typesetter.typeset(&words));
    let one_more = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        // Whoever waits for a turn longer than a letter takes is told to come again.
        let patient =
            tokio::time::timeout(Duration::from_secs(1), typesetter.typeset(&words)).await;
        assert!(patient.is_err(), "it waits for its turn");
    };
    let (made, ()) = tokio::join!(futures::future::join_all(made), one_more);
    assert!(made.iter().all(|one| *one == Err(LetterError::Failed("took too long"))));
    assert_eq!(Problem::from(LetterError::Busy).code, "unavailable");
}

#[tokio::test]
async fn passwords_of_the_house_stay_there() {
    let script = Script::new("cat >/dev/null; printf '%%PDF-'; env");
    let pdf = script.typesetter().typeset(&letter("文字")).await.unwrap();
    let told = String::from_utf8(pdf).unwrap();
    let allowed = ["HOME=", "XDG_", "FONTCONFIG_", "PWD=", "SHLVL=", "_=", "%PDF-"];
    for line in told.lines() {
        assert!(allowed.iter().any(|name| line.starts_with(name)), "{line}");
    }
    // Only what is needed was there before.
    assert!(std::env::var_os("PATH").is_some());
}

#[test]
fn where_it_stands_is_configured() {
    let config = Config::read(None, &json!({})).unwrap();
    assert!(config.letter.program.as_os_str().is_empty());
    let set = json!({ "letter": { "program": "/opt/huisheng-letter", "fonts": "/opt/fonts" } });
    let config = Config::read(None, &set).unwrap();
    assert_eq!(config.letter.fonts, Path::new("/opt/fonts"));
    assert!(Config::read(None, &json!({ "letter": { "font": "x" } })).is_err());
}
