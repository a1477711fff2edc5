//! Whatever is lawful makes a PDF with all its words; whatever is not is refused.

use std::cell::RefCell;

use huisheng_domain::letter::{Align, Annex, Block, Column, Form, Letter, Number, Table};
use huisheng_letter::{Error, read, typeset};
use jiff::civil::date;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::pdf::Pdf;
use crate::sample::{fonts, letter};

/// What people type, and what means something to Typst.
fn words(most: usize) -> impl Strategy<Value = String> {
    let text = proptest::string::string_regex(&format!(
        "[一-龥a-zA-Z0-9#$*_`<>@=~^\\\\/\\[\\]{{}}()\"'，。、：；！？（）《》〔〕%. -]{{1,{most}}}"
    ));
    text.expect("an expression").prop_filter("something to read", |text| !text.trim().is_empty())
}

fn table() -> impl Strategy<Value = Table> {
    (1_usize..6).prop_flat_map(|columns| {
        let align = prop_oneof![Just(Align::Left), Just(Align::Center), Just(Align::Right)];
        let column = (words(12), 1_u8..4, align).prop_map(|(head, share, align)| Column {
            head,
            share,
            align,
        });
        let cell = prop_oneof![1 => Just(String::new()), 4 => words(20)];
        let rows = vec(vec(cell, columns), 0..12);
        (option::of(words(20)), vec(column, columns), rows)
            .prop_map(|(caption, columns, rows)| Table { caption, columns, rows })
    })
}

fn block() -> impl Strategy<Value = Block> {
    prop_oneof![
        4 => words(100).prop_map(Block::paragraph),
        3 => (1_u8..5, words(40)).prop_map(|(level, text)| Block::heading(level, text)),
        1 => table().prop_map(Block::Table),
    ]
}

fn lawful() -> impl Strategy<Value = Letter> {
    let form = prop_oneof![Just(Form::Official), Just(Form::Correspondence)];
    let number = (words(8), 2_000_i16..2_100, 1_u32..9_999)
        .prop_map(|(word, year, serial)| Number { word, year, serial });
    let annex = (words(40), vec(block(), 1..3)).prop_map(|(title, body)| Annex { title, body });
    let head = (form, words(20), option::of(number), words(60), option::of(words(60)));
    let rest = (vec(block(), 1..4), vec(words(40), 0..3), words(30), vec(annex, 0..3));
    (head, rest, any::<bool>(), option::of(words(100))).prop_map(
        |(
            (form, issuer, number, title, to),
            (body, attachments, signed, annexes),
            draft,
            recipients,
        )| Letter {
            form,
            issuer,
            number,
            title,
            to,
            body,
            attachments,
            signed,
            date: date(2026, 2, 28),
            annexes,
            draft,
            recipients,
            printed: None,
        },
    )
}

fn config() -> ProptestConfig {
    // `make endure` asks for more.
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.map_or(8, |cases: u32| cases / 10), ..ProptestConfig::default() }
}

#[test]
fn any_lawful_letter_makes_a_pdf_with_its_words() {
    let fonts = RefCell::new(fonts());
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let tried = runner.run(&lawful(), |letter| {
        prop_assert_eq!(letter.check(), Ok(()));
        let bytes = typeset(&letter, &mut fonts.borrow_mut())
            .map_err(|error| TestCaseError::fail(error.to_string()))?;
        let pdf = Pdf::read(&bytes);
        let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let text = solid(&pdf.text());
        for block in letter.body.iter().chain(letter.annexes.iter().flat_map(|annex| &annex.body)) {
            if let Block::Paragraph { text: words } | Block::Heading { text: words, .. } = block {
                // Pages may part it; numbers of pages stand between then.
                let begin: String = solid(words).chars().take(8).collect();
                prop_assert!(text.contains(&begin), "{} is not in {}", begin, text);
            }
        }
        for glyph in
            pdf.pages.iter().flat_map(|page| &page.glyphs).filter(|glyph| glyph.size < 40.0)
        {
            // The empty half of an opening sign may stand outside.
            let half = if "（《〔".contains(&glyph.text) { 3.0 } else { 0.0 };
            prop_assert!(glyph.x > 27.9 - half && glyph.y < 275.0, "{:?}", glyph);
        }
        Ok(())
    });
    tried.expect("each lawful letter");
}

#[test]
fn what_is_unlawful_is_refused() {
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let odd = prop_oneof![Just('\u{0}'), Just('\u{7}'), Just('\u{202E}'), Just('\u{E123}')];
    let tried = runner.run(&(lawful(), odd, 0_usize..6), |(mut letter, odd, field)| {
        let text = match field {
            0 => &mut letter.issuer,
            1 => &mut letter.title,
            2 => &mut letter.signed,
            3 => letter.to.get_or_insert_default(),
            4 => letter.recipients.get_or_insert_default(),
            _ => {
                letter.attachments.push(String::new());
                let last = letter.attachments.len() - 1;
                &mut letter.attachments[last]
            }
        };
        text.push(odd);
        let json = serde_json::to_vec(&letter).expect("JSON");
        let Err(Error::Refused(fault)) = read(&json) else {
            return Err(TestCaseError::fail("it was taken"));
        };
        let name = fault.field.split('.').next().unwrap_or_default();
        let expected = ["issuer", "title", "signed", "to", "recipients", "attachments"][field];
        prop_assert_eq!(name, expected);
        Ok(())
    });
    tried.expect("each unlawful letter");
}

#[test]
fn what_is_no_letter_is_refused_whatever_it_is() {
    let whole = serde_json::to_vec(&letter(Form::Official)).expect("JSON");
    assert!(read(&whole).is_ok());
    for end in 0..whole.len() {
        assert!(matches!(read(&whole[..end]), Err(Error::Unreadable { .. })), "cut at {end}");
    }
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::default());
    let tried = runner.run(&vec(any::<u8>(), 0..200), |bytes| {
        let unreadable = matches!(read(&bytes), Err(Error::Unreadable { .. }));
        prop_assert!(unreadable);
        Ok(())
    });
    tried.expect("bytes");
}
