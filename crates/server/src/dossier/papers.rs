//! What lies in the file: the parts of the history with their words, the clocks, and the list of attachments.

use huisheng_domain::letter::{Align, Block, Column, Paper, Table, line};
use huisheng_domain::matter::{Actor, Event, MatterClock, Report, Word};

use super::Filed;
use super::step::Section;
use crate::api::matter::view::ReportView;
use crate::api::named::unit_name;
use crate::naming;

/// Characters of a cell and of a heading that are shown of what is longer.
const CELL: usize = 190;

impl Filed<'_> {
    /// The papers of the catalogue; a part of which there is nothing is left out.
    pub(super) fn papers(&self) -> Vec<Paper> {
        let parts = Section::ALL.into_iter().filter_map(|section| self.part(section));
        let clocks = (!self.matter.clocks.is_empty()).then(|| self.clocks());
        let files = (!self.files.is_empty()).then(|| self.attachments());
        parts.chain(clocks).chain(files).collect()
    }

    fn part(&self, section: Section) -> Option<Paper> {
        let steps: Vec<&Event> =
            self.steps().filter(|event| Section::of(&event.what) == Some(section)).collect();
        let mut body = match section {
            Section::Upstream => self.order(),
            Section::Report => vec![self.voices()],
            _ => Vec::new(),
        };
        let last = steps.last().map(|event| event.at);
        let by = steps.iter().rev().find_map(|event| self.unit_acting(&event.actor));
        body.extend(steps.into_iter().flat_map(|event| self.step(event)));
        let upstream = self.matter.upstream.as_ref().filter(|_| section == Section::Upstream);
        let number = upstream.map(|order| cell(&order.number));
        (!body.is_empty()).then(|| Paper {
            by,
            number: number.filter(|number| !number.is_empty()),
            title: section.title().to_owned(),
            date: Some(self.day(last.unwrap_or(self.matter.received))),
            body,
        })
    }

    /// A step: when, what and who, then its words.
    fn step(&self, event: &Event) -> Vec<Block> {
        let name = naming::of(naming::EVENTS, event.what.code());
        let who = self.acting(&event.actor);
        let mut head = format!("{}　{name}　{who}", self.minute(event.at));
        if let Some(said) = self.said(&event.what) {
            head = format!("{head}　{said}");
        }
        let mut blocks = vec![Block::heading(2, cell(&head))];
        let words = self.loaded.words.get(&event.seq);
        for (word, text) in words.into_iter().flat_map(|said| &said.words.0) {
            if *word == Word::Note {
                continue;
            }
            let code = serde_json::to_value(word).unwrap_or_default();
            let named = naming::of(naming::WORDS, code.as_str().unwrap_or_default());
            blocks.extend(Block::paragraphs(&format!("{named}：{text}")));
        }
        blocks
    }

    fn acting(&self, actor: &Actor) -> String {
        match actor {
            Actor::House => "系统".to_owned(),
            Actor::Reporter { .. } => "诉求人".to_owned(),
            Actor::Staff { account, .. } => {
                let name = self.loaded.names.get(account).map(|name| line(name));
                let unit = self.unit_acting(actor).unwrap_or_default();
                format!("{unit} {}", name.unwrap_or_default()).trim().to_owned()
            }
        }
    }

    fn unit_acting(&self, actor: &Actor) -> Option<String> {
        let unit = actor.unit().map(|unit| cell(&unit_name(self.book, unit)));
        unit.filter(|name| !name.is_empty())
    }

    /// What is known of an order of a platform above.
    fn order(&self) -> Vec<Block> {
        let Some(order) = &self.matter.upstream else { return Vec::new() };
        let day = |at: Option<_>| at.map(|at| self.minute(at)).unwrap_or_default();
        let row = vec![
            cell(&order.source),
            cell(&order.number),
            day(order.due),
            cell(order.state.as_deref().unwrap_or_default()),
            day(order.entered),
        ];
        let heads = [("平台", 3), ("工单号", 4), ("上级时限", 3), ("上级状态", 2), ("回填时间", 3)];
        vec![table(&heads, vec![row])]
    }

    /// Who said it, masked as on the page of the matter; who is sealed is not masked, but hidden.
    fn voices(&self) -> Block {
        let row = |report: &Report| {
            let view = ReportView::of(self.matter, report, &self.loaded.voices, None);
            let name = match (&view.name, view.sealed, view.erased, &report.person) {
                (_, _, Some(_), _) => "已删除".to_owned(),
                (_, true, ..) => "已封存".to_owned(),
                (Some(name), ..) => cell(name),
                (None, .., None) => "匿名".to_owned(),
                (None, .., Some(_)) => "未留姓名".to_owned(),
            };
            vec![
                self.minute(report.at),
                naming::channel(report.channel).to_owned(),
                name,
                view.contact.as_deref().map(cell).unwrap_or_default(),
                (if report.on_behalf { "代诉" } else { "本人" }).to_owned(),
            ]
        };
        let heads = [("时间", 4), ("渠道", 3), ("诉求人", 3), ("联系方式", 4), ("身份", 2)];
        table(&heads, self.matter.reports.iter().map(row).collect())
    }

    fn clocks(&self) -> Paper {
        let titles = &self.procedure.clocks;
        let row = |clock: &MatterClock| {
            let title = titles.iter().find(|rule| rule.name == clock.key.name);
            let title = title.map_or("会商计划", |rule| rule.title.zh.as_str());
            let kept = match (&clock.clock.stopped, clock.superseded) {
                (_, true) => "已改期",
                (Some(_), _) if clock.clock.was_late() => "逾期",
                (Some(_), _) => "按时",
                (None, _) => "未停止",
            };
            vec![
                cell(title),
                clock.clock.limit.map(naming::limit).unwrap_or_default(),
                self.minute(clock.clock.started),
                self.minute(clock.clock.due),
                clock.clock.stopped.map(|at| self.minute(at)).unwrap_or_default(),
                kept.to_owned(),
            ]
        };
        let heads = [("时限", 3), ("时长", 2), ("开始", 4), ("到期", 4), ("停止", 4), ("结果", 2)];
        let rows = self.matter.clocks.iter().map(row).collect();
        self.listed("办理时限", table(&heads, rows))
    }

    fn attachments(&self) -> Paper {
        let row = |(nth, row): (usize, &huisheng_store::file::FileRow)| {
            vec![
                self.file_name(nth),
                cell(&row.mime),
                row.size.to_string(),
                hex::encode(row.sha256),
            ]
        };
        let heads = [("文件", 4), ("格式", 3), ("字节", 2), ("SHA-256", 7)];
        let rows = self.files.iter().enumerate().map(row).collect();
        self.listed("附件清单", table(&heads, rows))
    }

    fn listed(&self, title: &str, table: Block) -> Paper {
        let date = Some(self.day(self.archived));
        Paper { by: None, number: None, title: title.to_owned(), date, body: vec![table] }
    }
}

/// One line, as long as a cell may be.
fn cell(text: &str) -> String {
    line(text).chars().take(CELL).collect()
}

fn table(heads: &[(&str, u8)], rows: Vec<Vec<String>>) -> Block {
    let column = |(head, share): &(&str, u8)| Column {
        head: (*head).to_owned(),
        share: *share,
        align: Align::Left,
    };
    Block::Table(Table { caption: None, columns: heads.iter().map(column).collect(), rows })
}
