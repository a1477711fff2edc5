//! 卷宗: its cover, its catalogue with the pages, and that nothing of it is lost.

use huisheng_domain::letter::{
    Align, Block, Column, Dossier, Fact, LetterFault, Paper, Table, Wrong,
};
use huisheng_letter::{Error, typeset_dossier};
use jiff::civil::date;

use crate::pdf::Pdf;
use crate::sample::fonts;

fn paper(title: &str, words: &str, lines: usize) -> Paper {
    Paper {
        by: Some("历山街道办事处".into()),
        number: None,
        title: title.into(),
        date: Some(date(2026, 11, 2)),
        body: vec![Block::paragraph(words); lines],
    }
}

fn dossier(papers: Vec<Paper>) -> Dossier {
    Dossier {
        unit: "历山街道办事处".into(),
        title: "和美小区路灯不亮".into(),
        cover: vec![
            Fact { label: "编号".into(), text: "370213202611020000017".into() },
            Fact { label: "保管期限".into(), text: "30年".into() },
        ],
        date: date(2026, 11, 30),
        papers,
    }
}

fn pdf(dossier: &Dossier) -> Pdf {
    Pdf::read(&typeset_dossier(dossier, &mut fonts()).expect("a PDF"))
}

#[test]
fn the_catalogue_names_each_paper_with_its_page() {
    let rest = Table {
        caption: None,
        columns: vec![Column { head: "附件".into(), share: 1, align: Align::Left }],
        rows: vec![vec!["001.jpg".into()]],
    };
    let papers = vec![
        paper("诉求", "路灯不亮。", 60),
        paper("办理结果", "已更换灯泡。", 1),
        Paper { body: vec![Block::Table(rest)], ..paper("附件清单", "", 1) },
    ];
    let read = pdf(&dossier(papers));
    let pages: Vec<String> = read
        .pages
        .iter()
        .map(|page| page.lines().iter().map(|line| line.text.as_str()).collect::<String>())
        .collect();
    assert!(pages[0].contains("卷宗") && pages[0].contains("30年"), "{}", pages[0]);
    assert!(pages[0].contains("2026年11月30日") && !pages[0].contains('—'), "{}", pages[0]);
    assert!(pages[1].contains("卷内目录") && pages[1].contains("20261102"), "{}", pages[1]);
    // Where a paper begins is what the catalogue says.
    let begins = |words: &str| pages.iter().rposition(|page| page.contains(words)).unwrap() + 1;
    assert_eq!(pages.iter().position(|page| page.contains("路灯不亮。")), Some(2));
    let result = begins("已更换灯泡");
    assert!(result > 3, "sixty lines are more than a page");
    let row = |title: &str| {
        let lines = read.pages[1].lines();
        let at = lines.iter().find(|line| line.text.contains(title)).unwrap().text.clone();
        at.rsplit("20261102").next().unwrap().trim().parse::<usize>().unwrap()
    };
    assert_eq!((row("诉求"), row("办理结果")), (3, result));
    assert!(read.text().contains("001.jpg"));
}

#[test]
fn the_same_file_gives_the_same_bytes() {
    let one = dossier(vec![paper("诉求", "路灯不亮。", 3)]);
    let bytes = || typeset_dossier(&one, &mut fonts()).unwrap();
    assert!(bytes() == bytes());
}

/// What somebody said years ago is nobody's to change.
#[test]
fn what_no_font_has_is_written_by_its_number() {
    let text = pdf(&dossier(vec![paper("诉求", "好\u{2FE0}的", 1)])).text();
    assert!(text.contains("好〔U+2FE0〕的"), "{text}");
}

#[test]
fn words_stay_words() {
    let hostile = "#import \"x\" $y$ \\u{41} <label> @ref ]] }}";
    let text = pdf(&dossier(vec![paper(hostile, hostile, 1)])).text();
    let solid = |text: &str| text.split_whitespace().collect::<String>();
    assert!(solid(&text).matches(&solid(hostile)).count() >= 2, "{text}");
}

#[test]
fn what_cannot_stand_is_told_by_field() {
    for (field, wrong, of) in [
        ("title", Wrong::Empty, Dossier { title: String::new(), ..dossier(vec![]) }),
        ("papers.0.body", Wrong::Empty, dossier(vec![paper("诉求", "", 0)])),
        (
            "papers.0.body.0.text",
            Wrong::Unprintable { character: '\u{0}' },
            dossier(vec![paper("诉求", "a\u{0}", 1)]),
        ),
        ("papers", Wrong::TooMany { most: 50 }, dossier(vec![paper("诉求", "路灯", 1); 51])),
    ] {
        let refused = typeset_dossier(&of, &mut fonts()).unwrap_err();
        let Error::Refused(fault) = refused else { panic!("{refused}") };
        assert_eq!(fault, LetterFault { field: field.into(), wrong });
    }
}
