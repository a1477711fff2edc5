//! Whether letters can be made, and in which fonts.

use super::Finding;
use crate::letter::{FontPart, LetterError, Typesetter};

/// Asks the program for its fonts. Without it everything else works.
pub(super) async fn letters(typesetter: &Typesetter) -> Finding {
    match typesetter.fonts().await {
        Ok(fonts) => in_fonts(&fonts),
        Err(LetterError::NotInstalled) => Finding::warn(
            "letters",
            "没有公文排版程序，不能生成公文 PDF：请把 huisheng-letter 放在 huisheng 旁边，或写明 [letter] program",
            "there is no program for letters: put huisheng-letter beside huisheng, or name it as [letter] program",
        ),
        Err(LetterError::NoFonts) => Finding::warn(
            "letters",
            "没有中文字体，不能生成公文 PDF：请安装 fonts-noto-cjk，或写明 [letter] fonts",
            "there is no Chinese font for letters: install fonts-noto-cjk, or name a folder as [letter] fonts",
        ),
        Err(error) => Finding::warn(
            "letters",
            format!("公文排版程序不能用：{error}；请重新安装与本程序同一版本的 huisheng-letter"),
            format!(
                "letters cannot be made: {error}; install huisheng-letter of this version anew"
            ),
        ),
    }
}

fn in_fonts(fonts: &[FontPart]) -> Finding {
    let all: Vec<String> =
        fonts.iter().map(|font| format!("{} {}", font.part, font.family)).collect();
    let missing: Vec<&str> =
        fonts.iter().filter(|font| !font.proper).map(|font| font.part.as_str()).collect();
    let (all, missing) = (all.join("，"), missing.join("、"));
    if missing.is_empty() {
        return Finding::ok(
            "letters",
            format!("公文字体：{all}"),
            format!("fonts of letters: {all}"),
        );
    }
    Finding::warn(
        "letters",
        format!(
            "公文缺 {missing}，以其他字体代替（{all}）：请把国标公文字体放入 [letter] fonts 文件夹"
        ),
        format!(
            "letters lack {missing}, other fonts stand in ({all}): put the fonts of GB/T 9704 into the folder [letter] fonts"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn a_font_that_stands_in_is_told() {
        let font = |part: &str, proper| FontPart {
            part: part.into(),
            family: "Noto Serif CJK SC".into(),
            proper,
        };
        let found = in_fonts(&[font("仿宋", false), font("黑体", true)]);
        assert_eq!(found.verdict, Verdict::Warn);
        assert!(found.zh.contains("缺 仿宋，") && found.en.contains("黑体 Noto Serif CJK SC"));
        assert_eq!(in_fonts(&[font("仿宋", true)]).verdict, Verdict::Ok);
    }
}
