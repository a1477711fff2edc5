//! The type of a file from its first bytes.

use super::{
    Kind, MediaRefusal,
    bytes::{be16, take},
    mp3,
};

/// The containers we can walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Mp4,
    WebM,
    Mp3,
    Wav,
    Ogg,
    Pdf,
    Zip,
}

impl Format {
    /// The kind with the largest cap it may turn out to be.
    pub fn widest_kind(self) -> Kind {
        match self {
            Self::Jpeg | Self::Png | Self::WebP => Kind::Photo,
            Self::Mp4 | Self::WebM => Kind::Video,
            Self::Mp3 | Self::Wav | Self::Ogg => Kind::Audio,
            Self::Pdf | Self::Zip => Kind::Document,
        }
    }
}

/// Names the container, or says what to do with one we do not take.
pub fn sniff(bytes: &[u8], declared_name: &str) -> Result<Format, MediaRefusal> {
    if bytes.is_empty() {
        return Err(MediaRefusal::Empty);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(Format::Jpeg);
    }
    if bytes.starts_with(super::png::SIGNATURE) {
        return Ok(Format::Png);
    }
    if take(bytes, 4, 4) == Some(b"ftyp") {
        return iso_brand(bytes);
    }
    match (take(bytes, 0, 4), take(bytes, 8, 4)) {
        (Some(b"RIFF"), Some(b"WEBP")) => return Ok(Format::WebP),
        (Some(b"RIFF"), Some(b"WAVE")) => return Ok(Format::Wav),
        (Some(b"FORM"), Some(b"AIFF" | b"AIFC")) => {
            return Err(MediaRefusal::AudioFormat { found: "AIFF" });
        }
        (Some([0x1A, 0x45, 0xDF, 0xA3]), _) => return Ok(Format::WebM),
        (Some(b"OggS"), _) => return Ok(Format::Ogg),
        (Some(b"PK\x03\x04"), _) => return Ok(Format::Zip),
        (Some(b"%PDF"), _) => return Ok(Format::Pdf),
        _ => {}
    }
    if bytes.starts_with(b"ID3") || mp3::frame_len(bytes, 0).is_some() {
        return Ok(Format::Mp3);
    }
    Err(foreign(bytes, declared_name))
}

/// ISO base media by its brands: still pictures and Apple's own container are told from MP4.
fn iso_brand(bytes: &[u8]) -> Result<Format, MediaRefusal> {
    let len = be16(bytes, 2).map_or(0, usize::from);
    let brands = bytes.get(8..len.min(bytes.len())).unwrap_or_default();
    // The second four bytes are the minor version, not a brand, and never read as one of these.
    let has = |known: &[&[u8; 4]]| brands.chunks_exact(4).any(|b| known.iter().any(|k| b == *k));
    if has(&[
        b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis",
    ]) {
        return Err(MediaRefusal::Heif);
    }
    match brands.get(..4) {
        Some([b'3', b'g', ..]) => Err(MediaRefusal::Unsupported { found: Some("video/3gpp") }),
        Some(_) => Ok(Format::Mp4),
        None => Err(MediaRefusal::Broken { part: "ftyp" }),
    }
}

/// The refusal that helps most for a file we do not walk. Here the name may help, since nothing is taken on its word.
fn foreign(bytes: &[u8], declared_name: &str) -> MediaRefusal {
    const RECORDINGS: [(&[u8], &str); 5] = [
        (b"fLaC", "FLAC"),
        (b"#!AMR", "AMR"),
        (b"#!SILK", "SILK"),
        (b"\x02#!SILK", "SILK"),
        (b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", "WMA"),
    ];
    if let Some((_, found)) = RECORDINGS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return MediaRefusal::AudioFormat { found };
    }
    if matches!(bytes, [0xFF, second, ..] if second & 0xF6 == 0xF0) {
        return MediaRefusal::AudioFormat { found: "AAC" };
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return MediaRefusal::OldOffice;
    }
    if is_page(bytes) || infer::is_app(bytes) || bytes.starts_with(b"#!") {
        return MediaRefusal::Active;
    }
    if let Some(found) = infer::get(bytes) {
        return MediaRefusal::Unsupported { found: Some(found.mime_type()) };
    }
    let extension = declared_name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    match extension.as_deref() {
        Some("heic" | "heif" | "avif") => MediaRefusal::Heif,
        Some("svg" | "html" | "htm" | "js" | "exe" | "apk") => MediaRefusal::Active,
        _ => MediaRefusal::Unsupported { found: None },
    }
}

/// Markup: a first character `<` after white space and byte order mark.
fn is_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}
