use jiff::civil::date;
use serde_json::json;

use super::{
    Align, Annex, Block, Column, Form, Letter, LetterFault, Number, Printed, Table, Wrong, chinese,
    line, mark, marks, written,
};

fn table(rows: usize) -> Table {
    let column = |head: &str| Column { head: head.into(), share: 1, align: Align::Center };
    Table {
        caption: None,
        columns: vec![column("名次"), column("单位")],
        rows: vec![vec!["1".into(), "某某社区".into()]; rows],
    }
}

fn letter() -> Letter {
    Letter {
        form: Form::Official,
        issuer: "历山街道办事处".into(),
        number: Some(Number { word: "历山办督".into(), year: 2026, serial: 5 }),
        title: "关于2026年10月12345热线办理情况的通报".into(),
        to: Some("各社区、各科室".into()),
        body: vec![Block::paragraph("现将有关情况通报如下。")],
        attachments: Vec::new(),
        signed: "历山街道办事处".into(),
        date: date(2026, 11, 5),
        annexes: Vec::new(),
        draft: false,
        recipients: None,
        printed: None,
    }
}

#[test]
fn a_number_has_hexagonal_brackets_and_no_zeros() {
    let number = Number { word: "历山办督".into(), year: 2026, serial: 5 };
    assert_eq!(number.to_string(), "历山办督〔2026〕5号");
}

#[test]
fn a_date_has_no_zeros() {
    assert_eq!(written(date(2026, 3, 5)), "2026年3月5日");
    assert_eq!(written(date(2026, 11, 30)), "2026年11月30日");
}

#[test]
fn levels_are_counted_in_chinese() {
    for (number, text) in [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (102, "一百零二"),
        (110, "一百一十"),
        (999, "九百九十九"),
        (1_001, "一千零一"),
        (1_010, "一千零一十"),
        (9_999, "九千九百九十九"),
    ] {
        assert_eq!(chinese(number), text);
    }
    let all: Vec<String> = (1..=4).map(|level| mark(level, 11)).collect();
    assert_eq!(all, ["十一、", "（十一）", "11.", "（11）"]);
}

#[test]
fn a_level_is_counted_within_the_one_above() {
    let levels = [1, 2, 2, 3, 4, 4, 2, 3, 1, 2];
    let mut body: Vec<Block> = levels.map(|level| Block::heading(level, "层次")).to_vec();
    body.insert(1, Block::paragraph("文字"));
    let marks: Vec<String> = marks(&body).into_iter().map(Option::unwrap_or_default).collect();
    let expected =
        ["一、", "", "（一）", "（二）", "1.", "（1）", "（2）", "（三）", "1.", "二、", "（一）"];
    assert_eq!(marks, expected);
}

#[test]
fn what_was_typed_becomes_lines_that_a_sheet_shows() {
    assert_eq!(line(" 一\t二\u{0}三\u{200B}\n "), "一 二三");
    assert_eq!(line("\u{3000}\u{3000}表\u{3000}一\u{2028}二"), "表\u{3000}一 二");
    let blocks: Vec<Block> = Block::paragraphs("第一段\r\n\r\n 第二段\u{7} ").collect();
    assert_eq!(blocks, [Block::paragraph("第一段"), Block::paragraph("第二段")]);
}

#[test]
fn a_lawful_letter_stands() {
    assert_eq!(letter().check(), Ok(()));
    let whole = Letter {
        body: vec![Block::heading(4, "层次"), Block::Table(table(5_000))],
        title: "关于某事\n办理情况的通报".into(),
        annexes: vec![Annex {
            title: "名单\n（一）".into(), body: vec![Block::paragraph("文字")]
        }],
        attachments: vec!["另附".into()],
        recipients: Some("区委办公室".into()),
        printed: Some(Printed { by: "党政办公室".into(), date: date(2026, 11, 6) }),
        ..letter()
    };
    assert_eq!(whole.check(), Ok(()));
    assert_eq!(whole.attached().collect::<Vec<_>>(), ["名单（一）", "另附"]);
    let empty_cell = Table { rows: vec![vec![String::new(), "单位".into()]], ..table(0) };
    assert_eq!(Letter { body: vec![Block::Table(empty_cell)], ..letter() }.check(), Ok(()));
}

