//! 影响评估、泄露事件: what the security administrator writes down, and the notice a breach asks for.
//! 个人信息保护法 art. 55–57.
//!
//! It tells of kinds of data and of numbers of people, never of one: telephones and identity numbers in its words are starred.
//! But for whom to ask, which is an office and its telephone.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use crate::personal::{self, Stays};

#[cfg(test)]
mod tests;

/// Characters of one field, at most.
pub const MOST: usize = 4_000;

/// One entry. What stands in it beside is passed over: the tag is a field that neither of the two knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[schema(as = RegisterBody)]
pub enum Body {
    /// 个人信息保护影响评估.
    Assessment(Assessment),
    /// 个人信息泄露事件.
    Breach(Breach),
}

/// 影响评估: art. 55–56. Kept for three years at least; nothing here takes one away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ImpactAssessment)]
pub struct Assessment {
    /// 处理活动: what is done with which data, and whether that is lawful and necessary.
    pub processing: String,
    /// 风险: what it does to the rights of a person, and how likely.
    pub risk: String,
    /// 保护措施, and whether they fit the risk.
    pub measures: String,
    /// 结论.
    pub conclusion: Conclusion,
    /// The day of it.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
}

/// What an assessment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AssessmentConclusion)]
pub enum Conclusion {
    /// 可以处理.
    May,
    /// 落实措施后处理.
    WithMeasures,
    /// 不得处理.
    MayNot,
}

/// 泄露事件: art. 57.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataBreach)]
pub struct Breach {
    /// 何事: leaked, changed or lost; what happened.
    pub what: String,
    /// When it happened, as far as is known.
    pub happened: Timestamp,
    /// When it was found.
    pub found: Timestamp,
    /// 原因.
    pub cause: String,
    /// 种类: which kinds of data.
    pub data: String,
    /// About how many persons.
    pub persons: u32,
    /// 可能造成的危害.
    pub harm: String,
    /// 补救措施: what was done.
    pub measures: String,
    /// 减轻危害的措施: what persons can do themselves.
    pub advice: String,
    /// 联系方式: whom they may ask, an office and its telephone.
    pub contact: String,
    /// Measures keep harm away with certainty, so the persons need not be told; why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_told: String,
}

/// Why an entry is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidEntry {
    /// A field that the law asks for is empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The number of an identity card stands where people are told whom to ask.
    #[error("an identity number stands in {0}")]
    Personal(&'static str),
    /// It cannot be so.
    #[error("{0} cannot be")]
    Invalid(&'static str),
}

impl Body {
    /// The stable code of what it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Assessment(_) => "assessment",
            Self::Breach(_) => "breach",
        }
    }

    /// As it is kept: numbers that people could be known by are starred.
    #[must_use]
    pub fn starred(mut self) -> Self {
        let fields: Vec<&mut String> = match &mut self {
            Self::Assessment(of) => vec![&mut of.processing, &mut of.risk, &mut of.measures],
            Self::Breach(of) => vec![
                &mut of.what,
                &mut of.cause,
                &mut of.data,
                &mut of.harm,
                &mut of.measures,
                &mut of.not_told,
            ],
        };
        for text in fields {
            if let Some(starred) = personal::starred(text, &[""; 0], Stays::Part) {
                *text = starred;
            }
        }
        self
    }

    /// Whether it says all that the law asks, on that day and at that instant.
    ///
    /// # Errors
    /// It does not.
    pub fn check(&self, today: Date, now: Timestamp) -> Result<(), InvalidEntry> {
        match self {
            Self::Assessment(of) => {
                let fields = [
                    ("processing", &of.processing),
                    ("risk", &of.risk),
                    ("measures", &of.measures),
                ];
                filled(&fields)?;
                if of.day > today { Err(InvalidEntry::Invalid("day")) } else { Ok(()) }
            }
            Self::Breach(of) => {
                let fields = [
                    ("what", &of.what),
                    ("cause", &of.cause),
                    ("data", &of.data),
                    ("harm", &of.harm),
                    ("measures", &of.measures),
                    ("advice", &of.advice),
                    ("contact", &of.contact),
                ];
                filled(&fields)?;
                fits("not_told", &of.not_told)?;
                for (field, text) in [("advice", &of.advice), ("contact", &of.contact)] {
                    if personal::holds_identity(text) {
                        return Err(InvalidEntry::Personal(field));
                    }
                }
                if of.found > now {
                    return Err(InvalidEntry::Invalid("found"));
                }
                if of.happened > of.found { Err(InvalidEntry::Invalid("happened")) } else { Ok(()) }
            }
        }
    }
}

fn filled(fields: &[(&'static str, &String)]) -> Result<(), InvalidEntry> {
    for (field, text) in fields {
        if text.trim().is_empty() {
            return Err(InvalidEntry::Missing(field));
        }
        fits(field, text)?;
    }
    Ok(())
}

fn fits(field: &'static str, text: &str) -> Result<(), InvalidEntry> {
    if text.chars().count() > MOST { Err(InvalidEntry::Invalid(field)) } else { Ok(()) }
}
