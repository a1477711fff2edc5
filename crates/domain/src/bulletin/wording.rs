//! The words a bulletin begins with, to be edited: what the figures say, in the form in which offices write it. Bulletins
//! are documents of a Chinese office, so there is no other language.

use std::fmt::Write;

use super::{Bulletin, BulletinLine, BulletinSpan, BulletinText};
use crate::tally::{Figures, Rates};

/// Units named in a sentence, at most; the table names all.
const NAMED: usize = 5;

impl Bulletin {
    /// Title and text as the figures give them. Document number and 主送 stay as they were.
    pub fn worded(&self) -> BulletinText {
        let period = self.period();
        BulletinText {
            title: format!("关于{period}接诉即办办理情况的通报"),
            summary: self.summary(&period),
            problems: self.problems(),
            demands: "请各单位对照本通报逐件核查，超期事项限期办结，未解决、不满意事项重新联系诉求人办理，办理结果及时反馈。"
                .to_owned(),
            ..self.text.clone()
        }
    }

    /// `2026年11月23日至29日`.
    fn period(&self) -> String {
        let (from, to) = (self.from, self.to);
        let day = |d: jiff::civil::Date| format!("{}年{}月{}日", d.year(), d.month(), d.day());
        match self.span {
            _ if from == to => day(from),
            BulletinSpan::Month => format!("{}年{}月", from.year(), from.month()),
            _ if (from.year(), from.month()) == (to.year(), to.month()) => {
                format!("{}至{}日", day(from), to.day())
            }
            _ if from.year() == to.year() => {
                format!("{}至{}月{}日", day(from), to.month(), to.day())
            }
            _ => format!("{}至{}", day(from), day(to)),
        }
    }

    fn summary(&self, period: &str) -> String {
        let Figures { received, assigned, due, due_kept, called_back, rated, .. } = self.total;
        let (raw, after) = (self.total.rates(), self.total.rates_after_exclusions());
        let both = |of: fn(&Rates) -> Option<f64>| {
            let (raw, after) = (percent(of(&raw)), percent(of(&after)));
            if raw == after { raw } else { format!("{raw}（剔除后{after}）") }
        };
        let mut text = format!("{period}，共收到诉求{received}件，交办{assigned}件");
        if let Some(rate) = raw.signed_in_on_time {
            let _ = write!(text, "，及时签收率{rate:.2}%");
        }
        text += "。";
        if due > 0 {
            let rate = both(|rates| rates.on_time);
            let _ = write!(text, "到期应办结{due}件，按时办结{due_kept}件，按时办结率{rate}。");
        } else {
            text += "没有到期应办结的事项。";
        }
        if called_back > 0 {
            let _ = write!(
                text,
                "回访{called_back}件，解决率{}，满意率{}。",
                both(|rates| rates.solved),
                both(|rates| rates.satisfied)
            );
        }
        if rated > 0 {
            let rate = both(|rates| rates.rated_satisfied);
            let _ = write!(text, "诉求人自主评价{rated}次，满意率{rate}。");
        }
        text
    }

    fn problems(&self) -> String {
        let missed = |figures: &Figures| figures.due - figures.due_kept;
        let unsolved = |figures: &Figures| figures.called_back - figures.called_back_solved;
        let mut said = Vec::new();
        let all = [
            ("超期未按时办结", "件", missed as fn(&Figures) -> i64),
            ("退单", "件", |figures| figures.returned),
            ("回访未解决", "件", unsolved),
            ("回访不满意", "件", |figures| {
                figures.called_back - figures.called_back_satisfied
            }),
        ];
        for (what, unit, of) in all {
            let n = of(&self.total);
            if n > 0 {
                said.push(format!("{what}{n}{unit}，主要涉及{}。", worst(&self.lines, of)));
            }
        }
        if self.overdue() > 0 {
            said.push(format!("截至统计时仍有{}件超期未办结，见附件。", self.overdue()));
        }
        if said.is_empty() {
            "本期未发现突出问题。".to_owned()
        } else {
            said.join("\n\n")
        }
    }
}

/// `城管科（3件）、住建科（1件）`: those with most first.
fn worst(lines: &[BulletinLine], of: impl Fn(&Figures) -> i64) -> String {
    let mut worst: Vec<(i64, &str)> =
        lines.iter().map(|line| (of(&line.figures), line.name.as_str())).collect();
    worst.retain(|(n, _)| *n > 0);
    worst.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
    let named: Vec<String> =
        worst.iter().take(NAMED).map(|(n, name)| format!("{name}（{n}件）")).collect();
    let more = if worst.len() > NAMED { "等" } else { "" };
    format!("{}{more}", named.join("、"))
}

/// `98.21%`; none where exclusions left nothing to divide by.
fn percent(rate: Option<f64>) -> String {
    rate.map_or_else(|| "无".to_owned(), |rate| format!("{rate:.2}%"))
}
