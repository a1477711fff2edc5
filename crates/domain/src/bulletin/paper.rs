//! A bulletin on paper: 公文格式 with the table of units, and what is overdue, as annexes.

use super::{Bulletin, BulletinLine, BulletinState};
use crate::letter::{Align, Annex, Block, Column, Form, Letter, Number, Table, line};
use crate::tally::{Figures, Rates};

impl Bulletin {
    /// As a letter of the unit of that name.
    pub fn letter(&self, issuer: &str) -> Letter {
        let text = &self.text;
        let parts = [
            ("总体情况", &text.summary),
            ("存在问题", &text.problems),
            ("工作要求", &text.demands),
        ];
        let said = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let body = said.flat_map(|(head, text)| {
            std::iter::once(Block::heading(1, head)).chain(Block::paragraphs(text))
        });
        let body: Vec<Block> = body.collect();
        let units = Annex { title: "各单位办理情况".to_owned(), body: vec![self.table()] };
        let overdue = (self.overdue() > 0)
            .then(|| Annex {
                title: "超期未办结事项".to_owned(), body: self.overdue_annex()
            });
        let title = line(&text.title);
        let withdrawn = self.state == BulletinState::Withdrawn;
        let day = self.issued.map_or(self.drawn, |issued| issued.at);
        Letter {
            form: Form::Official,
            issuer: line(issuer),
            number: Number::read(&text.number),
            title: if withdrawn { format!("{title}（已撤回）") } else { title },
            to: Some(line(&text.to)).filter(|to| !to.is_empty()),
            body: if body.is_empty() { vec![Block::paragraph("见附件。")] } else { body },
            attachments: Vec::new(),
            signed: line(issuer),
            // The office's own day: it lies in one zone with all of China.
            date: day.to_zoned(crate::calendar::Calendar::china().zone().clone()).date(),
            annexes: std::iter::once(units).chain(overdue).collect(),
            draft: self.state == BulletinState::Draft,
            recipients: None,
            printed: None,
        }
    }

    fn table(&self) -> Block {
        let heads = [
            ("名次", 3, Align::Center),
            ("单位", 9, Align::Left),
            ("交办", 3, Align::Right),
            ("到期", 3, Align::Right),
            ("超期", 3, Align::Right),
            ("按时办结率（剔除前）", 5, Align::Right),
            ("按时办结率（剔除后）", 5, Align::Right),
            ("退单", 3, Align::Right),
            ("解决率（剔除前）", 5, Align::Right),
            ("解决率（剔除后）", 5, Align::Right),
            ("满意率（剔除后）", 5, Align::Right),
        ];
        let lines = self.lines.iter().map(|line: &BulletinLine| {
            row(line.rank.map_or_else(dash, |rank| rank.to_string()), &line.name, &line.figures)
        });
        let total = row(String::new(), "合计", &self.total);
        Block::Table(Table {
            caption: None,
            columns: columns(&heads),
            rows: lines.chain([total]).collect(),
        })
    }

    /// What is listed, and how much is not.
    fn overdue_annex(&self) -> Vec<Block> {
        let listed = (!self.unanswered.is_empty()).then(|| self.overdue_table());
        let more = match (self.unlisted, self.unanswered.len()) {
            (0, _) => None,
            (more, 0) => Some(format!("共{more}件，按规定不列明细。")),
            (more, _) => Some(format!("另有{more}件，按规定不列明细。")),
        };
        listed.into_iter().chain(more.map(|more| Block::paragraph(&more))).collect()
    }

    fn overdue_table(&self) -> Block {
        let heads = [
            ("编号", 12, Align::Left),
            ("分类", 8, Align::Left),
            ("主办单位", 10, Align::Left),
            ("应办结日", 6, Align::Center),
        ];
        let rows = self.unanswered.iter().map(|one| {
            vec![one.number.clone(), line(&one.category), line(&one.unit), one.due.to_string()]
        });
        let rows = rows.collect();
        Block::Table(Table { caption: None, columns: columns(&heads), rows })
    }
}

fn columns(heads: &[(&str, u8, Align)]) -> Vec<Column> {
    let column = |(head, share, align): &(&str, u8, Align)| Column {
        head: (*head).to_owned(),
        share: *share,
        align: *align,
    };
    heads.iter().map(column).collect()
}

fn dash() -> String {
    "—".to_owned()
}

fn row(rank: String, name: &str, figures: &Figures) -> Vec<String> {
    let (before, after): (Rates, Rates) = (figures.rates(), figures.rates_after_exclusions());
    let rate = |rate: Option<f64>| rate.map_or_else(dash, |rate| format!("{rate:.2}%"));
    vec![
        rank,
        line(name),
        figures.assigned.to_string(),
        figures.due.to_string(),
        (figures.due - figures.due_kept).to_string(),
        rate(before.on_time),
        rate(after.on_time),
        figures.returned.to_string(),
        rate(before.solved),
        rate(after.solved),
        rate(after.satisfied),
    ]
}
