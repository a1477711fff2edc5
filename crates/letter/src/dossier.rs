//! The file of a matter 卷宗 as the template reads it: data and never source.

use huisheng_domain::letter::{Dossier, Fact, Paper, written};
use serde::Serialize;

use crate::fonts::Fonts;
use crate::sheet::{FontParts, LONG, Part, body, parts};
use crate::words::{Pieces, pieces};

/// Characters of a line of the catalogue, in its narrow columns.
const CATALOGUE_LINE: usize = 6;

#[derive(Serialize)]
pub(crate) struct Sheet {
    unit: String,
    title: Pieces,
    /// The title on one line, for what shows the file.
    name: String,
    cover: Vec<FactPart>,
    date: String,
    /// Year, month, day.
    day: [i16; 3],
    papers: Vec<PaperPart>,
    fonts: FontParts,
}

#[derive(Serialize)]
struct FactPart {
    label: String,
    text: Pieces,
}

#[derive(Serialize)]
struct PaperPart {
    by: Pieces,
    number: Pieces,
    title: Pieces,
    date: String,
    body: Vec<Part>,
}

impl Sheet {
    pub(crate) fn new(dossier: &Dossier, fonts: &Fonts) -> Self {
        let fact = |Fact { label, text }: &Fact| FactPart {
            label: label.clone(),
            text: pieces(text, LONG),
        };
        let date = dossier.date;
        Self {
            unit: dossier.unit.clone(),
            title: pieces(&dossier.title, LONG),
            name: dossier.title.clone(),
            cover: dossier.cover.iter().map(fact).collect(),
            date: written(date),
            day: [date.year(), date.month().into(), date.day().into()],
            papers: dossier.papers.iter().map(PaperPart::new).collect(),
            fonts: parts(fonts),
        }
    }
}

impl PaperPart {
    fn new(paper: &Paper) -> Self {
        let narrow =
            |said: &Option<String>| pieces(said.as_deref().unwrap_or_default(), CATALOGUE_LINE);
        Self {
            by: narrow(&paper.by),
            number: narrow(&paper.number),
            title: pieces(&paper.title, LONG),
            date: paper.date.map(|date| date.strftime("%Y%m%d").to_string()).unwrap_or_default(),
            body: body(&paper.body),
        }
    }
}
