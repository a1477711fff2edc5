//! WAV (RIFF): format and samples are kept, everything else goes.

use super::{
    Media, MediaRefusal, audio,
    bytes::{le16, le32, take},
};

/// PCM, float, A-law, µ-law, extensible: what browsers play.
const FORMATS: [u16; 5] = [1, 3, 6, 7, 0xFFFE];
/// Written by recorders that could not go back to fill the size in.
const UNKNOWN: u32 = u32::MAX;

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Drops LIST/INFO, ID3, broadcast and unknown chunks and what follows the end.
pub fn clean(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    let end = match le32(bytes, 4).ok_or(broken("header"))? {
        UNKNOWN => bytes.len(),
        len => usize::try_from(len).ok().and_then(|len| len.checked_add(8)).ok_or(broken("end"))?,
    };
    let riff = bytes.get(..end).ok_or(broken("end"))?;
    let (mut format, mut samples) = (None, None);
    let mut at = 12;
    while at < end {
        let name = take(riff, at, 4).ok_or(broken("chunk"))?;
        let len = match le32(riff, at + 4).ok_or(broken("chunk"))? {
            UNKNOWN if name == b"data" => end - at - 8,
            len => usize::try_from(len).map_err(|_| broken("chunk"))?,
        };
        let body = take(riff, at + 8, len).ok_or(broken("chunk"))?;
        at += 8 + len + len % 2;
        match name {
            b"fmt " if format.is_none() && (16..=40).contains(&len) => format = Some(body),
            b"data" if format.is_some() && samples.is_none() => samples = Some(body),
            b"fmt " | b"data" => return Err(broken("order")),
            _ => {}
        }
    }
    let format = format.ok_or(broken("format"))?;
    let samples = samples.ok_or(broken("samples"))?;
    if !le16(format, 0).is_some_and(|tag| FORMATS.contains(&tag)) {
        return Err(MediaRefusal::AudioFormat { found: "WAV" });
    }
    let mut chunks = b"WAVE".to_vec();
    chunk(&mut chunks, b"fmt ", format)?;
    chunk(&mut chunks, b"data", samples)?;
    let mut out = Vec::with_capacity(chunks.len() + 8);
    chunk(&mut out, b"RIFF", &chunks)?;
    Ok(audio("audio/wav", "wav", out))
}

fn chunk(out: &mut Vec<u8>, name: &[u8], body: &[u8]) -> Result<(), MediaRefusal> {
    out.extend(name);
    out.extend(u32::try_from(body.len()).map_err(|_| broken("size"))?.to_le_bytes());
    out.extend(body);
    out.resize(out.len().next_multiple_of(2), 0);
    Ok(())
}
