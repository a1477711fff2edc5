//! What can be wrong, by name.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

/// What is wrong. Each has a stable code and says in both languages what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    AreaInvalid,
    Unreadable,
    EventUnreadable,
    EventGap,
    EventOrder,
    EventColumn,
    EventHash,
    EventOrphan,
    WordsHash,
    WordsMissing,
    WordsOrphan,
    WordsNotErased,
    HistoryBroken,
    HistoryCut,
    HeadDiffers,
    VersionDiffers,
    StateUnreadable,
    StateDiffers,
    ColumnDiffers,
    NumberInvalid,
    NumberTwice,
    ProcedureMissing,
    ProcedureDiffers,
    ShareMissing,
    ShareExtra,
    ShareDiffers,
    ShareOrphan,
    HandledDiffers,
    HandledOrphan,
    /// From whom a matter is kept is not what its history says.
    ApartDiffers,
    /// From whom a matter is kept that is not there.
    ApartOrphan,
    VoiceMissing,
    VoiceParty,
    VoiceSealed,
    VoiceNotErased,
    VoiceOrphan,
    SearchDiffers,
    TallyDiffers,
    FileRowMissing,
    FileExtra,
    FileOrphan,
    FileNotErased,
    FileMissing,
    FileChanged,
    FileUnavailable,
    CheckpointForged,
    CheckpointMatterRemoved,
    CheckpointEventsRemoved,
    CheckpointHistoryAdded,
    CheckpointDiffers,
    TrailGap,
    TrailOrder,
    TrailHash,
    TrailReason,
    TrailCut,
    TrailHead,
    TrailRewritten,
    TrailShort,
    TrailRemovalForged,
}

