//! Matters as a table, as worklists show them: for files that offices work on.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::matter::view::MatterLine;
use crate::naming;
use crate::table::writer::Value;

/// The columns.
pub const HEADER: [&str; 19] = [
    "编号",
    "标题",
    "诉求类型",
    "渠道",
    "严重程度",
    "紧急程度",
    "环节",
    "待办岗位",
    "分类",
    "区划",
    "主办单位",
    "灯",
    "到期时间",
    "曾逾期",
    "结束方式",
    "存疑",
    "收到时间",
    "最近变化",
    "版本",
];

/// A matter as a row; instants as the local time of the reader.
pub fn cells<'l>(line: &'l MatterLine, zone: &TimeZone) -> Vec<Value<'l>> {
    let at = |at: Timestamp| Value::Instant(at.to_zoned(zone.clone()).datetime());
    let name = |name: &'l Option<String>| {
        name.as_deref().map_or(Value::Empty, |name| Value::Text(name.into()))
    };
    vec![
        line.number.as_str().into(),
        line.title.as_str().into(),
        naming::of(naming::KINDS, &line.kind).into(),
        naming::of(naming::CHANNELS, &line.channel).into(),
        naming::of(naming::DEGREES, &line.severity).into(),
        naming::of(naming::DEGREES, &line.urgency).into(),
        naming::of(naming::STAGES, &line.stage).into(),
        naming::of(naming::DESKS, &line.owner).into(),
        name(&line.category),
        name(&line.division),
        name(&line.lead),
        naming::of(naming::LIGHTS, line.light.code()).into(),
        line.next_due.map_or(Value::Empty, at),
        Value::Flag(line.late),
        line.ending
            .as_deref()
            .map_or(Value::Empty, |ending| naming::of(naming::ENDINGS, ending).into()),
        Value::Flag(line.flagged),
        at(line.received),
        at(line.changed),
        Value::Integer(line.version.into()),
    ]
}
