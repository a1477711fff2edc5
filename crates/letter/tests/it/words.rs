//! Words stay words.

use huisheng_domain::letter::{Block, Form, Letter};
use huisheng_letter::{Error, typeset};

use crate::sample::{fonts, letter, pdf, table};

const HOSTILE: [&str; 12] = [
    "#import \"@preview/x:0.1.0\": *",
    "#panic() #read(\"/etc/passwd\") #sys.inputs",
    "$ sum_(i=1)^n $ *bold* _it_ `raw` ```x```",
    "= heading == - list + enum / term: x",
    "<label> @ref https://a.example/x?y=z&q=1 // comment /* c */",
    "\\ \\u{1F600} \\n ~ -- --- ... \"q\" 'q'",
    "{\"kind\":\"table\"} ]] [[ }} {{",
    "</script><b>&amp;&#0;",
    "𠮷𠀋",
    "(){}[]|^%!?;:",
    "café ＡＢ１２ àß",
    "<?xml?> %PDF-1.7 endobj stream",
];

/// What is drawn has no blanks at the ends of lines.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn markup_comes_out_as_words() {
    let mut table = table(0);
    table.rows = HOSTILE.map(|text| vec![String::new(), text.to_owned(), String::new()]).to_vec();
    table.caption = Some(HOSTILE[0].into());
    let letter = Letter {
        issuer: "#set page()$".into(),
        title: HOSTILE[3].into(),
        to: Some(HOSTILE[1].into()),
        signed: HOSTILE[5].into(),
        recipients: Some(HOSTILE[2].into()),
        attachments: vec![HOSTILE[4].into()],
        body: HOSTILE
            .iter()
            .flat_map(|text| [Block::paragraph(*text), Block::heading(3, *text)])
            .chain([Block::Table(table)])
            .collect(),
        ..letter(Form::Official)
    };
    let text = solid(&pdf(&letter).text());
    for hostile in HOSTILE {
        // In a paragraph, a heading and a cell.
        assert!(text.matches(&solid(hostile)).count() >= 3, "{hostile} is not in {text}");
    }
    assert!(text.contains("#setpage()$"));
}

#[test]
fn long_words_are_parted_within_their_line_and_cell() {
    let word = "a1b2c3d4e5".repeat(22);
    let mut table = table(1);
    table.rows[0] = vec![word.clone(), "x".repeat(40), "9".repeat(40)];
    table.columns[0].head = "W".repeat(30);
    let letter = Letter {
        body: vec![Block::paragraph(format!("见{word}。")), Block::Table(table)],
        to: Some("y".repeat(60)),
        ..letter(Form::Official)
    };
    let pdf = pdf(&letter);
    assert!(solid(&pdf.text()).contains(&word), "{}", pdf.text());
    for glyph in pdf.pages.iter().flat_map(|page| &page.glyphs) {
        assert!(glyph.x > 27.9 && glyph.end < 184.3, "{glyph:?}");
    }
    let narrow = 28.0 + 156.0 / 7.0;
    let cell = |glyph: &&crate::pdf::Glyph| "abcde12345".contains(&glyph.text) && glyph.size < 13.0;
    let mut cells = pdf.pages.iter().flat_map(|page| &page.glyphs).filter(cell);
    assert!(cells.all(|glyph| glyph.end < narrow), "it stays in its column");
}

#[test]
fn scripts_from_right_to_left_come_out_whole() {
    let arabic = "مرحبا بالعالم";
    let letter = Letter {
        body: vec![Block::paragraph(format!("来信写道：{arabic}。")), Block::paragraph("שלום")],
        ..letter(Form::Official)
    };
    match typeset(&letter, &mut fonts()) {
        Ok(bytes) => {
            let text = crate::pdf::Pdf::read(&bytes).text();
            for c in "来信写道שלום".chars() {
                assert!(text.contains(c), "{c} is not in {text}");
            }
        }
        // Where no font has it, it is named.
        Err(Error::NoGlyph { character }) => {
            assert!(arabic.contains(character) || "שלום".contains(character))
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_is_not_seen_is_refused_by_field() {
    for odd in ['\u{0}', '\u{202E}', '\u{FFFE}', '\n'] {
        let body = vec![Block::paragraph("好"), Block::paragraph(format!("坏{odd}"))];
        let error = typeset(&Letter { body, ..letter(Form::Official) }, &mut fonts()).unwrap_err();
        let Error::Refused(fault) = error else { panic!("{error}") };
        assert_eq!(fault.field, "body.1.text");
    }
}

#[test]
fn a_character_that_no_font_has_is_named_and_never_drawn_as_a_box() {
    // Nothing stands there in Unicode.
    let letter = Letter { signed: "张\u{2FE0}".into(), ..letter(Form::Official) };
    let error = typeset(&letter, &mut fonts()).unwrap_err();
    assert!(matches!(error, Error::NoGlyph { character: '\u{2FE0}' }), "{error}");
    assert!(error.to_string().contains("U+2FE0"), "{error}");
}
