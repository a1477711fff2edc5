//! The program: JSON in, PDF out, one line when it does not work.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use huisheng_domain::letter::{Block, Form, Letter};
use serde_json::{Value, json};

use crate::pdf::Pdf;
use crate::sample::{bytes, letter, whole};

fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_huisheng-letter"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    // It may have said already that it wants nothing.
    drop(child.stdin.take().expect("its input").write_all(input));
    child.wait_with_output().expect("its end")
}

fn told(output: &Output) -> (Option<i32>, Value) {
    assert!(output.stdout.is_empty(), "no half of a PDF");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    (output.status.code(), serde_json::from_str(&text).unwrap())
}

#[test]
fn a_letter_becomes_a_pdf() {
    let output = run(&[], &serde_json::to_vec(&whole()).unwrap());
    assert!(output.status.success() && output.stderr.is_empty());
    assert!(output.stdout == bytes(&whole()), "another process gives the same bytes");
    assert!(Pdf::read(&output.stdout).text().contains("通报如下"));
}

#[test]
fn what_is_wrong_has_a_code_and_repeats_no_words() {
    let secret = "张三住在幸福里";
    let broken = format!("{{\"form\": \"{secret}\"}}");
    let (exit, line) = told(&run(&[], broken.as_bytes()));
    assert_eq!((exit, &line["code"]), (Some(3), &json!("unreadable")));
    assert!(!line.to_string().contains(secret));
    let refused = Letter { title: format!("{secret}\u{0}"), ..letter(Form::Official) };
    let (exit, line) = told(&run(&[], &serde_json::to_vec(&refused).unwrap()));
    assert_eq!(
        (exit, &line["code"], &line["field"]),
        (Some(4), &json!("refused"), &json!("title"))
    );
    assert!(!line.to_string().contains(secret));
    let rare = Letter { body: vec![Block::paragraph("\u{2FE0}")], ..letter(Form::Official) };
    let (exit, line) = told(&run(&[], &serde_json::to_vec(&rare).unwrap()));
    assert_eq!(
        (exit, &line["code"], &line["character"]),
        (Some(6), &json!("no_glyph"), &json!("\u{2FE0}"))
    );
    let (exit, line) = told(&run(&["--fonts", "/no/such/folder"], b""));
    assert_eq!((exit, &line["code"]), (Some(5), &json!("no_font_folder")));
    let (exit, line) = told(&run(&[], b""));
    assert_eq!((exit, &line["code"]), (Some(3), &json!("unreadable")));
}

#[test]
fn the_fonts_are_told() {
    let output = run(&["--fonts-found"], b"");
    assert!(output.status.success());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["fonts"].as_array().unwrap().len(), 5);
    assert_eq!(told["fonts"][0]["part"], "仿宋");
    assert!(told["fonts"][0]["family"].is_string() && told["fonts"][0]["proper"].is_boolean());
}
