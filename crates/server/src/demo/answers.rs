//! Entries of the knowledge base: what people ask each year, one that waits to be published, one that has expired.

use huisheng_domain::id::{AccountId, Id};
use huisheng_domain::knowledge::{Entry, Kept};
use huisheng_store::knowledge::Row;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{DemoArea, Offices};

/// What became of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Told,
    Expired,
    Awaits,
}

/// Office, question, answer, source, days it holds from today, whether residents find it.
type Line = (&'static str, &'static str, &'static str, &'static str, i32, bool, Stands);

const LINES: [Line; 9] = [
    (
        "renshe",
        "社保卡丢了怎么补办",
        "先打 12333 挂失，再带身份证到任一社保卡服务网点补办，当场制卡，首次免费。\n\n行动不便的，可以由家里人带双方身份证代办，或者请网格员帮忙。",
        "社会保障卡业务办理指南（2026 年版）",
        280,
        true,
        Stands::Told,
    ),
    (
        "yibao",
        "城乡居民医保什么时候缴费",
        "每年 9 月 1 日至 12 月 31 日集中缴费，次年 1 月 1 日起享受待遇。在微信、支付宝或村（社区）代办点都能缴。",
        "2027 年度城乡居民医保缴费通告",
        200,
        true,
        Stands::Told,
    ),
    (
        "gongre",
        "家里暖气不热找谁",
        "先看家里阀门是否打开、过滤网是否堵塞。室温低于 18 度的，打供热公司报修电话，2 小时内联系、24 小时内上门测温。",
        "禾青县供热管理办法第二十一条",
        130,
        true,
        Stands::Told,
    ),
    (
        "minzheng",
        "高龄津贴怎么申请",
        "年满 80 周岁的本县户籍老人，带身份证、户口簿、银行卡到户籍所在社区申请，次月起发放。",
        "高龄津贴发放办法（2025 年修订）",
        300,
        true,
        Stands::Told,
    ),
    (
        "jiaotong",
        "老年人乘公交怎么免费",
        "年满 65 周岁，持敬老卡或电子敬老卡刷卡免费乘车，不分户籍。卡在政务服务中心二楼办理，立等可取。",
        "老年人免费乘坐公交车实施细则",
        20,
        true,
        Stands::Told,
    ),
    (
        "zhengwu",
        "政务服务中心周末上班吗",
        "周六 9 时至 12 时、13 时至 16 时办公，受理社保、医保、不动产、公积金事项；周日和法定节假日不办公。",
        "政务服务中心延时服务公告",
        90,
        true,
        Stands::Told,
    ),
    (
        "chengguan",
        "渣土车半夜施工扰民怎么认定",
        "夜间 22 时至次日 6 时施工须有夜间施工许可，并在工地门口公示。没有公示的，按噪声扰民受理，转综合行政执法局现场核查。",
        "噪声污染防治法第四十三条",
        365,
        false,
        Stands::Told,
    ),
    (
        "jiaoyu",
        "秋季小学报名在哪里",
        "在“入学一件事”平台网上报名，审核结果短信通知；网上不会操作的，带户口簿到片区小学现场报名。",
        "2026 年义务教育招生公告",
        -40,
        true,
        Stands::Expired,
    ),
    (
        "zhujian",
        "老旧小区加装电梯有什么补贴",
        "每台补贴 15 万元，由业主委托的实施主体向住房和城乡建设局申请，验收合格后拨付。",
        "既有住宅加装电梯补助办法（征求意见稿）",
        365,
        true,
        Stands::Awaits,
    ),
];

/// An entry with those who wrote and published it.
pub struct DemoAnswer {
    /// As it is written first.
    pub draft: Row,
    /// As it is published, and by whom; none if it waits for that.
    pub told: Option<(Row, AccountId)>,
}

/// The knowledge base of that demo.
pub fn answers(area: &DemoArea, today: Date, now: Timestamp) -> Vec<DemoAnswer> {
    let publisher = area.offices.desks.first().and_then(|desk| desk.dispatch.first().copied());
    let Some(publisher) = publisher else { return Vec::new() };
    let answer = |(nth, line): (usize, &Line)| {
        let (unit, question, answer, source, days, public, stands) = *line;
        let unit = Offices::id(unit);
        let of_unit = area.offices.accounts.iter().find(|account| account.unit == unit);
        let by = of_unit.map_or(AccountId::of_code("demo", "nobody"), |account| account.id);
        let entry = Entry {
            question: question.to_owned(),
            answer: answer.to_owned(),
            category: None,
            unit,
            source: source.to_owned(),
            until: today.saturating_add(days.days()),
            public,
        };
        let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
        let draft = Row {
            id: Id::<()>::of_code("demo knowledge", &nth.to_string()).uuid(),
            version: 1,
            kept: Kept { entry, published: None, withdrawn: false },
            ask: None,
            asked: None,
            used: [212, 148, 97, 64, 31, 55, 8, 420, 0].get(nth).copied().unwrap_or_default(),
            by,
            at: if stands == Stands::Awaits { ago(1) } else { ago(90) },
        };
        let told = (stands != Stands::Awaits).then(|| {
            let ask = (stands == Stands::Told).then_some(draft.kept.entry.until);
            (
                Row { version: 2, kept: draft.kept.clone().publish(), ask, ..draft.clone() },
                publisher,
            )
        });
        DemoAnswer { draft, told }
    };
    LINES.iter().enumerate().map(answer).collect()
}
