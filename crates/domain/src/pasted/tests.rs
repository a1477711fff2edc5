use proptest::prelude::*;

use super::{Pasted, read};
use crate::personal::telephones;

fn found(text: &str) -> (Option<String>, Option<String>, String) {
    let Pasted { name, phone, words, .. } = read(text);
    (name, phone, words)
}

#[test]
fn name_and_telephone_are_found_beside_each_other() {
    for (text, name, phone) in [
        ("新安花园3号楼路灯不亮，王女士13900000001", Some("王女士"), Some("13900000001")),
        ("路灯不亮 联系人王女士，电话：139 0000 0001", Some("王女士"), Some("139 0000 0001")),
        ("李建国 13900000001 楼道堆杂物", Some("李建国"), Some("13900000001")),
        ("13900000001（张师傅）反映井盖坏了", Some("张师傅"), Some("13900000001")),
        ("我叫欧阳建国，住3号楼，打0532-88881234", Some("欧阳建国"), Some("0532-88881234")),
        ("我是新安花园的业主，楼道灯坏了", None, None),
        ("楼道灯坏了三天没人管", None, None),
        // What stands before the number is no name.
        ("物业电话13900000001没人接", None, Some("13900000001")),
        ("联系人王建国师傅，手机号码13900000001", Some("王建国师傅"), Some("13900000001")),
        // An identity number is no telephone.
        ("身份证11010519491231002X", None, None),
    ] {
        let (found_name, found_phone, words) = found(text);
        assert_eq!(found_name.as_deref(), name, "{text}");
        assert_eq!(found_phone.as_deref(), phone, "{text}");
        assert_eq!(words, text);
    }
}

#[test]
fn the_lines_of_a_chat_are_taken_off_where_one_member_wrote() {
    for text in [
        "3号楼王姐 2026/11/30 08:12\n楼道灯坏了\n三天没人管",
        "3号楼王姐:\n楼道灯坏了\n三天没人管",
        "3号楼王姐：\n楼道灯坏了\n\n3号楼王姐 8:13:05\n三天没人管",
        "3号楼王姐 昨天 20:10\n楼道灯坏了\n3号楼王姐 11-30 08:13\n[图片]\n三天没人管",
    ] {
        let Pasted { name, words, .. } = read(text);
        assert_eq!(name.as_deref(), Some("3号楼王姐"), "{text}");
        assert_eq!(words.replace("\n\n", "\n"), "楼道灯坏了\n三天没人管", "{text}");
    }
}

#[test]
fn of_several_members_nobody_is_taken_for_the_reporter() {
    let text = "王姐 08:12\n楼道灯坏了\n李哥 08:13\n我家也是";
    assert_eq!(found(text), (None, None, text.to_owned()));
}

#[test]
fn what_looks_like_a_line_of_a_chat_and_is_none_stays() {
    for text in [
        "昨天 20:10\n停电了",
        "请注意，通知如下：\n停水",
        "各位领导：\n楼道灯坏了",
        "您好：\n楼道灯坏了",
        "诉求内容：\n楼道灯坏了",
        "工作时间 我打了三次 没人接",
    ] {
        assert_eq!(read(text).words, text);
        assert_eq!(read(text).name, None, "{text}");
    }
}

#[test]
fn files_that_were_left_behind_are_counted() {
    let Pasted { words, files, .. } = read("王姐 08:12\n[图片]\n王姐 08:12\n[图片]\n楼道灯坏了");
    assert_eq!((words.as_str(), files), ("楼道灯坏了", 2));
}

proptest! {
    #[test]
    fn nothing_is_said_that_was_not_pasted(text in "[王李建国女士我叫电话联系人139 0-9:：，。\n\\[图片\\]/]{0,60}") {
        let Pasted { name, phone, words, .. } = read(&text);
        let phoned = phone.is_some();
        for piece in [name, phone].into_iter().flatten() {
            prop_assert!(text.contains(&piece), "{piece}");
        }
        prop_assert!(words.lines().all(|line| text.contains(line)));
        // No telephone gets lost.
        prop_assert_eq!(phoned, !telephones(&text).is_empty());
    }
}
