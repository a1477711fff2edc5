//! The fonts that GB/T 9704-2012 asks for, and what stands in where they are not.

/// A part that a font plays on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// 仿宋: the body.
    Body,
    /// 小标宋: head and title.
    Title,
    /// 黑体: the first level, 附件, heads of tables.
    First,
    /// 楷体: the second level.
    Second,
    /// 宋体: the number of the page.
    Page,
}

/// A family that can play a part.
pub(crate) struct Family {
    /// One of its names.
    pub(crate) name: &'static str,
    /// The weight it has to have.
    pub(crate) weight: Option<u16>,
    /// It is of the kind that is asked for.
    pub(crate) proper: bool,
}

const fn proper(name: &'static str) -> Family {
    Family { name, weight: None, proper: true }
}

const fn stands_in(name: &'static str, weight: u16) -> Family {
    Family { name, weight: Some(weight), proper: false }
}

const BODY: &[Family] = &[
    proper("FangSong_GB2312"),
    proper("仿宋_GB2312"),
    proper("FangSong"),
    proper("仿宋"),
    proper("STFangsong"),
    proper("FZFangSong-Z02S"),
    proper("FZFangSong-Z02"),
    proper("FandolFang"),
    proper("FandolFang R"),
    proper("Zhuque Fangsong (technical preview)"),
    proper("Zhuque Fangsong"),
    stands_in("Noto Serif CJK SC", 400),
    stands_in("Noto Serif SC", 400),
    stands_in("Source Han Serif SC", 400),
];
const TITLE: &[Family] = &[
    proper("FZXiaoBiaoSong-B05S"),
    proper("FZXiaoBiaoSong-B05"),
    proper("方正小标宋简体"),
    proper("方正小标宋_GBK"),
    proper("FZXBSJW--GB1-0"),
    stands_in("Noto Serif CJK SC", 700),
    stands_in("Noto Serif SC", 700),
    stands_in("Source Han Serif SC", 700),
];
const FIRST: &[Family] = &[
    proper("SimHei"),
    proper("黑体"),
    proper("FZHei-B01S"),
    proper("FZHei-B01"),
    proper("STHeiti"),
    proper("FandolHei"),
    proper("FandolHei R"),
    proper("Noto Sans CJK SC"),
    proper("Noto Sans SC"),
    proper("Source Han Sans SC"),
];
const SECOND: &[Family] = &[
    proper("KaiTi_GB2312"),
    proper("楷体_GB2312"),
    proper("KaiTi"),
    proper("楷体"),
    proper("STKaiti"),
    proper("FZKai-Z03S"),
    proper("FZKai-Z03"),
    proper("FandolKai"),
    proper("FandolKai R"),
    proper("LXGW WenKai GB"),
    proper("LXGW WenKai"),
    proper("AR PL UKai CN"),
    stands_in("Noto Serif CJK SC", 400),
    stands_in("Noto Serif SC", 400),
    stands_in("Source Han Serif SC", 400),
];
const PAGE: &[Family] = &[
    proper("SimSun"),
    proper("宋体"),
    proper("FZShuSong-Z01S"),
    proper("STSong"),
    proper("FandolSong"),
    proper("FandolSong R"),
    proper("Noto Serif CJK SC"),
    proper("Noto Serif SC"),
    proper("Source Han Serif SC"),
];

impl Role {
    pub(crate) const ALL: [Self; 5] =
        [Self::Body, Self::Title, Self::First, Self::Second, Self::Page];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Body => "仿宋",
            Self::Title => "小标宋",
            Self::First => "黑体",
            Self::Second => "楷体",
            Self::Page => "宋体",
        }
    }

    /// Who can play it, the best first.
    pub(crate) const fn families(self) -> &'static [Family] {
        match self {
            Self::Body => BODY,
            Self::Title => TITLE,
            Self::First => FIRST,
            Self::Second => SECOND,
            Self::Page => PAGE,
        }
    }
}
