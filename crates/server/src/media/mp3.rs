//! MP3 (ISO/IEC 11172-3, 13818-3): only whole sound frames are kept.

use super::{
    Media, MediaRefusal, audio,
    bytes::{be32, take},
};

/// kbit/s by index, MPEG 1 and MPEG 2, layer III.
const RATES_1: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const RATES_2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

/// Length of the layer III frame at `at`; `None` where none begins (a free bit rate is not taken).
pub fn frame_len(bytes: &[u8], at: usize) -> Option<usize> {
    let head = be32(bytes, at)?;
    let (version, layer) = (head >> 19 & 3, head >> 17 & 3);
    if head >> 21 != 0x7FF || version == 1 || layer != 1 {
        return None;
    }
    let index = usize::try_from(head >> 12 & 15).ok()?.checked_sub(1)?;
    let rate = *if version == 3 { &RATES_1 } else { &RATES_2 }.get(index)?;
    let hertz = *[44_100, 48_000, 32_000].get(usize::try_from(head >> 10 & 3).ok()?)?;
    let (hertz, samples) = match version {
        3 => (hertz, 144),
        2 => (hertz / 2, 72),
        _ => (hertz / 4, 72),
    };
    let padding = usize::try_from(head >> 9 & 1).ok()?;
    Some(samples * rate * 1000 / hertz + padding)
}

/// Drops ID3, APE and lyrics tags before and after the sound; refuses anything else around it.
pub fn clean(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    let mut start = 0;
    while let Some(len) = id3_len(bytes, start) {
        start += len;
    }
    // Some writers leave room to grow behind the tag.
    start += bytes.get(start..).unwrap_or_default().iter().take_while(|byte| **byte == 0).count();
    let (mut end, mut frames) = (start, 0);
    while let Some(len) = frame_len(bytes, end).filter(|len| take(bytes, end, *len).is_some()) {
        end += len;
        frames += 1;
    }
    if frames < 2 {
        return Err(MediaRefusal::Broken { part: "frames" });
    }
    let rest = bytes.get(end..).unwrap_or_default();
    let cut_frame = frame_len(bytes, end).is_some();
    let tag = [b"TAG".as_slice(), b"APETAGEX", b"LYRICSBEGIN", b"ID3"]
        .iter()
        .any(|t| rest.starts_with(t));
    if !tag && !cut_frame && rest.iter().any(|byte| *byte != 0) {
        return Err(MediaRefusal::Appended);
    }
    Ok(audio("audio/mpeg", "mp3", bytes.get(start..end).unwrap_or_default().to_vec()))
}

/// Length of an ID3v2 tag: seven bits a byte, and ten bytes more for a footer.
fn id3_len(bytes: &[u8], at: usize) -> Option<usize> {
    let head = take(bytes, at, 10).filter(|head| head.starts_with(b"ID3"))?;
    let size = head.iter().skip(6).fold(0, |size, byte| size << 7 | usize::from(byte & 0x7F));
    let footer = if head.get(5)? & 0x10 == 0 { 0 } else { 10 };
    Some(10 + size + footer).filter(|len| at + len <= bytes.len())
}
