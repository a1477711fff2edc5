//! The measures of GB/T 9704-2012, in millimetres on the sheet.

use huisheng_domain::letter::{Form, Letter, Printed};

use crate::pdf::{Line, Page, Pdf, Rule};
use crate::sample::{filled, letter, pdf, whole};

const LEFT: f64 = 28.0;
const RIGHT: f64 = 28.0 + 156.0;
const TOP: f64 = 37.0;
const BOTTOM: f64 = 37.0 + 225.0;
/// A character of 3号.
const CHARACTER: f64 = 156.0 / 28.0;
const POINT: f64 = 25.4 / 72.0;

#[track_caller]
fn is(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 0.2, "{found:.2} mm, and not {wanted:.2} mm");
}

fn red(page: &Page) -> Vec<&Rule> {
    page.rules.iter().filter(|rule| rule.red).collect()
}

fn every_page_is_a4(pdf: &Pdf) {
    for page in &pdf.pages {
        is(page.media[0], 210.0);
        is(page.media[1], 297.0);
    }
}

#[test]
fn a_page_has_22_lines_of_28_characters_that_fill_the_type_area() {
    for form in [Form::Official, Form::Correspondence] {
        let pdf = pdf(&filled(form, 28 * 50));
        every_page_is_a4(&pdf);
        assert!(pdf.pages.len() >= 3);
        let lines = pdf.pages[1].lines();
        let lines: Vec<&Line> = lines.iter().filter(|line| line.text.starts_with('国')).collect();
        assert_eq!(lines.len(), 22);
        for (at, line) in (0..).zip(&lines) {
            assert_eq!(line.text, "国".repeat(28));
            is(line.size, 16.0);
            is(line.x, LEFT);
            is(line.end, RIGHT);
            is(line.top(), TOP + f64::from(at) * 225.0 / 22.0);
        }
        assert!(lines[21].top() + 16.0 * POINT < BOTTOM);
    }
}

#[test]
fn a_paragraph_begins_two_characters_in() {
    let pdf = pdf(&filled(Form::Official, 40));
    let lines = pdf.pages[0].lines();
    let lines: Vec<&Line> = lines.iter().filter(|line| line.text.starts_with('国')).collect();
    is(lines[0].x, LEFT + 2.0 * CHARACTER);
    assert_eq!(lines[0].text.chars().count(), 26);
    is(lines[1].x, LEFT);
}

#[test]
fn the_head_of_an_official_letter() {
    let page = &pdf(&letter(Form::Official)).pages[0];
    let issuer = page.line("历山街道办事处文件");
    is(issuer.top(), TOP + 35.0);
    is(issuer.middle(), LEFT + 78.0);
    assert!(issuer.x >= LEFT && issuer.end <= RIGHT && issuer.size * POINT <= 22.0);
    let is_red = |glyph: &&crate::pdf::Glyph| glyph.red;
    assert_eq!(page.glyphs.iter().filter(is_red).count(), 9, "the issuer and nothing else");
    let number = page.line("历山办发〔2026〕5号");
    is(number.middle(), LEFT + 78.0);
    is(number.size, 16.0);
    // Two lines are left empty between.
    let issuer_foot = issuer.top() + issuer.size * POINT;
    is(number.top() - issuer_foot, 2.0 * 225.0 / 22.0 + (225.0 / 22.0 - 16.0 * POINT));
    let [line] = red(page)[..] else { panic!("one red line") };
    is(line.from[1] - (number.top() + 16.0 * POINT), 4.0);
    is(line.from[0], LEFT);
    is(line.to[0], RIGHT);
    let title = page.line("关于2026年10月12345热线");
    assert!(title.font.contains("Bold") || title.font.contains("XiaoBiaoSong"), "{}", title.font);
    is(title.size, 22.0);
    is(title.middle(), LEFT + 78.0);
    let second = page.line("诉求办理情况的通报");
    is(second.middle(), LEFT + 78.0);
    is(second.y - title.y, 225.0 / 22.0);
    let lines_between = (title.top() - line.from[1]) / (225.0 / 22.0);
    assert!((2.0..3.0).contains(&lines_between), "{lines_between}");
    let to = page.line("各社区居委会，街道各科室：");
    is(to.x, LEFT);
    let row = 225.0 / 22.0;
    is(to.height() - second.height(), 2.0 * row);
    is(page.line("现将").y - to.y, row);
}

#[test]
fn levels_have_their_numbers_and_fonts() {
    let page = &pdf(&letter(Form::Official)).pages[0];
    let body = page.line("现将").font;
    let fonts = ["一、总体情况", "（一）受理与办结", "1.供热", "（1）老旧小区", "二、工作要求"]
        .map(|text| {
            let line = page.line(text);
            is(line.x, LEFT + 2.0 * CHARACTER);
            is(line.size, 16.0);
            line.font
        });
    assert_ne!(fonts[0], body, "the first level is 黑体");
    assert_eq!(fonts[0], fonts[4]);
    assert_eq!([&fonts[2], &fonts[3]], [&body, &body], "the third and fourth are 仿宋");
}

