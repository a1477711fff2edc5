//! Who speaks, and how it reads.

use super::Dice;

/// A way of speaking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Voice {
    Plain,
    Polite,
    Angry,
    Old,
    Young,
    /// Taken down by telephone dictation.
    Dictated,
    /// A grid worker or an inspector.
    Staff,
    /// A service record.
    Record,
}

const PEOPLE: [(Voice, u32); 7] = [
    (Voice::Plain, 34),
    (Voice::Polite, 16),
    (Voice::Angry, 16),
    (Voice::Old, 12),
    (Voice::Young, 10),
    (Voice::Dictated, 12),
    (Voice::Staff, 0),
];

/// Slips of the input method and of the hand.
const SLIPS: [(&str, &str); 12] = [
    ("已经", "以经"),
    ("反映", "反应"),
    ("漏水", "露水"),
    ("垃圾", "拉圾"),
    ("报修", "保修"),
    ("在", "再"),
    ("做", "作"),
    ("账", "帐"),
    ("坐", "座"),
    ("物业", "务业"),
    ("扰民", "绕民"),
    ("得", "的"),
];

/// How it is said at home.
const DIALECT: [(&str, &str); 10] = [
    ("没有", "没得"),
    ("怎么", "咋"),
    ("孩子", "娃"),
    ("什么", "啥"),
    ("根本", "压根儿"),
    ("特别", "老"),
    ("太危险了", "老悬了"),
    ("我们", "俺们"),
    ("不知道", "不晓得"),
    ("晚上", "晚黑儿"),
];

const FILLERS: [&str; 6] = ["嗯", "那个", "就是说", "然后呢", "对", "怎么说呢"];

impl Voice {
    pub(in crate::demo) fn of_somebody(dice: &mut Dice) -> Self {
        PEOPLE[dice.weighted(PEOPLE.map(|(_, weight)| weight))].0
    }

    pub(super) const fn rule(self) -> &'static str {
        match self {
            Self::Plain | Self::Dictated => "text.plain",
            Self::Polite => "text.polite",
            Self::Angry => "text.angry",
            Self::Old => "text.old",
            Self::Young => "text.young",
            Self::Staff => "text.staff",
            Self::Record => "text.record",
        }
    }

    /// Typing slips, dialect and dictation, now and then.
    pub(super) fn colour(self, mut text: String, dice: &mut Dice) -> String {
        if matches!(self, Self::Staff | Self::Record) {
            return text;
        }
        if dice.chance(9.0) {
            let (right, wrong) = dice.pick(&SLIPS);
            text = text.replacen(right, wrong, 1);
        }
        if self == Self::Old && dice.chance(35.0) || dice.chance(4.0) {
            for (book, home) in DIALECT {
                text = text.replace(book, home);
            }
        }
        if self == Self::Dictated { dictated(&text, dice) } else { text }
    }
}

/// Few stops, many fillers.
fn dictated(text: &str, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len() + 24);
    for letter in text.chars() {
        match letter {
            '。' | '，' | '！' if dice.chance(30.0) => {}
            '。' | '，' | '！' if dice.chance(20.0) => {
                out.push_str(dice.pick::<&str>(&FILLERS));
            }
            '！' => out.push('，'),
            letter => out.push(letter),
        }
    }
    out
}

/// One stop where several met.
pub(super) fn tidy(text: &str) -> String {
    let is_stop = |letter: char| matches!(letter, '。' | '，' | '！' | '？' | '、' | '；' | '~');
    let mut out = String::with_capacity(text.len());
    let mut last = '。';
    for letter in text.chars() {
        if is_stop(letter) && is_stop(last) {
            continue;
        }
        out.push(letter);
        last = letter;
    }
    out
}
