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

const FORBIDDEN: [Forbidden; 8] = [
    Forbidden {
        zh: "重点人员",
        en: "\"key persons\"",
        article: "《个人信息保护法》第二十八条、第三十四条",
        instead_zh: "把具体诉求逐件作为事项导入；当事人自己申请或同意的帮扶单独建帮扶事项",
        instead_en: "import each concrete request as a matter; help a person asked for or agreed to is a support case of its own",
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
            "keyperson",
            "personofinterest",
        ],
        whole: &[],
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
            "petitionerlist",
            "petitionertype",
        ],
        whole: &[],
    },
    Forbidden {
        zh: "吸毒、戒毒人员",
        en: "people with a drug history",
        article: "《个人信息保护法》第二十八条；《戒毒条例》第七条",
        instead_zh: "信息留在禁毒部门；这里只登记不含姓名的任务编号和下次办理日期",
        instead_en: "the data stays with the drug office; keep here an opaque task reference and the next date",
        within: &["吸毒", "涉毒", "戒毒", "尿检", "drughistory", "druguser", "drugaddict"],
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
        instead_zh: "信息留在司法行政机关；本人自愿申请的安置帮教作为帮扶事项",
        instead_en: "the data stays with the justice office; resettlement help a person asks for is a support case",
        within: &[
            "刑释",
            "刑满",
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
        instead_zh: "信息留在司法所；协助任务只用不含姓名的编号",
        instead_en: "the data stays with the judicial office; helpers' tasks carry an opaque reference",
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
        within: &["邪教", "宗教信仰", "信教", "教派", "religion", "religiousbelief"],
        whole: &["宗教", "信仰", "法轮功"],
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