#[test]
fn what_no_sheet_holds_is_refused_by_field() {
    let with = |change: &dyn Fn(&mut Letter)| {
        let mut letter = letter();
        change(&mut letter);
        let LetterFault { field, wrong } = letter.check().unwrap_err();
        (field, wrong)
    };
    let is = |field: &str, wrong| (field.to_owned(), wrong);
    assert_eq!(with(&|l| l.issuer = " ".into()), is("issuer", Wrong::Empty));
    assert_eq!(with(&|l| l.issuer = "字".repeat(31)), is("issuer", Wrong::TooLong { most: 30 }));
    assert_eq!(
        with(&|l| l.title = "一\n二\n三\n四\n五".into()),
        is("title", Wrong::TooMany { most: 4 })
    );
    assert_eq!(with(&|l| l.title = "一\n\n二".into()), is("title", Wrong::Empty));
    assert_eq!(with(&|l| l.title = "字".repeat(101)), is("title", Wrong::TooLong { most: 100 }));
    assert_eq!(with(&|l| l.to = Some(String::new())), is("to", Wrong::Empty));
    assert_eq!(with(&|l| l.signed = String::new()), is("signed", Wrong::Empty));
    assert_eq!(with(&|l| l.body.clear()), is("body", Wrong::Empty));
    let unseen = |character| Wrong::Unprintable { character };
    for character in ['\u{0}', '\n', '\u{202E}', '\u{200B}', '\u{E000}', '\u{FFFE}', '\u{1FFFF}'] {
        let text = format!("文{character}字");
        let found = with(&|l| l.body.push(Block::paragraph(text.clone())));
        assert_eq!(found, is("body.1.text", unseen(character)));
    }
    assert_eq!(
        with(&|l| l.body = vec![Block::heading(5, "层次")]),
        is("body.0.level", Wrong::OutOfRange)
    );
    let number = |year, serial| Some(Number { word: "办".into(), year, serial });
    assert_eq!(with(&|l| l.number = number(26, 1)), is("number.year", Wrong::OutOfRange));
    assert_eq!(with(&|l| l.number = number(2026, 0)), is("number.serial", Wrong::OutOfRange));
    assert_eq!(
        with(&|l| l.attachments = vec!["件".into(); 21]),
        is("attachments", Wrong::TooMany { most: 20 })
    );
    let annex = |title: &str| Annex { title: title.into(), body: Vec::new() };
    assert_eq!(with(&|l| l.annexes = vec![annex("表")]), is("annexes.0.body", Wrong::Empty));
    assert_eq!(with(&|l| l.annexes = vec![annex("")]), is("annexes.0.title", Wrong::Empty));
    let printed = |l: &mut Letter| {
        l.form = Form::Correspondence;
        l.printed = Some(Printed { by: "办公室".into(), date: l.date });
    };
    assert_eq!(with(&printed), is("printed", Wrong::NotInThisForm));
}

#[test]
fn a_table_is_whole_and_has_an_end() {
    let with = |change: &dyn Fn(&mut Table)| {
        let mut table = table(2);
        change(&mut table);
        let LetterFault { field, wrong } =
            Letter { body: vec![Block::Table(table)], ..letter() }.check().unwrap_err();
        (field, wrong)
    };
    let is = |field: &str, wrong| (field.to_owned(), wrong);
    assert_eq!(with(&|t| t.columns.clear()), is("body.0.columns", Wrong::Empty));
    assert_eq!(with(&|t| t.columns[1].share = 0), is("body.0.columns.1.share", Wrong::OutOfRange));
    let narrow = with(&|t| t.columns[0].share = 18);
    assert_eq!(narrow, is("body.0.columns.1.share", Wrong::OutOfRange));
    assert_eq!(with(&|t| t.columns[1].head.clear()), is("body.0.columns.1.head", Wrong::Empty));
    let column = table(0).columns[0].clone();
    assert_eq!(
        with(&|t| t.columns = vec![column.clone(); 13]),
        is("body.0.columns", Wrong::TooMany { most: 12 })
    );
    assert_eq!(with(&|t| drop(t.rows[1].pop())), is("body.0.rows.1", Wrong::Cells));
    assert_eq!(
        with(&|t| t.rows[1][1] = "字".repeat(501)),
        is("body.0.rows.1.1", Wrong::TooLong { most: 500 })
    );
    assert_eq!(
        with(&|t| t.rows = vec![t.rows[0].clone(); 5_001]),
        is("body", Wrong::TooMany { most: 5_000 })
    );
    assert_eq!(with(&|t| t.caption = Some(String::new())), is("body.0.caption", Wrong::Empty));
}

#[test]
fn all_words_together_have_an_end() {
    let many = Letter { body: vec![Block::paragraph("字".repeat(5_000)); 101], ..letter() };
    let fault = many.check().unwrap_err();
    assert_eq!((fault.field.as_str(), fault.wrong), ("body", Wrong::TooLong { most: 500_000 }));
    let many = Letter { body: vec![Block::paragraph("字"); 2_001], ..letter() };
    assert_eq!(many.check().unwrap_err().wrong, Wrong::TooMany { most: 2_000 });
}

#[test]
fn a_letter_is_read_as_it_is_written() {
    let mut whole = letter();
    whole.body = vec![Block::heading(1, "层次"), Block::Table(table(1))];
    let text = serde_json::to_value(&whole).unwrap();
    assert_eq!(text["body"][0], json!({ "kind": "heading", "level": 1, "text": "层次" }));
    assert_eq!(text["body"][1]["kind"], "table");
    assert_eq!(serde_json::from_value::<Letter>(text.clone()).unwrap(), whole);
    for path in ["/seal", "/body/0/size", "/body/1/seal", "/body/1/columns/0/colour"] {
        let mut odd = text.clone();
        let (parent, name) = path.rsplit_once('/').unwrap();
        odd.pointer_mut(parent).unwrap()[name] = json!(1);
        assert!(serde_json::from_value::<Letter>(odd).is_err(), "{path}");
    }
}
