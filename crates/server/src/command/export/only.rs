//! Which matters go out.

use anyhow::bail;
use clap::Args;
use huisheng_domain::matter::{Channel, EndingKind, Kind, Stage};
use huisheng_store::matter::Filter;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::What;
use crate::naming;

/// Filters of matters and histories; all of them hold.
#[derive(Args, Clone, Debug, Default, Serialize)]
pub struct Only {
    /// Only matters an import found odd 存疑.
    #[arg(long)]
    pub flagged: bool,
    /// Only matters that were late once 曾逾期.
    #[arg(long)]
    pub late: bool,
    /// Only this channel, by code or name: WECHAT, 微信.
    #[arg(long, value_parser = |text: &str| of_code::<Channel>(naming::CHANNELS, text))]
    pub channel: Option<Channel>,
    /// Only this kind, by code or name: complaint, 投诉.
    #[arg(long, value_parser = |text: &str| of_code::<Kind>(naming::KINDS, text))]
    pub kind: Option<Kind>,
    /// Only this stage, by code or name: handling, 办.
    #[arg(long, value_parser = |text: &str| of_code::<Stage>(naming::STAGES, text))]
    pub stage: Option<Stage>,
    /// Only this ending, by code or name: verified.
    #[arg(long, value_parser = |text: &str| of_code::<EndingKind>(naming::ENDINGS, text))]
    pub ending: Option<EndingKind>,
    /// Only matters received on this day or later, 2026-10-01.
    #[arg(long)]
    pub from: Option<Date>,
    /// Only matters received on this day or earlier.
    #[arg(long)]
    pub to: Option<Date>,
}

/// What a stable code or its name stands for.
fn of_code<T: DeserializeOwned>(names: naming::Names, text: &str) -> Result<T, String> {
    let found = names.iter().find(|(code, name)| *code == text || *name == text);
    let read = found.and_then(|(code, _)| serde_json::from_value((*code).into()).ok());
    read.ok_or_else(|| {
        let all: Vec<String> = names.iter().map(|(code, name)| format!("{code} {name}")).collect();
        format!("one of: {}", all.join(", "))
    })
}

impl Only {
    /// Whether anything is asked.
    fn asks(&self) -> bool {
        self.flagged
            || self.late
            || self.channel.is_some()
            || self.kind.is_some()
            || self.stage.is_some()
            || self.ending.is_some()
            || self.from.or(self.to).is_some()
    }

    pub(super) fn fits(&self, what: What) -> anyhow::Result<()> {
        if self.asks() && !matches!(what, What::Matters | What::Histories) {
            bail!("only matters and histories can be filtered");
        }
        Ok(())
    }

    /// As the worklists are asked; days are those of `zone`.
    pub(super) fn filter(&self, zone: &TimeZone) -> anyhow::Result<Filter> {
        let start = |day: Date| Ok::<_, jiff::Error>(day.to_zoned(zone.clone())?.timestamp());
        let behind = self.to.map(|to| to.tomorrow().and_then(start)).transpose()?;
        Ok(Filter {
            kind: self.kind,
            stage: self.stage,
            channel: self.channel,
            ending: self.ending,
            from: self.from.map(start).transpose()?,
            until: behind,
            late: self.late,
            flagged: self.flagged,
            ..Filter::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: DeserializeOwned + PartialEq + std::fmt::Debug>(names: naming::Names) {
        for (code, name) in names {
            let read = of_code::<T>(names, code);
            assert!(read.is_ok(), "{code}");
            assert_eq!(of_code(names, name), read);
        }
        assert!(of_code::<T>(names, "没有").unwrap_err().contains(names[0].1));
    }

    #[test]
    fn each_code_and_each_name_stands_for_a_value() {
        all::<Channel>(naming::CHANNELS);
        all::<Kind>(naming::KINDS);
        all::<Stage>(naming::STAGES);
        all::<EndingKind>(naming::ENDINGS);
    }
}
