//! Files brought in by residents and staff: what they are, whether we take them, and what must come off first.
//!
//! Everything here is a pure function over bytes. The type is read from the content; a name or a header is never believed.
//! Photos lose all metadata (the place is read first, so that it can be offered to the reporter), recordings lose their tags,
//! office documents are evidence and stay as they are or are refused, also where a photo in them tells its place.

mod archive;
mod bytes;
mod ebml;
mod jpeg;
mod located;
mod mp3;
mod mp4;
mod ogg;
mod pdf;
mod photo;
mod place;
mod png;
mod refusal;
mod sniff;
mod wav;
mod webp;

pub(crate) use photo::THUMBNAIL_SIDE;
pub use photo::thumbnail;
pub use refusal::MediaRefusal;
use sniff::Format;

/// What a file is to the people who look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 图片
    Photo,
    /// 语音
    Audio,
    /// 视频
    Video,
    /// 文档, from staff only
    Document,
}

/// Who sends the file: documents are taken from staff only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uploader {
    Resident,
    Staff,
}

/// The largest file we take, by kind, and what it may grow to when opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of a photo as sent.
    pub photo_bytes: u64,
    /// Bytes of a voice recording as sent.
    pub audio_bytes: u64,
    /// Bytes of a video as sent.
    pub video_bytes: u64,
    /// Bytes of a document as sent.
    pub document_bytes: u64,
    /// Width × height of a photo; one decoded pixel takes three to four bytes of memory, eight at 16 bits a channel.
    pub pixels: u64,
    /// Entries in a document's archive.
    pub archive_entries: usize,
    /// Bytes of all entries together when inflated.
    pub archive_bytes: u64,
    /// Inflated over packed size of one entry; looked at above one megabyte, small repetitive parts pack well.
    pub archive_ratio: u64,
}

impl Default for Caps {
    /// A phone's 48-megapixel photo (8064 × 6048) still passes; its decoding needs 190 MB.
    fn default() -> Self {
        const MB: u64 = 1 << 20;
        Self {
            photo_bytes: 25 * MB,
            audio_bytes: 25 * MB,
            video_bytes: 200 * MB,
            document_bytes: 50 * MB,
            pixels: 50_000_000,
            archive_entries: 5_000,
            archive_bytes: 300 * MB,
            archive_ratio: 200,
        }
    }
}

impl Caps {
    fn bytes(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Photo => self.photo_bytes,
            Kind::Audio => self.audio_bytes,
            Kind::Video => self.video_bytes,
            Kind::Document => self.document_bytes,
        }
    }
}

/// A file we keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Media {
    pub kind: Kind,
    /// As served; follows the content, not what the sender said.
    pub mime: &'static str,
    /// Without the dot.
    pub extension: &'static str,
    /// Without metadata; cleaning them again changes nothing.
    pub bytes: Vec<u8>,
    /// Pixels, upright; of photos, and of videos that say so.
    pub width: Option<u32>,
    /// Pixels, upright; of photos, and of videos that say so.
    pub height: Option<u32>,
    /// Longitude and latitude in degrees (WGS-84), no longer in the bytes: to be offered as the place, never stored unasked.
    pub gps: Option<(f64, f64)>,
    /// Wall clock of the camera, which knows no zone.
    pub taken_at: Option<jiff::civil::DateTime>,
}

/// Looks at a file and gives it back cleaned, or says why it is not taken.
///
/// `declared_name` only helps to word a refusal. A photo is not decoded here unless it must be turned upright: one of which
/// [`thumbnail`] makes nothing has a sound frame but spoilt content.
pub fn inspect(
    bytes: &[u8],
    declared_name: &str,
    who: Uploader,
    caps: &Caps,
) -> Result<Media, MediaRefusal> {
    let format = sniff::sniff(bytes, declared_name)?;
    let within = |kind: Kind| match caps.bytes(kind) {
        limit if bytes.len() as u64 > limit => Err(MediaRefusal::TooLarge { kind, limit }),
        _ => Ok(()),
    };
    // Whether MP4 and WebM hold sound or pictures shows only when walked, which costs no memory: the larger cap goes first.
    within(format.widest_kind())?;
    if format.widest_kind() == Kind::Document && who != Uploader::Staff {
        return Err(MediaRefusal::StaffOnly);
    }
    match format {
        Format::Jpeg | Format::Png | Format::WebP => photo::clean(bytes, format, caps),
        Format::Mp4 => mp4::clean(bytes).and_then(|media| within(media.kind).map(|()| media)),
        Format::WebM => ebml::clean(bytes).and_then(|media| within(media.kind).map(|()| media)),
        Format::Mp3 => mp3::clean(bytes),
        Format::Wav => wav::clean(bytes),
        Format::Ogg => ogg::clean(bytes),
        Format::Pdf => pdf::check(bytes),
        Format::Zip => archive::check(bytes, caps),
    }
}

/// A recording without a picture.
fn audio(mime: &'static str, extension: &'static str, bytes: Vec<u8>) -> Media {
    Media { kind: Kind::Audio, ..document(mime, extension, bytes) }
}

/// A document, kept as it came.
fn document(mime: &'static str, extension: &'static str, bytes: Vec<u8>) -> Media {
    Media {
        kind: Kind::Document,
        mime,
        extension,
        bytes,
        width: None,
        height: None,
        gps: None,
        taken_at: None,
    }
}

#[cfg(test)]
mod tests;
