//! Which matters go out.

use anyhow::bail;
use clap::Args;
use huisheng_store::matter::Summary;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::What;
use crate::naming;

/// Filters of matters and histories; all of them hold.
#[derive(Args, Clone, Debug, Default)]
pub struct Only {
    /// Only matters an import found odd 存疑.
    #[arg(long)]
    pub flagged: bool,
    /// Only matters that were late once 曾逾期.
    #[arg(long)]
    pub late: bool,
    /// Only this channel, by code or name: WECHAT, 微信.
    #[arg(long, value_parser = |text: &str| code(naming::CHANNELS, text))]
    pub channel: Option<String>,
    /// Only this kind, by code or name: complaint, 投诉.
    #[arg(long, value_parser = |text: &str| code(naming::KINDS, text))]
    pub kind: Option<String>,
    /// Only this stage, by code or name: handling, 办.
    #[arg(long, value_parser = |text: &str| code(naming::STAGES, text))]
    pub stage: Option<String>,
    /// Only this ending, by code or name: verified.
    #[arg(long, value_parser = |text: &str| code(naming::ENDINGS, text))]
    pub ending: Option<String>,
    /// Only matters received on this day or later, 2026-10-01.
    #[arg(long)]
    pub from: Option<Date>,
    /// Only matters received on this day or earlier.
    #[arg(long)]
    pub to: Option<Date>,
}

/// A stable code by itself or by its name.
fn code(names: naming::Names, text: &str) -> Result<String, String> {
    let found = names.iter().find(|(code, name)| *code == text || *name == text);
    found.map(|(code, _)| (*code).to_owned()).ok_or_else(|| {
        let all: Vec<String> = names.iter().map(|(code, name)| format!("{code} {name}")).collect();
        format!("one of: {}", all.join(", "))
    })
}

impl Only {
    /// Whether anything is asked.
    fn asks(&self) -> bool {
        let words = [&self.channel, &self.kind, &self.stage, &self.ending];
        self.flagged
            || self.late
            || words.iter().any(|word| word.is_some())
            || self.from.or(self.to).is_some()
    }

    pub(super) fn fits(&self, what: What) -> anyhow::Result<()> {
        if self.asks() && !matches!(what, What::Matters | What::Histories) {
            bail!("only matters and histories can be filtered");
        }
        Ok(())
    }

    pub(super) fn holds(&self, matter: &Summary, zone: &TimeZone) -> bool {
        let is = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        let day = matter.received.to_zoned(zone.clone()).date();
        (!self.flagged || matter.flagged)
            && (!self.late || matter.late)
            && is(&self.channel, &matter.channel)
            && is(&self.kind, &matter.kind)
            && is(&self.stage, &matter.stage)
            && is(&self.ending, matter.ending.as_deref().unwrap_or_default())
            && self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
    }
}
