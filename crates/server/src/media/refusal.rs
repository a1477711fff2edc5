//! Why a file is not taken, and what its sender can do.

use super::Kind;

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaRefusal {
    /// No bytes at all.
    Empty,
    /// More than `limit` bytes for its kind.
    TooLarge { kind: Kind, limit: u64 },
    /// More than `limit` pixels, by its header.
    TooManyPixels { width: u32, height: u32, limit: u64 },
    /// HEIC, HEIF or AVIF: what phones write when set to save space.
    Heif,
    /// Apple's MOV container with sound only.
    QuickTime,
    /// A recording in a format browsers do not play everywhere: FLAC, AIFF, AMR, SILK, WMA, AAC …
    AudioFormat { found: &'static str },
    /// A file of another type; `found` is its media type where known.
    Unsupported { found: Option<&'static str> },
    /// A page, drawing or program that a browser or computer would run.
    Active,
    /// A moving WebP.
    Animated,
    /// A document from somebody who is not staff.
    StaffOnly,
    /// DOC, XLS: formats that can hide macros and are not read by everybody.
    OldOffice,
    /// Cut off or contradicting itself; the word says in which part.
    Broken { part: &'static str },
    /// Something else hangs on its end or hides between its parts.
    Appended,
    /// A track beside sound and picture, which cameras use for the way driven or flown.
    ExtraTrack,
    /// A ZIP that is neither DOCX, XLSX nor OFD.
    Archive,
    /// A document that would grow beyond measure when opened.
    ArchiveBomb,
    /// A document under a password.
    Encrypted,
    /// A document with macros.
    Macros,
    /// A PDF that runs a script or starts a program.
    PdfActive,
    /// A document with a photo that tells where it was taken.
    Located,
}

huisheng_domain::codes! { MediaRefusal:
    MediaRefusal::Empty => "media_empty",
    MediaRefusal::TooLarge { .. } => "media_too_large",
    MediaRefusal::TooManyPixels { .. } => "media_too_many_pixels",
    MediaRefusal::Heif => "media_heif",
    MediaRefusal::QuickTime => "media_quicktime",
    MediaRefusal::AudioFormat { .. } => "media_audio_format",
    MediaRefusal::Unsupported { .. } => "media_unsupported",
    MediaRefusal::Active => "media_active_content",
    MediaRefusal::Animated => "media_animated",
    MediaRefusal::StaffOnly => "media_staff_only",
    MediaRefusal::OldOffice => "media_old_office",
    MediaRefusal::Broken { .. } => "media_broken",
    MediaRefusal::Appended => "media_appended_data",
    MediaRefusal::ExtraTrack => "media_extra_track",
    MediaRefusal::Archive => "media_archive",
    MediaRefusal::ArchiveBomb => "media_archive_bomb",
    MediaRefusal::Encrypted => "media_encrypted",
    MediaRefusal::Macros => "media_macros",
    MediaRefusal::PdfActive => "media_pdf_active",
    MediaRefusal::Located => "media_located",
}

impl MediaRefusal {
    /// The reason and the remedy, in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        let (zh, en) = match self {
            Self::TooLarge { kind, limit } => return too_large(*kind, *limit),
            Self::TooManyPixels { width, height, limit } => {
                let limit = limit / 1_000_000;
                return (
                    format!(
                        "照片为 {width}×{height} 像素，超过 {limit}00 万像素的上限。请在相机中改用普通分辨率，或发送压缩后的照片。"
                    ),
                    format!(
                        "The photo has {width} × {height} pixels, more than {limit} megapixels. Use the camera's normal resolution or send a smaller copy."
                    ),
                );
            }
            Self::AudioFormat { found } => {
                return (
                    format!("暂不支持 {found} 录音。请转存为 MP3、M4A 或 WAV 后再上传。"),
                    format!(
                        "{found} recordings are not taken. Save the recording as MP3, M4A or WAV and send it again."
                    ),
                );
            }
            Self::Unsupported { found: Some(found) } => {
                return (
                    format!("不支持的文件类型（{found}）。{ACCEPTED_ZH}"),
                    format!("This type of file ({found}) is not taken. {ACCEPTED_EN}"),
                );
            }
            Self::Broken { part } => {
                return (
                    format!("文件不完整或已损坏（{part}）。请重新拍摄、导出或上传。"),
                    format!(
                        "The file is incomplete or damaged ({part}). Take, save or send it again."
                    ),
                );
            }
            Self::Unsupported { found: None } => (
                "无法识别的文件类型。请上传照片（JPEG、PNG、WebP）、录音（M4A、MP3、WAV、OGG、WebM）或视频（MP4、MOV、WebM）。",
                "The type of this file is not known. Send photos (JPEG, PNG, WebP), recordings (M4A, MP3, WAV, OGG, WebM) or videos (MP4, MOV, WebM).",
            ),
            Self::Empty => ("文件是空的。请重新选择文件。", "The file is empty. Choose it again."),
            Self::Heif => (
                "暂不支持 HEIC、HEIF、AVIF 照片。苹果手机请在“设置－相机－格式”中选择“兼容性最佳”，其他手机请关闭“高效格式”，或转为 JPEG 后再上传。",
                "HEIC, HEIF and AVIF photos are not taken. On an iPhone choose Settings – Camera – Formats – Most Compatible, on other phones switch off the high-efficiency format, or send the photo as JPEG.",
            ),
            Self::QuickTime => (
                "不支持只有声音的 MOV 文件。请存为 M4A 或 MP3 后再上传。",
                "A MOV with sound only is not taken. Save the recording as M4A or MP3.",
            ),
            Self::Active => (
                "网页、矢量图和程序文件不能上传。请改为上传截图（PNG、JPEG）。",
                "Web pages, SVG drawings and programs are not taken. Send a screenshot (PNG, JPEG) instead.",
            ),
            Self::Animated => (
                "不支持动态图片。请上传静态照片，或以 MP4 视频上传。",
                "Moving pictures are not taken. Send a still photo or an MP4 video.",
            ),
            Self::StaffOnly => (
                "文档只能由工作人员上传。请将文档拍照后上传照片。",
                "Documents are taken from staff only. Send a photo of the document.",
            ),
            Self::OldOffice => (
                "不支持旧版 DOC、XLS、PPT 文件。请另存为 DOCX、XLSX 或 PDF 后再上传。",
                "Old DOC, XLS and PPT files are not taken. Save the document as DOCX, XLSX or PDF.",
            ),
            Self::Appended => (
                "文件中夹带了其他内容。请从原应用重新导出后再上传。",
                "Something else is hidden in this file. Export it again from the application that made it.",
            ),
            Self::ExtraTrack => (
                "视频中带有画面和声音以外的数据轨，可能记录了行踪。请在相机中关闭位置记录，或用剪辑软件重新导出后再上传。",
                "The video has a track beside picture and sound that may tell where it was taken. Switch off location in the camera, or export the video again from an editor.",
            ),
            Self::Archive => (
                "不支持压缩包。请解压后逐个上传照片、PDF、DOCX、XLSX 或 OFD 文件。",
                "Archives are not taken. Unpack it and send the photos, PDF, DOCX, XLSX or OFD files one by one.",
            ),
            Self::ArchiveBomb => (
                "文档展开后过大。请删减内容，或另存为 PDF 后再上传。",
                "The document grows too large when opened. Shorten it or save it as PDF.",
            ),
            Self::Encrypted => (
                "文档设有密码。请去除密码后再上传。",
                "The document is under a password. Remove the password and send it again.",
            ),
            Self::Macros => (
                "文档带有宏。请另存为不含宏的 DOCX、XLSX 或 PDF 后再上传。",
                "The document has macros. Save it as DOCX or XLSX without macros, or as PDF.",
            ),
            Self::Located => (
                "文档中的照片带有拍摄位置。请在文档中选中照片、用“压缩图片”处理后另存，或另发照片（位置会自动去除）；PDF 请从处理后的文档重新导出。",
                "A photo in this document tells where it was taken. Use \"compress pictures\" in the document and save it again, or send the photos by themselves, which takes it off; export a PDF again from the mended document.",
            ),
            Self::PdfActive => (
                "PDF 中带有脚本或启动程序的动作。请用“打印为 PDF”另存后再上传。",
                "The PDF runs a script or starts a program. Print it to PDF and send that.",
            ),
        };
        (zh.to_owned(), en.to_owned())
    }
}

const ACCEPTED_ZH: &str = "可上传照片（JPEG、PNG、WebP）、录音（M4A、MP3、WAV、OGG、WebM）、视频（MP4、WebM），工作人员还可上传 PDF、DOCX、XLSX、OFD。";
const ACCEPTED_EN: &str = "Photos (JPEG, PNG, WebP), recordings (M4A, MP3, WAV, OGG, WebM) and videos (MP4, WebM) are, from staff also PDF, DOCX, XLSX and OFD.";

fn too_large(kind: Kind, limit: u64) -> (String, String) {
    let (zh, en, remedy_zh, remedy_en) = match kind {
        Kind::Photo => ("照片", "photo", "请发送压缩后的照片", "Send a smaller copy"),
        Kind::Audio => ("录音", "recording", "请分段录制后上传", "Record it in parts"),
        Kind::Video => {
            ("视频", "video", "请缩短视频或降低清晰度", "Shorten it or lower its resolution")
        }
        Kind::Document => {
            ("文档", "document", "请拆分或压缩图片后上传", "Split it or compress its pictures")
        }
    };
    let limit = format!("{} MB", limit.div_ceil(1 << 20));
    (
        format!("{zh}超过 {limit} 的上限。{remedy_zh}。"),
        format!("The {en} is larger than {limit}. {remedy_en}."),
    )
}
