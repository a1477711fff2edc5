//! Names of persons in words, found by surname 姓氏 and by how people are addressed 称谓.

use std::ops::Range;

/// The most common surnames (公安部, 2020 年全国姓名报告, the first hundred), which nine of ten people bear.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟\
    姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤";
/// Surnames of two characters.
const DOUBLE: [&str; 8] = ["欧阳", "上官", "司马", "诸葛", "皇甫", "东方", "尉迟", "令狐"];
/// How people are addressed.
const ADDRESSED: [&str; 16] = [
    "女士", "先生", "小姐", "阿姨", "大爷", "大妈", "大娘", "大叔", "大哥", "大姐", "师傅", "老师",
    "奶奶", "爷爷", "叔叔", "婆婆",
];
/// What stands between a name and a telephone.
const BETWEEN: [&str; 7] = ["联系电话", "手机号码", "手机号", "电话号码", "电话", "手机", "号码"];
/// By what people say who they are.
const INTRODUCED: [&str; 6] = ["我叫", "我是", "姓名", "联系人", "诉求人", "来电人"];
/// Characters of a name in full.
const FULL: Range<usize> = 2..5;

/// Who is named beside the telephone that stands at `phone`: before it, else behind it.
pub(super) fn person(chars: &[char], phone: &Range<usize>) -> Option<String> {
    let before: String = chars[..phone.start].iter().collect();
    let mut before = before.trim_end_matches(is_between);
    while let Some(shorter) = BETWEEN.iter().find_map(|word| before.strip_suffix(word)) {
        before = shorter.trim_end_matches(is_between);
    }
    let after: String = chars[phone.end..].iter().collect();
    let after = after.trim_start_matches(is_between);
    let first: String = after.chars().take_while(|c| is_han(*c)).collect();
    addressed(last_run(before))
        .or_else(|| full(last_run(before)))
        .or_else(|| addressed(&first).filter(|name| first == *name).or_else(|| full(&first)))
}

/// Who says of himself what he is called: 我叫王建国.
pub(super) fn introduced(words: &str) -> Option<String> {
    INTRODUCED.iter().find_map(|cue| {
        let (_, said) = words.split_once(cue)?;
        let said = said.trim_start_matches(is_between);
        let run: String = said.chars().take_while(|c| is_han(*c)).collect();
        full(&run).or_else(|| addressed(&run).filter(|name| run == *name))
    })
}

/// The address at the end of `run` with the surname before it: 王女士 of 联系人王女士.
fn addressed(run: &str) -> Option<String> {
    let title = ADDRESSED.iter().find(|title| run.ends_with(*title))?;
    let before: Vec<char> = run[..run.len() - title.len()].chars().collect();
    // The shortest: 王 of 人王, 王建国 of 王建国.
    let name = (1..=before.len().min(FULL.end - 1)).find_map(|length| {
        let name: String = before[before.len() - length..].iter().collect();
        begins_with_surname(&name).then_some(name)
    })?;
    Some(format!("{name}{title}"))
}

/// `run` if it is a name in full.
fn full(run: &str) -> Option<String> {
    (FULL.contains(&run.chars().count()) && begins_with_surname(run)).then(|| run.to_owned())
}

fn begins_with_surname(name: &str) -> bool {
    DOUBLE.iter().any(|double| name.starts_with(double))
        || name.chars().next().is_some_and(|first| SURNAMES.contains(first))
}

/// The characters of names at the end of a text.
fn last_run(text: &str) -> &str {
    let from = text.char_indices().rev().take_while(|(_, c)| is_han(*c)).last();
    from.map_or("", |(at, _)| &text[at..])
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || "：:，,、。.；;（()）-—|/＋+".contains(c)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '·')
}
