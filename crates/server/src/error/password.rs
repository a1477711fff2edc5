//! Why a password will not do.

use axum::http::StatusCode;
use huisheng_domain::sign_in::PasswordRefusal;

use super::{Problem, Text};

impl From<PasswordRefusal> for Problem {
    fn from(refusal: PasswordRefusal) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "password_refused", words(refusal)).field("new")
    }
}

const LONGER: (&str, &str) = (
    "请多用几个不相干的字词，如三四个词连起来；不必用特殊符号",
    "put three or four words together that have nothing to do with each other; no signs are needed",
);

fn words(refusal: PasswordRefusal) -> Text {
    let (zh, en) = match refusal {
        PasswordRefusal::Short => {
            ("密码太短，至少要 10 个字符", "the password is shorter than 10 characters")
        }
        PasswordRefusal::Long => {
            return Text {
                zh: ("密码太长，最多 200 个字符", "请缩短后再提交"),
                en: ("the password is longer than 200 characters", "shorten it and send again"),
            };
        }
        PasswordRefusal::Own => (
            "密码里有您的登录名、姓名或单位，别人容易猜到",
            "your name, sign-in name or unit stands in the password, which is guessed soon",
        ),
        PasswordRefusal::Known => {
            ("这是常见的密码，或与常见的很像", "this is a common password, or much like one")
        }
        PasswordRefusal::Row => (
            "密码是键盘上相邻的键，容易猜到",
            "the password is keys that lie beside each other, which is guessed soon",
        ),
        PasswordRefusal::Repeated => (
            "密码是同样内容的重复，容易猜到",
            "the password repeats the same, which is guessed soon",
        ),
        PasswordRefusal::Sequence => (
            "密码是连续的数字或字母，容易猜到",
            "the password is digits or letters in their order, which is guessed soon",
        ),
        PasswordRefusal::Date => (
            "密码只是日期或年份，容易猜到",
            "the password is little but a date or a year, which is guessed soon",
        ),
        PasswordRefusal::Guessable => ("密码容易猜到", "the password is guessed with few tries"),
        PasswordRefusal::UsedBefore => {
            return Text {
                zh: ("这是最近用过的密码", "请换一个最近五次没有用过的密码"),
                en: ("this password was used before", "choose one that is not among the last five"),
            };
        }
    };
    Text { zh: (zh, LONGER.0), en: (en, LONGER.1) }
}
