//! Columns that would list people by group are refused, with the article and another way.
//!
//! DESIGN rule 6, DOMAIN §11: such data is sensitive (个人信息保护法 art. 28), belongs to the office
//! that has the power by law (art. 34), and no law gives a street a list of it. Only headers and
//! titles are looked at: a resident's own words are always accepted.

use super::TableError;
use super::cell::condense;
use super::error::Words;
use super::row::RawRow;

/// A group, the words that give it away, the law and the alternative.
#[derive(Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// 中文 name of the group.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// The articles.
    pub article: &'static str,
    /// What to do instead.
    pub instead_zh: &'static str,
    /// What to do instead.
    pub instead_en: &'static str,
    /// Found anywhere in a condensed header.
    within: &'static [&'static str],
    /// The whole condensed header.
    whole: &'static [&'static str],
}

const FORBIDDEN: [Forbidden; 12] = [
    Forbidden {
        zh: "重点人员",
        en: "\"key persons\"",
        article: "《个人信息保护法》第二十八条、第三十四条",
        instead_zh: "把具体诉求逐件作为事项导入；当事人自己来求助的，按普通诉求登记，不写身份",
        instead_en: "import each concrete request as a matter; who asks for help is entered as any request, without a group",
        within: &[
            "重点人员",
            "重点人群",
            "重点对象",
            "特殊人群",
            "特殊人员",
            "管控人员",
            "管控对象",
            "管控级别",
            "管控等级",
            "稳控对象",
            "稳控人员",
            "涉稳人员",
            "维稳对象",
            "五类人员",
            "六类人员",
            "重点管控",
            "重点关注人",
            "高危人员",
            "高危人群",
            "是否重点人",
            "keyperson",
            "personofinterest",
            "highriskperson",
        ],
        whole: &["重点人", "管控时段"],
    },
    Forbidden {
        zh: "信访人员",
        en: "petitioners",
        article: "《个人信息保护法》第二十八条；《信访工作条例》",
        instead_zh: "按件导入信访事项，亮灯的是承办单位的时限，不是人",
        instead_en: "import the petition matters; lights stand on the handlers' clocks, not on people",
        within: &[
            "信访人员",
            "上访人员",
            "上访户",
            "缠访",
            "闹访",
            "信访重点",
            "信访人类别",
            "信访人等级",
            "信访老户",
            "上访老户",
            "老上访",
            "非正常上访",
            "petitionerlist",
            "petitionertype",
        ],
        whole: &[],
    },
    Forbidden {
        zh: "吸毒、戒毒人员",
        en: "people with a drug history",
        article: "《个人信息保护法》第二十八条；《戒毒条例》第七条",
        instead_zh: "信息留在禁毒部门；本人来求助的，按普通诉求登记，不写身份",
        instead_en: "the data stays with the drug office; who asks for help is entered as any request, without a group",
        within: &[
            "吸毒",
            "涉毒",
            "戒毒",
            "尿检",
            "毒检",
            "社戒社康",
            "drughistory",
            "druguser",
            "drugaddict",
        ],
        whole: &[],
    },
    Forbidden {
        zh: "精神障碍患者、病史",
        en: "mental or other illness",
        article: "《个人信息保护法》第二十八条；《精神卫生法》第四条",
        instead_zh: "信息留在卫生健康部门；家属的申请作为服务事项导入",
        instead_en: "the data stays with the health office; import the family's own request as a service matter",
        within: &[
            "精神病",
            "精障",
            "精神障碍",
            "精神疾病",
            "精神异常",
            "精神残疾",
            "肇事肇祸",
            "艾滋",
            "传染病史",
            "mentalillness",
            "mentaldisorder",
            "mentalhealth",
            "hivstatus",
        ],
        whole: &["病史", "diagnosis"],
    },
    Forbidden {
        zh: "刑满释放人员、犯罪记录",
        en: "people released from prison, criminal records",
        article: "《个人信息保护法》第二十八条；《监狱法》第三十八条",
        instead_zh: "信息留在司法行政机关；本人来求助的，按普通诉求登记，不写身份",
        instead_en: "the data stays with the justice office; who asks for help is entered as any request, without a group",
        within: &[
            "刑释",
            "刑满",
            "安置帮教",
            "帮教对象",
            "服刑",
            "两劳",
            "前科",
            "犯罪记录",
            "违法记录",
            "criminalrecord",
            "exconvict",
            "exoffender",
        ],
        whole: &[],
    },
    Forbidden {
        zh: "社区矫正对象",
        en: "people under community correction",
        article: "《个人信息保护法》第二十八条；《社区矫正法》第二十六条、第五十四条",
        instead_zh: "信息留在司法所；本人来求助的，按普通诉求登记，不写身份",
        instead_en: "the data stays with the judicial office; who asks for help is entered as any request, without a group",
        within: &[
            "社矫",
            "社区矫正",
            "矫正对象",
            "矫正人员",
            "communitycorrection",
            "probation",
            "parole",
        ],
        whole: &[],
    },
    Forbidden {
        zh: "宗教信仰、邪教",
        en: "belief",
        article: "《个人信息保护法》第二十八条",
        instead_zh: "删除该列；办理诉求不需要信仰信息",
        instead_en: "delete the column; no request needs it",
        within: &[
            "邪教",
            "宗教信仰",
            "信教",
            "教派",
            "信众",
            "教徒",
            "法轮功",
            "religion",
            "religiousbelief",
        ],
        whole: &["宗教", "信仰"],
    },
    Forbidden {
        zh: "民族、政治面貌等身份",
        en: "origin or political affiliation",
        article: "《个人信息保护法》第二十八条、第六条",
        instead_zh: "删除该列；办理诉求不需要身份标签，确需的语言服务写进诉求",
        instead_en: "delete the column; no request needs it, a language needed belongs in the request",
        within: &[
            "政治面貌",
            "族裔",
            "民族成份",
            "民族成分",
            "少数民族",
            "性取向",
            "ethnicity",
            "politicalaffiliation",
            "politicalstatus",
            "sexualorientation",
        ],
        whole: &["民族", "族别", "诉求人民族", "反映人民族", "党派", "race", "ethnicgroup"],
    },
    Forbidden {
        zh: "人脸等生物特征、行踪轨迹",
        en: "faces and other biometrics, movements",
        article: "《个人信息保护法》第二十六条、第二十八条",
        instead_zh: "删除该列；办理诉求只需要事发地点",
        instead_en: "delete the column; a request needs the place where it happened, and nothing of where people go",
        within: &[
            "人脸",
            "指纹",
            "虹膜",
            "声纹",
            "生物特征",
            "行踪",
            "活动轨迹",
            "行动轨迹",
            "出行轨迹",
            "biometric",
            "fingerprint",
            "faceimage",
            "faceid",
        ],
        whole: &["轨迹"],
    },
    Forbidden {
        zh: "残疾和健康状况",
        en: "disability and health",
        article: "《个人信息保护法》第二十八条",
        instead_zh: "本人或家属申请的帮扶作为服务事项导入，只写需要什么，不写诊断和等级",
        instead_en: "import help that the person or family asked for as a service matter: what is needed, no diagnosis or grade",
        within: &[
            "残疾等级",
            "残疾类别",
            "残疾证",
            "残疾人姓名",
            "健康状况",
            "disabilitylevel",
            "disabilitytype",
            "healthstatus",
        ],
        whole: &["残疾", "失能", "disability"],
    },
    Forbidden {
        zh: "留守、困境未成年人",
        en: "children in need",
        article: "《个人信息保护法》第二十八条、第三十一条；《未成年人保护法》第一百零三条",
        instead_zh: "关爱档案由居（村）民委员会的专人保管（第四十三条）；发现侵害须立即报告（第十一条），求助逐件作为事项导入",
        instead_en: "the care file stays with the person of the committee who keeps it (art. 43); harm is reported at once (art. 11), and each call for help is a matter",
        within: &["留守儿童", "困境儿童", "留守未成年", "困境未成年", "孤儿", "leftbehindchild"],
        whole: &[],
    },
    Forbidden {
        zh: "家庭暴力当事人",
        en: "people concerned by domestic violence",
        article: "《个人信息保护法》第二十八条；《反家庭暴力法》第五条",
        instead_zh: "告诫书和查访记录留在公安机关和居（村）民委员会；求助逐件作为保密事项导入",
        instead_en: "warnings and visits stay with the police and the committee; import each call for help as a confidential matter",
        within: &[
            "家暴受害",
            "家暴人员",
            "家暴家庭",
            "受暴",
            "施暴人",
            "家庭暴力受害",
            "domesticviolencevictim",
        ],
        whole: &[],
    },
];

