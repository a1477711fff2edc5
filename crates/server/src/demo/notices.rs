//! A few notices of the demo: some stand, one is to come, one is over.

use huisheng_domain::id::{AccountId, DivisionId};
use huisheng_domain::notice::{Notice, NoticeKind, NoticePage};
use jiff::{SignedDuration, Timestamp, Unit};

use super::{DemoArea, Dice};

/// A notice as the list below says it: hours are counted from now.
struct Line {
    kind: NoticeKind,
    title: String,
    text: String,
    division: Option<DivisionId>,
    page: Option<NoticePage>,
    hours: [i64; 2],
}

/// The notices of that seed, each with the account that publishes it.
pub fn notices(area: &DemoArea, seed: u64, now: Timestamp) -> Vec<(Notice, AccountId)> {
    let writer = area.offices.desks.first().and_then(|desk| desk.dispatch.first().copied());
    let account = area.offices.accounts.iter().find(|account| Some(account.id) == writer);
    let Some(account) = account else { return Vec::new() };
    let hour = now.round(Unit::Hour).unwrap_or(now);
    let at = |hours: i64| hour + SignedDuration::from_hours(hours);
    let whole = |line: Line| {
        let Line { kind, title, text, division, page, hours: [from, until] } = line;
        let (from, until, unit) = (at(from), at(until), account.unit);
        (Notice { kind, title, text, division, page, from, until, unit }, account.id)
    };
    lines(area, &mut Dice::new(seed, "notices")).into_iter().map(whole).collect()
}

fn lines(area: &DemoArea, dice: &mut Dice) -> Vec<Line> {
    let land = &area.land;
    let towns: Vec<_> = land.communities.iter().filter(|one| !one.village).collect();
    let (dry, dark) = (dice.pick(&towns), dice.pick(&towns));
    let street = land.streets.first().copied();
    vec![
        Line {
            kind: NoticeKind::Outage,
            title: format!("{}供水管道检修，停水一天", dry.name),
            text: format!(
                "因更换老旧供水管道，{}部分楼栋停水，完工后逐步恢复。\n\n请提前储水，用水前先放水两分钟。送水困难的老人家，可以请网格员帮忙。",
                dry.name
            ),
            division: Some(dry.division),
            page: Some(NoticePage::Grid),
            hours: [-20, 28],
        },
        Line {
            kind: NoticeKind::Road,
            title: "青川路东段半幅封闭施工".to_owned(),
            text: "雨污分流改造，东段只能由西向东通行，公交站临时东移 150 米。\n\n夜间施工到 22 时。遇到围挡松动、照明不亮，请告诉我们。".to_owned(),
            division: street,
            page: Some(NoticePage::Report),
            hours: [-70, 24 * 12],
        },
        Line {
            kind: NoticeKind::Weather,
            title: "大风预警：请收好阳台和楼顶的东西".to_owned(),
            text: "未来一天阵风 8 级。请收好花盆、晾衣杆，不要在广告牌、围墙和大树下停留。\n\n看到树倒、线断，先离远，再打电话。".to_owned(),
            division: None,
            page: None,
            hours: [-5, 24],
        },
        Line {
            kind: NoticeKind::Service,
            title: "周六上午社区可办老年证和居住证".to_owned(),
            text: "每周六 9 时至 11 时 30 分，带身份证和一张一寸照片。行动不便的，可以由家里人带委托书来办。".to_owned(),
            division: None,
            page: None,
            hours: [-24 * 9, 24 * 60],
        },
        Line {
            kind: NoticeKind::Outage,
            title: format!("{}计划停电", dark.name),
            text: "更换变压器，约三个小时。请关好电器，电梯提前停用。".to_owned(),
            division: Some(dark.division),
            page: None,
            hours: [40, 60],
        },
        Line {
            kind: NoticeKind::Other,
            title: "上月办结情况已经公开".to_owned(),
            text: "公共空间的事项，办得怎么样，都写在“办结公开”里。".to_owned(),
            division: None,
            page: Some(NoticePage::Board),
            hours: [-24 * 40, -24 * 8],
        },
    ]
}
