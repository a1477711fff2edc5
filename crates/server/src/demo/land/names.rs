//! Invented names.

pub(super) const PROVINCE: &str = "岚川省";
pub(super) const CITY: &str = "望澜市";
pub(super) const COUNTY: &str = "青禾县";

/// Streets and the town: name, last three digits of the code.
pub(super) const STREETS: [(&str, &str); 3] =
    [("晴川街道", "001"), ("柳桥街道", "002"), ("枫石镇", "100")];

/// Communities and villages: name, street, digits of the code, whether a village.
pub(super) const COMMUNITIES: [(&str, usize, &str, bool); 12] = [
    ("望河社区", 0, "001", false),
    ("棉纺社区", 0, "002", false),
    ("学府社区", 0, "003", false),
    ("晴川社区", 0, "004", false),
    ("柳荫社区", 1, "001", false),
    ("南桥社区", 1, "002", false),
    ("机械厂社区", 1, "003", false),
    ("金穗社区", 1, "004", false),
    ("枫石社区", 2, "001", false),
    ("上河沿村", 2, "201", true),
    ("石泉村", 2, "202", true),
    ("坡头村", 2, "203", true),
];

/// First parts of the names of quarters.
pub(super) const FIRST: [&str; 34] = [
    "桂香", "锦禾", "望澜", "云岫", "听雨", "河畔", "春和", "景明", "青枫", "新棉", "育英", "翰林",
    "朝晖", "丰禾", "柳岸", "枫林", "南湖", "星河", "梧桐", "紫藤", "兰亭", "映月", "泰和", "安康",
    "幸福", "向阳", "和顺", "金桥", "福安", "清风", "玉带", "松涛", "银杏", "康乐",
];

/// Last parts, with the older ones first.
pub(super) const LAST: [&str; 12] =
    ["小区", "新村", "家属院", "里", "苑", "花园", "家园", "雅苑", "华庭", "公馆", "府", "名邸"];

/// Hamlets of the villages.
pub(super) const HAMLETS: [&str; 9] =
    ["东坡组", "西坡组", "沟沿组", "石桥组", "泉眼组", "老槐组", "岗上组", "坝下组", "窑头组"];

/// Roads along the river, from south to north.
pub(super) const ALONG: [&str; 6] =
    ["金穗路", "纺织南路", "滨河南路", "滨河北路", "晴川大道", "学府路"];

/// Roads across, from west to east.
pub(super) const ACROSS: [&str; 10] = [
    "西环路",
    "棉纺街",
    "文化街",
    "桂香街",
    "人和路",
    "柳桥路",
    "枫石路",
    "石泉路",
    "东环路",
    "岗头路",
];

/// Things people name when they say where: ending, and whether there is one in a village.
pub(super) const LANDMARKS: [(&str, bool); 9] = [
    ("小学", true),
    ("农贸市场", false),
    ("卫生服务站", true),
    ("公交站", true),
    ("口袋公园", false),
    ("幼儿园", false),
    ("文化广场", true),
    ("垃圾转运站", true),
    ("停车场", false),
];