/// A title longer than this is a note, in which the words may be explained or excluded.
const TITLE: usize = 40;

impl Forbidden {
    fn names_group(&self, condensed: &str) -> bool {
        self.within.iter().any(|word| condensed.contains(word))
    }

    fn names_column(&self, condensed: &str) -> bool {
        self.names_group(condensed) || self.whole.contains(&condensed)
    }

    pub(super) fn words(&self, column: &str) -> Words {
        Words::new(
            format!(
                "“{column}”按人群罗列个人（{}），不能导入：{}。替代做法：{}。",
                self.zh, self.article, self.instead_zh
            ),
            format!(
                "\"{column}\" lists people by group ({}) and cannot be imported: {}. Instead: {}.",
                self.en, self.article, self.instead_en
            ),
        )
    }
}

/// Refuses a header (and group headings and titles above it) that lists people by group.
pub(super) fn check(above: &[RawRow], header: &RawRow) -> Result<(), TableError> {
    for (_, text) in above.iter().flat_map(|row| &row.cells) {
        check_title(text)?;
    }
    header.cells.iter().try_for_each(|(_, text)| refuse(text, Forbidden::names_column))
}

/// Refuses names of columns that stand elsewhere than in a header, as in GeoJSON.
pub(crate) fn check_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), TableError> {
    names.into_iter().try_for_each(|name| refuse(name, Forbidden::names_column))
}

/// Refuses a title or the name of a sheet.
pub(super) fn check_title(text: &str) -> Result<(), TableError> {
    if text.chars().count() > TITLE { Ok(()) } else { refuse(text, Forbidden::names_group) }
}

fn refuse(text: &str, names: fn(&Forbidden, &str) -> bool) -> Result<(), TableError> {
    let condensed = condense(text);
    match FORBIDDEN.iter().find(|group| names(group, &condensed)) {
        Some(group) => {
            let column = super::cell::shorten(text, TITLE);
            Err(TableError::ForbiddenColumn { column, group })
        }
        None => Ok(()),
    }
}
