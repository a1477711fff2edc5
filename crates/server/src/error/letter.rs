//! Why there is no PDF of a letter.

use axum::http::StatusCode;

use super::{Problem, Text};
use crate::letter::LetterError;

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "letter_character",
    "letter_failed",
    "letter_refused",
    "letters_not_installed",
    "letters_without_fonts",
];

impl From<LetterError> for Problem {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::NotInstalled => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "letters_not_installed", NOT_INSTALLED)
            }
            LetterError::NoFonts => {
                tracing::warn!(%error, "letter");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "letters_without_fonts", NO_FONTS)
            }
            LetterError::Refused { field } => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "letter_refused", REFUSED).field(field)
            }
            LetterError::NoGlyph { character } => {
                let code = "letter_character";
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, NO_GLYPH);
                // Who wrote it has to find it.
                let point = u32::from(character);
                problem.zh.reason = format!("{}：{character}（U+{point:04X}）", problem.zh.reason);
                problem.en.reason = format!("{}: {character} (U+{point:04X})", problem.en.reason);
                problem
            }
            LetterError::Busy => Self::unavailable(),
            error @ LetterError::Failed(_) => {
                tracing::error!(%error, "letter");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "letter_failed", FAILED)
            }
        }
    }
}

const NOT_INSTALLED: Text = Text {
    zh: (
        "本系统没有安装公文排版程序，不能生成 PDF",
        "请系统管理员把 huisheng-letter 放在 huisheng 旁边，或在配置 [letter] program 中写明其位置，然后运行 huisheng doctor",
    ),
    en: (
        "the program that makes letters is not installed: there is no PDF",
        "ask the system administrator to put huisheng-letter beside huisheng, or to name it as [letter] program, and to run huisheng doctor",
    ),
};
const NO_FONTS: Text = Text {
    zh: (
        "服务器上没有中文字体，不能生成公文 PDF",
        "请系统管理员安装 fonts-noto-cjk，或在配置 [letter] fonts 中写明字体文件夹，然后运行 huisheng doctor",
    ),
    en: (
        "the server has no Chinese font: there is no PDF of a letter",
        "ask the system administrator to install fonts-noto-cjk, or to name a folder of fonts as [letter] fonts, and to run huisheng doctor",
    ),
};
const REFUSED: Text = Text {
    zh: ("公文的这一部分过长、为空，或含有不能打印的字符", "请修改 field 所指的部分"),
    en: (
        "this part of the letter is too long, empty, or has a character that cannot be printed",
        "correct the part that `field` names",
    ),
};
const NO_GLYPH: Text = Text {
    zh: ("服务器上没有字体能显示公文中的一个字", "请系统管理员安装有此字的字体，或改用其他写法"),
    en: (
        "no font of the server has a character of the letter",
        "ask the system administrator for a font that has it, or write it otherwise",
    ),
};
const FAILED: Text = Text {
    zh: (
        "公文没有排成，原因已记入系统日志",
        "请稍后再试；仍不成功，请系统管理员运行 huisheng doctor",
    ),
    en: (
        "the letter could not be made; why stands in the log of the server",
        "try again later; if it fails again, ask the system administrator to run huisheng doctor",
    ),
};