impl Fault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        self.words().0
    }

    /// What it means, in Chinese.
    pub const fn zh(self) -> &'static str {
        self.words().1
    }

    /// What it means, in English.
    pub const fn en(self) -> &'static str {
        self.words().2
    }

    const fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::AreaInvalid => {
                ("area_invalid", "区域代码无效", "rows stand under an invalid area code")
            }
            Self::Unreadable => ("unreadable", "有记录无法读取", "a row cannot be read"),
            Self::EventUnreadable => {
                ("event_unreadable", "办理记录无法读取", "an event cannot be read")
            }
            Self::EventGap => ("event_gap", "办理记录缺号", "an event is missing"),
            Self::EventOrder => {
                ("event_order", "办理记录次序被改", "an event stands at another's place")
            }
            Self::EventColumn => (
                "event_column",
                "办理记录的列与内容不符",
                "a column of an event is not what its text says",
            ),
            Self::EventHash => (
                "event_hash",
                "办理记录链断裂：内容被改",
                "the chain is broken: an event was changed",
            ),
            Self::EventOrphan => ("event_orphan", "有办理记录而无事项", "events without a matter"),
            Self::WordsHash => ("words_hash", "文字被改", "words were changed"),
            Self::WordsMissing => ("words_missing", "文字缺失", "words are missing"),
            Self::WordsOrphan => ("words_orphan", "文字无所归属", "words without an event"),
            Self::WordsNotErased => {
                ("words_not_erased", "应抹去的文字仍在", "erased words are still there")
            }
            Self::HistoryBroken => {
                ("history_broken", "办理记录不成历史", "the events are not a history")
            }
            Self::HistoryCut => ("history_cut", "办理记录末尾被截", "the last events are missing"),
            Self::HeadDiffers => (
                "head_differs",
                "事项的链头与办理记录不符",
                "the head of the row is not that of the history",
            ),
            Self::VersionDiffers => (
                "version_differs",
                "事项版本与办理记录不符",
                "the version of the row is not that of the history",
            ),
            Self::StateUnreadable => {
                ("state_unreadable", "事项状态无法读取", "the stored state cannot be read")
            }
            Self::StateDiffers => (
                "state_differs",
                "事项状态与重放结果不符",
                "the stored state is not what the history adds up to",
            ),
            Self::ColumnDiffers => (
                "column_differs",
                "事项的列与状态不符",
                "a column of the row is not what the state says",
            ),
            Self::NumberInvalid => {
                ("number_invalid", "编号不合规则", "the number is not well-formed")
            }
            Self::NumberTwice => ("number_twice", "编号重复", "a number was given twice"),
            Self::ProcedureMissing => {
                ("procedure_missing", "所用办理规程缺失", "the procedure it began with is not kept")
            }
            Self::ProcedureDiffers => (
                "procedure_differs",
                "办理规程内容被改",
                "a procedure is not the text its hash names",
            ),
            Self::ShareMissing => {
                ("share_missing", "交办记录缺失", "the row of an assignment is missing")
            }
            Self::ShareExtra => {
                ("share_extra", "多出交办记录", "a row of an assignment that is not in the state")
            }
            Self::ShareDiffers => (
                "share_differs",
                "交办记录与状态不符",
                "the row of an assignment is not what the state says",
            ),
            Self::ShareOrphan => {
                ("share_orphan", "有交办记录而无事项", "assignments without a matter")
            }
            Self::HandledDiffers => (
                "handled_differs",
                "经办记录与办理记录不符",
                "who did a step is not what the history says",
            ),
            Self::HandledOrphan => {
                ("handled_orphan", "有经办记录而无事项", "steps of a matter that is not there")
            }
            Self::ApartDiffers => (
                "apart_differs",
                "回避记录与办理记录不符",
                "from whom it is kept is not what the history says",
            ),
            Self::ApartOrphan => (
                "apart_orphan",
                "有回避记录而无事项",
                "a matter that is not there is kept from somebody",
            ),
            Self::VoiceMissing => {
                ("voice_missing", "诉求人记录缺失", "the person of a report is missing")
            }
            Self::VoiceParty => {
                ("voice_party", "诉求人记录张冠李戴", "the person of a report is another one")
            }
            Self::VoiceSealed => (
                "voice_sealed",
                "联系方式无法解密或被改",
                "sealed contact data cannot be opened or was changed",
            ),
            Self::VoiceNotErased => {
                ("voice_not_erased", "应抹去的联系方式仍在", "erased contact data is still there")
            }
            Self::VoiceOrphan => {
                ("voice_orphan", "有诉求人记录而无事项", "persons without a matter")
            }
            Self::SearchDiffers => {
                ("search_differs", "检索文档数不符", "the count of search documents differs")
            }
            Self::TallyDiffers => {
                ("tally_differs", "统计与重新计数不符", "a tally is not what the histories count")
            }
            Self::FileRowMissing => {
                ("file_row_missing", "附件记录缺失", "the row of an attachment is missing")
            }
            Self::FileExtra => ("file_extra", "多出附件记录", "an attachment that no event names"),
            Self::FileOrphan => ("file_orphan", "有附件而无事项", "attachments without a matter"),
            Self::FileNotErased => {
                ("file_not_erased", "应抹去的附件仍在", "an erased attachment is still there")
            }
            Self::FileMissing => {
                ("file_missing", "附件文件缺失", "the bytes of an attachment are missing")
            }
            Self::FileChanged => {
                ("file_changed", "附件文件被改", "the bytes of an attachment were changed")
            }
            Self::FileUnavailable => {
                ("file_unavailable", "附件文件读不出", "the bytes of an attachment cannot be read")
            }
            Self::CheckpointForged => (
                "checkpoint_forged",
                "检查点签名不符，或其前一检查点被删",
                "a checkpoint, or the absence of the one before, is forged",
            ),
            Self::CheckpointMatterRemoved => (
                "checkpoint_matter_removed",
                "检查点之后有事项被删",
                "matters that a checkpoint covers are gone",
            ),
            Self::CheckpointEventsRemoved => (
                "checkpoint_events_removed",
                "检查点之后有办理记录被删",
                "events that a checkpoint covers are gone",
            ),
            Self::CheckpointHistoryAdded => (
                "checkpoint_history_added",
                "检查点之前的历史被补写",
                "history was added before a checkpoint",
            ),
            Self::CheckpointDiffers => (
                "checkpoint_differs",
                "检查点之前的历史被改写",
                "history before a checkpoint was rewritten",
            ),
            Self::TrailGap => ("trail_gap", "留痕缺号", "an entry of the trail is missing"),
            Self::TrailOrder => (
                "trail_order",
                "已清理的留痕之前另有留痕",
                "an entry stands before what was removed",
            ),
            Self::TrailHash => (
                "trail_hash",
                "留痕链断裂：内容或次序被改",
                "the chain is broken: an entry was changed, or stands at another's place",
            ),
            Self::TrailReason => {
                ("trail_reason", "留痕的理由被改", "the reason of an entry was changed")
            }
            Self::TrailCut => {
                ("trail_cut", "留痕末尾被截", "the last entries of the trail are missing")
            }
            Self::TrailHead => (
                "trail_head",
                "留痕的链头与末条不符",
                "the head of the trail is not its last entry",
            ),
            Self::TrailRewritten => (
                "trail_rewritten",
                "检查点之前的留痕被改写",
                "the trail before a checkpoint was rewritten",
            ),
            Self::TrailShort => (
                "trail_short",
                "检查点之前的留痕被删",
                "entries of the trail that a checkpoint covers are gone",
            ),
            Self::TrailRemovalForged => (
                "trail_removal_forged",
                "到期清理留痕的记录签名不符",
                "the record of a removal after its years is forged",
            ),
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// One thing that is wrong, and where. Tells nobody's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The cell; 0 for what belongs to none.
    pub area: i32,
    /// The public number of the matter, if it is known.
    pub number: Option<String>,
    /// The id of the matter, if one is concerned.
    pub matter: Option<Uuid>,
    /// What is wrong.
    pub fault: Fault,
    /// Which event, column or file.
    pub detail: String,
}

impl Problem {
    /// The line for people who read Chinese.
    pub fn zh(&self) -> String {
        self.line(self.fault.zh())
    }

    /// The line for people who read English.
    pub fn en(&self) -> String {
        self.line(self.fault.en())
    }

    fn line(&self, meaning: &str) -> String {
        let matter = self.matter.map(|id| id.to_string());
        let place = self.number.clone().or(matter).unwrap_or_else(|| "-".to_owned());
        let code = self.fault.code();
        let detail =
            if self.detail.is_empty() { String::new() } else { format!(" ({})", self.detail) };
        format!("{:06} {place} {code}: {meaning}{detail}", self.area)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}
