//! What the field calls the stable codes, for lists that people read.

mod step;

use huisheng_domain::calendar::DayKind;
use huisheng_domain::matter::Channel;
use huisheng_domain::territory::{GridKind, PlaceKind};
use huisheng_domain::unit::UnitKind;

pub use step::{
    ERASED, EVENTS, EXITS, REQUESTS, RETENTION, SHARES, SOLVED, UNSOLVED, WORDS, limit,
};

/// Names by code; a code that is not listed stands for itself.
pub type Names = &'static [(&'static str, &'static str)];

/// 诉求类型.
pub const KINDS: Names = &[
    ("request", "求助"),
    ("consultation", "咨询"),
    ("complaint", "投诉"),
    ("wrongdoing_report", "举报"),
    ("suggestion", "建议"),
    ("thanks", "表扬"),
    ("dispute", "纠纷"),
    ("petition", "信访事项"),
    ("hazard", "隐患"),
    ("wish", "微心愿"),
    ("errand", "帮办代办"),
    ("service_record", "居民服务记录"),
    ("privacy_request", "个人信息请求"),
    ("internal", "内部事项"),
];

/// 个人信息权利.
pub const RIGHTS: Names =
    &[("copy", "查阅复制"), ("correct", "更正"), ("delete", "删除"), ("explain", "解释说明")];

/// 审计留痕.
pub const ENTRIES: Names = &[
    ("look", "查看联系方式"),
    ("caller_asked", "查询来电人"),
    ("exported", "导出"),
    ("extract_asked", "申请导出联系方式"),
    ("extract_decided", "审批导出联系方式"),
    ("braked", "查看过于频繁"),
    ("policy_asked", "查询权限规则"),
    ("signed_in", "登录"),
    ("signed_out", "退出登录"),
    ("password_changed", "修改密码"),
    ("account_made", "新建账号"),
    ("account_changed", "变更账号"),
    ("post_granted", "授予岗位"),
    ("post_changed", "变更岗位"),
    ("post_taken", "改用岗位"),
    ("stand_in_named", "指定代理"),
    ("stand_in_ended", "结束代理"),
    ("handed_over", "移交经办事项"),
    ("staffing_chosen", "选定力量配备模板"),
    ("imported", "导入"),
    ("responsibility_published", "发布权责清单"),
    ("notice_written", "通知公告"),
    ("knowledge_written", "知识库"),
    ("form_written", "报送表"),
    ("call_opened", "查看来电号码"),
    ("redivided", "划分调整"),
    ("configuration_changed", "配置变更"),
    ("upgraded", "升级"),
    ("backup_made", "备份"),
    ("restored", "恢复"),
    ("verified", "核验"),
    ("trail_removed", "到期清理"),
    ("register_written", "登记影响评估或泄露事件"),
];

/// 岗位的职责.
pub const ROLES: Names = &[
    ("intake", "受理"),
    ("dispatcher", "派单"),
    ("clerk", "经办"),
    ("head", "负责人"),
    ("grid_worker", "网格员"),
    ("callback", "回访"),
    ("supervisor", "督办"),
    ("leader", "领导"),
    ("system_administrator", "系统管理员"),
    ("security_administrator", "安全管理员"),
    ("audit_administrator", "审计管理员"),
];

/// 六支力量.
pub const FORCES: Names = &[
    ("grid_worker", "网格员"),
    ("security", "网格治安员"),
    ("mediator", "调解员"),
    ("legal_adviser", "社区法律顾问"),
    ("volunteer", "志愿者"),
    ("other", "其他社会力量"),
];

/// 渠道.
pub const CHANNELS: Names = &[
    ("PHONE12345", "12345电话"),
    ("STREETLINE", "街道热线"),
    ("WECHAT", "微信"),
    ("WEB", "政府网站"),
    ("APP", "手机App"),
    ("GRID", "网格员上报"),
    ("PATROL", "巡查"),
    ("VIDEO", "视频巡查"),
    ("P110", "110非警情"),
    ("DCG", "数字城管"),
    ("PROV", "上级平台"),
    ("RATING", "好差评差评"),
    ("LEADER", "领导交办"),
    ("VISIT", "走访来访"),
    ("LETTER", "来信"),
    ("MEDIA", "媒体"),
    ("MAIL", "邮件"),
    ("DISPUTE", "矛盾调处平台"),
    ("HOUSE", "系统提醒"),
];

/// 严重程度 and 紧急程度.
pub const DEGREES: Names = &[
    ("general", "一般"),
    ("major", "重大"),
    ("normal", "一般"),
    ("urgent", "紧急"),
    ("critical", "特急"),
];

