//! What a browser says of itself, in the few words by which a person knows the own devices again. The
//! whole text is not kept: with its versions it would tell people apart.

/// What a session is used on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// A computer, or a program.
    Desk,
    /// A telephone.
    Telephone,
}

/// A device in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// What it is.
    pub kind: DeviceKind,
    /// As it is shown: `Chrome · Windows`, or empty if nothing known was said.
    pub words: String,
}

/// What is looked for, the more special first: most browsers also name those they come from.
const BROWSERS: [(&str, &str); 10] = [
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQBrowser"),
    ("UOS", "UOS Browser"),
    ("Firefox", "Firefox"),
    ("OPR/", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

impl Device {
    /// From the header `User-Agent`.
    pub fn of(agent: &str) -> Self {
        let find = |all: &[(&str, &'static str)]| {
            all.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
        };
        let words: Vec<&str> = [find(&BROWSERS), find(&SYSTEMS)].into_iter().flatten().collect();
        let telephone = ["Mobile", "iPhone"].iter().any(|mark| agent.contains(mark));
        let kind = if telephone { DeviceKind::Telephone } else { DeviceKind::Desk };
        Self { kind, words: words.join(" · ") }
    }
}
