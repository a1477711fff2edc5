//! Letters to try.

use huisheng_domain::letter::{Align, Annex, Block, Column, Form, Letter, Number, Printed, Table};
use huisheng_letter::{Fonts, typeset};
use jiff::civil::date;

use crate::pdf::Pdf;

pub fn letter(form: Form) -> Letter {
    Letter {
        form,
        issuer: "历山街道办事处文件".into(),
        number: Some(Number { word: "历山办发".into(), year: 2026, serial: 5 }),
        title: "关于2026年10月12345热线\n诉求办理情况的通报".into(),
        to: Some("各社区居委会，街道各科室".into()),
        body: vec![
            Block::paragraph("现将有关情况通报如下。"),
            Block::heading(1, "总体情况"),
            Block::heading(2, "受理与办结"),
            Block::heading(3, "供热"),
            Block::heading(4, "老旧小区"),
            Block::heading(1, "工作要求"),
        ],
        attachments: Vec::new(),
        signed: "历山街道办事处".into(),
        date: date(2026, 11, 5),
        annexes: Vec::new(),
        draft: false,
        recipients: None,
        printed: None,
    }
}

/// A letter whose body is these characters, so many.
pub fn filled(form: Form, characters: usize) -> Letter {
    Letter { body: vec![Block::paragraph("国".repeat(characters))], ..letter(form) }
}

pub fn table(rows: usize) -> Table {
    let column = |head: &str, share, align| Column { head: head.into(), share, align };
    Table {
        caption: Some("表1　办理情况".into()),
        columns: vec![
            column("名次", 1, Align::Center),
            column("单位", 4, Align::Left),
            column("按期办结率", 2, Align::Right),
        ],
        rows: (1..=rows)
            .map(|at| vec![at.to_string(), format!("第{at}社区"), format!("{at}.5%")])
            .collect(),
    }
}

/// With all its parts.
pub fn whole() -> Letter {
    Letter {
        body: vec![Block::paragraph("通报如下。"), Block::Table(table(12))],
        attachments: vec!["办理规范".into()],
        annexes: vec![Annex { title: "超期清单".into(), body: vec![Block::Table(table(30))] }],
        draft: true,
        recipients: Some("区政府办公室，区委政法委".into()),
        printed: Some(Printed { by: "街道党政办公室".into(), date: date(2026, 11, 6) }),
        ..letter(Form::Official)
    }
}

pub fn fonts() -> Fonts {
    Fonts::find(&[]).expect("Chinese fonts: scripts/need.sh fonts")
}

pub fn bytes(letter: &Letter) -> Vec<u8> {
    typeset(letter, &mut fonts()).expect("a PDF")
}

pub fn pdf(letter: &Letter) -> Pdf {
    Pdf::read(&bytes(letter))
}
