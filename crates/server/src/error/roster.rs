//! Why a shift is refused, or a hand-over, in the words of who keeps a roster.

use axum::http::StatusCode;
use huisheng_domain::roster::{
    HandOverRefusal, PEOPLE, PHONE, REMARKS, SettingsFault, ShiftRefusal,
};
use serde_json::json;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "hand_over_confirmed",
    "hand_over_not_next",
    "hand_over_not_yours",
    "hand_over_too_early",
    "shift_ends",
    "shift_hours",
    "shift_people",
    "shift_personal_phone",
    "shift_phone",
    "shift_twice",
];

impl From<ShiftRefusal> for Problem {
    fn from(refusal: ShiftRefusal) -> Self {
        let unprocessable = |code, text| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text);
        match refusal {
            ShiftRefusal::Ends => unprocessable("shift_ends", ENDS).field("ends"),
            ShiftRefusal::People => unprocessable("shift_people", NOBODY)
                .field("on_duty")
                .facts(json!({ "max": PEOPLE })),
            ShiftRefusal::Twice => unprocessable("shift_twice", TWICE).field("on_duty"),
            ShiftRefusal::Phone => {
                unprocessable("shift_phone", NO_PHONE).field("phone").facts(json!({ "max": PHONE }))
            }
            ShiftRefusal::PersonalPhone => {
                unprocessable("shift_personal_phone", PERSONAL_PHONE).field("phone")
            }
        }
    }
}

impl From<SettingsFault> for Problem {
    fn from(fault: SettingsFault) -> Self {
        match fault {
            SettingsFault::Hours => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "shift_hours", HOURS).field("hours")
            }
            SettingsFault::Phone(refusal) => refusal.into(),
        }
    }
}

impl From<HandOverRefusal> for Problem {
    fn from(refusal: HandOverRefusal) -> Self {
        match refusal {
            HandOverRefusal::NotOnDuty => {
                Self::new(StatusCode::FORBIDDEN, "hand_over_not_yours", NOT_YOURS)
            }
            HandOverRefusal::TooEarly => {
                Self::new(StatusCode::CONFLICT, "hand_over_too_early", TOO_EARLY)
            }
            HandOverRefusal::Remarks => Self::invalid("remarks").facts(json!({ "max": REMARKS })),
            HandOverRefusal::Confirmed => {
                Self::new(StatusCode::CONFLICT, "hand_over_confirmed", CONFIRMED)
            }
            HandOverRefusal::NotNext => {
                Self::new(StatusCode::FORBIDDEN, "hand_over_not_next", NOT_NEXT)
            }
        }
    }
}

const ENDS: Text = Text {
    zh: ("班次的结束时间不对", "结束须晚于开始，一班最长 72 小时"),
    en: ("the shift ends at no time it can", "let it end after it begins, 72 hours later at most"),
};
const NOBODY: Text = Text {
    zh: ("一班须有 1 至 20 名值班员", "请选择值班员"),
    en: ("1 to 20 people are on duty in a shift", "choose who is on duty"),
};
const TWICE: Text = Text {
    zh: ("同一人在一班中出现了两次", "请去掉重复的人；轮排时减少同时值班人数"),
    en: (
        "somebody is named twice in one shift",
        "name each once; in turn, let fewer be on duty at once",
    ),
};
const NO_PHONE: Text = Text {
    zh: ("值班电话不是电话号码", "请填数字，可用空格、括号、短横和“转”，最多 30 个字"),
    en: (
        "the telephone of the duty room is no telephone number",
        "use digits, spaces, brackets and hyphens, 30 characters at most",
    ),
};
const PERSONAL_PHONE: Text = Text {
    zh: ("值班电话不能是个人手机号", "请填值班室的座机或热线号码"),
    en: (
        "a roster that everybody reads has no mobile number of a person",
        "enter the telephone of the duty room",
    ),
};
const HOURS: Text = Text {
    zh: ("白班的结束须晚于开始", "请改正白班时间；夜班自白班结束到次日白班开始"),
    en: (
        "the day shift ends before it begins",
        "correct its hours; the night shift takes the rest of the day",
    ),
};
const NOT_YOURS: Text = Text {
    zh: ("只有本班的值班员或带班领导能交班", "请由本班人员填写"),
    en: ("those on duty in a shift, and who leads it, hand it over", "have one of them write it"),
};
const TOO_EARLY: Text = Text {
    zh: ("离下班还早，不能交班", "请在下班前 2 小时之内填写"),
    en: ("the shift has hours to go", "hand it over from two hours before its end"),
};
const CONFIRMED: Text = Text {
    zh: ("已经有人接班，交班记录不能再改", "新的情况请写在本班的交班记录里"),
    en: (
        "somebody took over: the hand-over stands",
        "write what is new into the hand-over of the next shift",
    ),
};
const NOT_NEXT: Text = Text {
    zh: ("只有下一班的值班员或带班领导能接班", "请由下一班人员确认；排班有误的，请先改值班表"),
    en: (
        "those on duty in the next shift, and who leads it, take over",
        "have one of them confirm it, or correct the roster first",
    ),
};
