//! What somebody copied out of a chat group: who wrote it, how to reach the person, and the words. It is proposed to
//! whoever enters it, who sees it and decides.

mod person;
mod place;

#[cfg(test)]
mod tests;

use crate::personal::telephones;
use person::{introduced, person};
pub use place::place;

/// The longest name of a member that is taken for one.
const SENDER: usize = 30;
/// What chats put in the place of a file when they are copied.
const FILES: [&str; 8] =
    ["[图片]", "[视频]", "[语音]", "[文件]", "[位置]", "[Photo]", "[Video]", "[Audio]"];

/// What makes a line with a colon at its end a greeting, or the head of what follows.
const NO_MEMBER: [&str; 15] = [
    "您好", "你好", "领导", "尊敬", "各位", "如下", "情况", "内容", "反映", "诉求", "问题", "地址",
    "地点", "电话", "时间",
];

/// What was found in a copied text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Who said it: named beside the telephone or by himself, else the one member of the chat who wrote.
    pub name: Option<String>,
    /// The first telephone, as it was written.
    pub phone: Option<String>,
    /// The words, without the lines by which a chat says who wrote when.
    pub words: String,
    /// Photos, recordings and other files that were left behind when the text was copied.
    pub files: usize,
}

/// Reads a copied text. Of several members of a chat nobody is taken for the one who reports, and all words are left as
/// they stand.
pub fn read(text: &str) -> Pasted {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let senders: Vec<&str> = lines.iter().filter_map(|line| sender(line)).collect();
    let one = senders.first().filter(|first| senders.iter().all(|other| other == *first));
    let files = lines.iter().filter(|line| FILES.contains(line)).count();
    let said = lines
        .iter()
        .filter(|line| !FILES.contains(line) && (one.is_none() || sender(line).is_none()));
    let words = said.copied().collect::<Vec<_>>().join("\n").trim().to_owned();
    let chars: Vec<char> = words.chars().collect();
    let phones = telephones(&words);
    let phone = phones.first().map(|at| chars[at.clone()].iter().collect());
    let beside = phones.first().and_then(|at| person(&chars, at));
    let name = beside.or_else(|| introduced(&words)).or_else(|| one.map(|&one| one.to_owned()));
    Pasted { name, phone, words, files }
}

/// The member a line names before what that member wrote: `王姐 2026/11/30 08:12`, `王姐:`.
fn sender(line: &str) -> Option<&str> {
    let named = |name: &str| {
        let length = name.chars().count();
        (1..=SENDER).contains(&length)
            && !name.contains(['，', '。', '！', '？', ',', '：', ':'])
            && telephones(name).is_empty()
    };
    if let Some(name) = line.strip_suffix([':', '：']) {
        let says = |name: &str| NO_MEMBER.iter().any(|word| name.contains(word));
        return Some(name.trim()).filter(|name| named(name) && !says(name));
    }
    let (rest, time) = line.rsplit_once(char::is_whitespace)?;
    if !is_time(time) {
        return None;
    }
    let rest = rest.trim();
    let name = match rest.rsplit_once(char::is_whitespace) {
        Some((name, day)) if is_day(day) => name.trim(),
        _ => rest,
    };
    Some(name).filter(|name| named(name) && !is_day(name))
}

/// `8:12` or `08:12:33`.
fn is_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let digits =
        |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(digits)
}

/// `2026/11/30`, `11-30`, `2026年11月30日`, 昨天.
fn is_day(text: &str) -> bool {
    let of_digits =
        |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.' | '年' | '月' | '日');
    let written = text.chars().all(of_digits) && text.chars().any(|c| c.is_ascii_digit());
    written || ["今天", "昨天", "前天", "上午", "下午", "晚上"].contains(&text)
}