/// 环节.
pub const STAGES: Names = &[
    ("received", "收"),
    ("assigning", "交"),
    ("handling", "办"),
    ("verifying", "结"),
    ("rating", "评"),
    ("closed", "已归档"),
];

/// The desk that acts next.
pub const DESKS: Names = &[
    ("intake", "受理"),
    ("dispatch", "派单"),
    ("leader", "领导批准"),
    ("arbitration", "仲裁"),
    ("unit", "承办单位"),
    ("sign_off", "审签"),
    ("review", "审核"),
    ("callback", "回访"),
    ("check", "核查"),
];

/// 结束方式.
pub const ENDINGS: Names = &[
    ("verified", "核实解决"),
    ("answered_at_once", "即时答复"),
    ("self_settled", "自行处置"),
    ("explained", "依法依规解释"),
    ("unreachable", "未接通"),
    ("not_needed", "无需回访"),
    ("exit", "不予受理"),
    ("terminated", "终止"),
    ("withdrawn", "撤回"),
    ("merged", "并入另一事项"),
    ("split", "拆分"),
    ("handed_over", "移交其他地区或退回上级"),
    ("quarantined", "隔离"),
];

/// 回访满意度.
pub const SATISFIED: Names =
    &[("5", "非常满意"), ("4", "满意"), ("3", "一般"), ("2", "不满意"), ("1", "很不满意")];

/// 灯.
pub const LIGHTS: Names = &[
    ("grey", "办理中"),
    ("yellow", "黄灯"),
    ("red", "红灯"),
    ("green", "绿灯"),
    ("late", "逾期办结"),
    ("suspended_grey", "挂起"),
    ("suspended_yellow", "挂起（临近复核）"),
    ("suspended_red", "挂起（复核逾期）"),
];

/// The code of something by its name, or by the code itself; a word that is neither stands for itself.
pub fn code(names: Names, word: &str) -> &str {
    let found = names.iter().find(|(code, name)| *code == word || *name == word);
    found.map_or(word, |(code, _)| code)
}

/// The name of `code` in one of the lists above.
pub fn of(names: Names, code: &str) -> &str {
    names.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

/// 渠道.
pub fn channel(channel: Channel) -> &'static str {
    of(CHANNELS, channel.code())
}

/// 单位类型, as an import takes it.
pub const fn unit_kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Government => "政府",
        UnitKind::Party => "党组织",
        UnitKind::Department => "部门",
        UnitKind::Community => "社区",
        UnitKind::Committee => "委员会",
        UnitKind::PropertyCompany => "物业公司",
        UnitKind::Association => "社会组织",
        UnitKind::Contractor => "承包单位",
    }
}

/// 网格类型, as an import takes it.
pub const fn grid_kind(kind: GridKind) -> &'static str {
    match kind {
        GridKind::Base => "基础网格",
        GridKind::Dedicated => "专属网格",
    }
}

/// 地点类型, as an import takes it.
pub const fn place_kind(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Quarter => "小区",
        PlaceKind::Building => "楼栋",
        PlaceKind::Unit => "单元",
        PlaceKind::Road => "道路",
        PlaceKind::Landmark => "地标",
    }
}

/// A kind of day, as an import takes it.
pub const fn day_kind(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Workday => "工作日",
        DayKind::Weekend => "周末",
        DayKind::Holiday => "休",
        DayKind::MakeUp => "班",
        DayKind::LocalRest => "地方休息日",
        DayKind::LocalWork => "地方工作日",
    }
}

#[cfg(test)]
mod tests {
    use huisheng_domain::light::Light;
    use huisheng_domain::matter::{Kind, Stage};

    use huisheng_domain::matter::{EraseGround, Solved};
    use huisheng_domain::procedure::RetentionClass;

    use super::{DESKS, ERASED, KINDS, LIGHTS, RETENTION, SOLVED, STAGES, of};

    #[test]
    fn what_the_house_says_has_a_name() {
        for light in Light::ALL {
            assert_ne!(of(LIGHTS, light.code()), light.code());
        }
        for stage in [Stage::Received, Stage::Verifying, Stage::Closed] {
            assert_ne!(of(STAGES, stage.code()), stage.code());
        }
        let coded = [
            (RETENTION, RetentionClass::CODES),
            (SOLVED, Solved::CODES),
            (ERASED, EraseGround::CODES),
        ];
        for (names, codes) in coded {
            assert!(codes.iter().all(|code| of(names, code) != *code), "{codes:?}");
        }
        assert_eq!(of(KINDS, Kind::WrongdoingReport.code()), "举报");
        assert_eq!(of(DESKS, "somewhere"), "somewhere");
    }
}
