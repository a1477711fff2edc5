//! Tables over several pages, annexes, drafts.

use huisheng_domain::letter::{Annex, Block, Form, Letter};

use crate::sample::{letter, pdf, table, whole};

#[test]
fn a_table_of_300_rows_repeats_its_head_on_each_page() {
    let letter = Letter { body: vec![Block::Table(table(300))], ..letter(Form::Official) };
    let pdf = pdf(&letter);
    let with_rows = |page: &&crate::pdf::Page| page.text().contains(".5%");
    let pages: Vec<&crate::pdf::Page> = pdf.pages.iter().filter(with_rows).collect();
    assert!(pages.len() > 5, "{}", pages.len());
    for page in pages {
        let lines = page.lines();
        let head =
            lines.iter().position(|line| line.text == "名次单位按期办结率").expect("the head");
        let first = lines.iter().position(|line| line.text.contains(".5%")).expect("a row");
        assert!(head < first);
        for line in lines.iter().filter(|line| line.text.contains(".5%")) {
            assert!((line.size - 12.0).abs() < 0.01 && line.x > 28.0 && line.end < 184.0);
            assert!(line.y < 262.0);
        }
    }
    let rows: Vec<String> = pdf
        .pages
        .iter()
        .flat_map(|page| page.lines().into_iter().map(|line| line.text))
        .filter(|text| text.contains(".5%"))
        .collect();
    let expected: Vec<String> = (1..=300).map(|at| format!("{at}第{at}社区{at}.5%")).collect();
    assert_eq!(rows, expected, "each row once, in order, on one line");
}

#[test]
fn a_row_of_some_lines_stands_on_one_page() {
    let mut table = table(80);
    for row in &mut table.rows {
        row[0] = format!("起{}止", "长".repeat(20));
    }
    let letter = Letter { body: vec![Block::Table(table)], ..letter(Form::Official) };
    for page in pdf(&letter).pages {
        let text = page.text();
        assert_eq!(text.matches('起').count(), text.matches('止').count());
    }
}

#[test]
fn a_row_that_is_higher_than_a_page_goes_on() {
    let mut table = table(1);
    table.columns[1].share = 12;
    table.rows[0][0] = "长".repeat(500);
    let letter = Letter { body: vec![Block::Table(table)], ..letter(Form::Official) };
    let pdf = pdf(&letter);
    assert_eq!(pdf.text().matches('长').count(), 500);
    let glyphs = || pdf.pages.iter().flat_map(|page| &page.glyphs);
    assert!(glyphs().filter(|glyph| glyph.text == "长").all(|glyph| glyph.y < 262.5));
}

#[test]
fn an_annex_begins_on_a_new_page_and_is_named_below_the_body() {
    let pdf = pdf(&whole());
    let first =
        pdf.pages.iter().position(|page| page.text().contains("附件：1.超期清单")).expect("named");
    let listed = &pdf.pages[first];
    let (one, two) = (listed.line("附件：1.超期清单"), listed.line("2.办理规范"));
    assert!((one.x - 28.0 - 2.0 * 156.0 / 28.0).abs() < 0.2);
    assert!(two.x > one.x + 10.0);
    let annex = &pdf.pages[first + 1];
    let lines = annex.lines();
    let mark = lines.iter().find(|line| line.text == "附件1").expect("its number");
    assert!((mark.x - 28.0).abs() < 0.2 && (mark.top() - 37.0).abs() < 0.2);
    let title = annex.line("超期清单");
    assert!((title.size - 22.0).abs() < 0.01 && (title.middle() - 106.0).abs() < 0.2);
    let rows = (title.y - mark.y) / (225.0 / 22.0);
    assert!((1.8..2.3).contains(&rows), "on the third line: {rows}");
    // One alone has no number.
    let alone = Letter {
        annexes: vec![Annex { title: "清单".into(), body: vec![Block::paragraph("无")] }],
        ..letter(Form::Official)
    };
    let pdf = crate::sample::pdf(&alone);
    assert!(pdf.text().contains("附件：清单"));
    assert_eq!(pdf.pages.last().expect("pages").lines()[0].text, "附件");
}

#[test]
fn a_draft_says_so_on_each_page() {
    let drafted = |draft| Letter { draft, ..whole() };
    for page in pdf(&drafted(true)).pages {
        assert!(page.text().contains("草稿"));
    }
    assert!(!pdf(&drafted(false)).text().contains("草稿"));
}
