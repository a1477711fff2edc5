//! The questions of a callback 回访, and what may be answered. DOMAIN §6.1.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Choice, Wording};

/// How a question is answered. Own words stand beside the event, never in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnswerKind {
    /// Yes or no.
    YesNo,
    /// 解决, 基本解决, 未解决.
    Solved,
    /// 1 to 5.
    Level,
    /// One of the choices.
    Choice,
    /// The reporter's own words, once a callback: `reason`.
    Words,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallbackQuestion {
    /// Under which the answer is kept.
    pub code: String,
    /// As it is asked.
    pub title: Wording,
    /// How it is answered.
    pub answer: AnswerKind,
    /// For `choice`.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// May not be left out.
    #[serde(default)]
    pub required: bool,
}

/// An answer to a question of the procedure's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum QuestionAnswer {
    /// Yes or no.
    YesNo(bool),
    /// 1 to 5.
    Level(u8),
    /// The code of a choice.
    Choice(String),
}

impl CallbackQuestion {
    /// Asked in every procedure, for the figures count them.
    const ALWAYS: [(&'static str, AnswerKind); 3] = [
        ("contacted", AnswerKind::YesNo),
        ("solved", AnswerKind::Solved),
        ("satisfied", AnswerKind::Level),
    ];

    /// Has a place of its own in a verdict, whether it is asked or not.
    const OWN_PLACE: [(&'static str, AnswerKind); 2] =
        [("manner", AnswerKind::Level), ("reason", AnswerKind::Words)];

    fn of(code: &str, zh: &str, en: &str, answer: AnswerKind, required: bool) -> Self {
        let title = Wording { zh: zh.to_owned(), en: en.to_owned() };
        Self { code: code.to_owned(), title, answer, choices: Vec::new(), required }
    }

    /// The questions of the issue: contacted, solved, satisfied, manner, reason.
    pub(super) fn usual() -> Vec<Self> {
        vec![
            Self::of(
                "contacted",
                "承办单位是否联系您？",
                "Did the office contact you?",
                AnswerKind::YesNo,
                true,
            ),
            Self::of("solved", "问题是否解决？", "Was it put right?", AnswerKind::Solved, true),
            Self::of(
                "satisfied",
                "您对办理结果是否满意？",
                "How satisfied are you with the result?",
                AnswerKind::Level,
                true,
            ),
            Self::of(
                "manner",
                "您对工作人员态度是否满意？",
                "How was the manner of the staff?",
                AnswerKind::Level,
                false,
            ),
            Self::of(
                "reason",
                "原因或建议",
                "Reasons, or what to do better",
                AnswerKind::Words,
                false,
            ),
        ]
    }

    /// What is wrong with a list of questions: the code of the first that cannot be.
    pub(super) fn wrong(questions: &[Self]) -> Option<&str> {
        let codes = || questions.iter().map(|question| question.code.as_str());
        let answered = |code: &str| questions.iter().find(|q| q.code == code).map(|q| q.answer);
        let missing = Self::ALWAYS.into_iter().find(|(code, kind)| answered(code) != Some(*kind));
        let misplaced = Self::OWN_PLACE
            .into_iter()
            .find(|(code, kind)| answered(code).is_some_and(|answer| answer != *kind));
        let known =
            |code: &str| Self::ALWAYS.iter().chain(&Self::OWN_PLACE).any(|own| own.0 == code);
        let unfit = questions.iter().find(|question| {
            let choice = question.answer == AnswerKind::Choice;
            let own = matches!(question.answer, AnswerKind::Solved | AnswerKind::Words);
            choice == question.choices.is_empty()
                || (own && !known(&question.code))
                || super::choice::wrong(question.choices.iter().map(|c| c.code.as_str())).is_some()
        });
        super::choice::wrong(codes())
            .or_else(|| missing.or(misplaced).map(|(code, _)| code))
            .or_else(|| unfit.map(|question| question.code.as_str()))
    }

    /// Whether its answer stands under its code among the further answers of a verdict.
    pub fn is_further(&self) -> bool {
        let fixed = Self::ALWAYS.iter().chain(&Self::OWN_PLACE);
        !fixed.into_iter().any(|(code, _)| *code == self.code)
    }

    /// Whether this is an answer to it.
    pub fn takes(&self, answer: &QuestionAnswer) -> bool {
        match (self.answer, answer) {
            (AnswerKind::YesNo, QuestionAnswer::YesNo(_)) => true,
            (AnswerKind::Level, QuestionAnswer::Level(level)) => (1..=5).contains(level),
            (AnswerKind::Choice, QuestionAnswer::Choice(code)) => {
                Choice::is_among(&self.choices, code)
            }
            _ => false,
        }
    }
}