#[test]
fn numbers_of_pages_stand_outside_a_character_in() {
    let pdf = pdf(&filled(Form::Official, 28 * 60));
    for (at, page) in (1..).zip(&pdf.pages) {
        let line = page.lines().pop().expect("a number");
        assert_eq!(line.text.replace(' ', ""), format!("—{at}—"));
        is(line.size, 14.0);
        // The dash stands in the middle of the em box.
        is(line.top() + 7.0 * POINT, BOTTOM + 7.0);
        if at % 2 == 1 {
            is(line.end, RIGHT - 14.0 * POINT);
        } else {
            is(line.x, LEFT + 14.0 * POINT);
        }
    }
}

#[test]
fn a_signature_leaves_place_for_the_seal() {
    for signed in ["历山街道办事处", "区政法委", "某某市某某区历山街道综合治理工作领导小组办公室"]
    {
        let page = &pdf(&Letter { signed: signed.into(), ..filled(Form::Official, 1) }).pages[0];
        let (name, day) = (
            page.lines().into_iter().find(|line| line.text == signed).expect("a name"),
            page.line("2026年11月5日"),
        );
        is(name.middle(), day.middle());
        is(day.y - name.y, 225.0 / 22.0);
        assert!(name.end <= RIGHT + 0.2);
        if signed.chars().count() < 15 {
            is(day.end, RIGHT - 4.0 * CHARACTER);
        }
    }
}

#[test]
fn a_letter_in_correspondence_form() {
    let pdf = pdf(&filled(Form::Correspondence, 28 * 40));
    let page = &pdf.pages[0];
    let issuer = page.line("历山街道办事处文件");
    is(issuer.top(), 30.0);
    is(issuer.middle(), 105.0);
    let rules = red(page);
    assert_eq!(rules.len(), 4, "two double lines");
    for rule in &rules {
        is(rule.from[0], 20.0);
        is(rule.to[0], 190.0);
    }
    let (mut upper, mut lower): (Vec<&Rule>, Vec<&Rule>) =
        rules.into_iter().partition(|rule| rule.from[1] < 150.0);
    for pair in [&mut upper, &mut lower] {
        pair.sort_by(|a, b| a.from[1].total_cmp(&b.from[1]));
    }
    is(upper[0].from[1], 30.0 + issuer.size * POINT + 4.0);
    assert!(upper[0].thick > upper[1].thick, "thick over thin");
    is(lower[0].from[1], 297.0 - 20.0);
    assert!(lower[0].thick < lower[1].thick, "thin over thick");
    let number = page.line("历山办发〔2026〕5号");
    is(number.end, RIGHT);
    is(number.top() - upper[1].from[1], 16.0 * 7.0 / 8.0 * POINT);
    assert!(!page.text().contains('—'), "the first page has no number");
    assert!(pdf.pages[1].text().contains('—') && red(&pdf.pages[1]).is_empty());
    let title = page.line("关于2026年10月12345热线");
    let lines_between = (title.top() - number.top()) / (225.0 / 22.0);
    assert!((2.5..3.5).contains(&lines_between), "two lines are left empty: {lines_between}");
}

#[test]
fn what_is_told_of_the_printing_stands_at_the_foot_of_the_last_page() {
    let pdf = pdf(&whole());
    let page = pdf.pages.last().expect("pages");
    let copies = page.line("抄送：区政府办公室，区委政法委。");
    is(copies.size, 14.0);
    is(copies.x, LEFT + 14.0 * POINT);
    let printed = page.line("2026年11月6日印发");
    is(printed.x, LEFT + 14.0 * POINT);
    is(printed.end, RIGHT - 14.0 * POINT);
    let wide = |rule: &&Rule| (rule.to[0] - rule.from[0] - 156.0).abs() < 0.1 && !rule.red;
    let mut rules: Vec<&Rule> = page.rules.iter().filter(wide).collect();
    rules.sort_by(|a, b| a.from[1].total_cmp(&b.from[1]));
    let [.., above, between, below] = rules[..] else { panic!("three lines") };
    is(below.from[1], BOTTOM);
    is(above.thick * POINT, 0.35);
    is(between.thick * POINT, 0.25);
    assert!(above.from[1] < copies.y && copies.y < between.from[1] && between.from[1] < printed.y);
    // Only at the end.
    assert!(pdf.pages.iter().rev().skip(1).all(|page| !page.text().contains("抄送")));
    let plain = Letter { printed: None::<Printed>, ..letter(Form::Official) };
    assert!(!crate::sample::pdf(&plain).text().contains("印发"));
}
