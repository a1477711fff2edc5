//! WebP (RFC 9649): only the chunks that make the picture are kept.

use super::{
    MediaRefusal,
    bytes::{le16, le24, le32, take},
    photo::Stripped,
};

/// Bits of the extended header: colour profile, EXIF, XMP, animation.
const METADATA: u8 = 0x20 | 0x08 | 0x04;
const ANIMATION: u8 = 0x02;

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Drops EXIF, XMP, colour profile, unknown chunks and what follows the end.
pub fn strip(bytes: &[u8]) -> Result<Stripped<'_>, MediaRefusal> {
    let end = le32(bytes, 4)
        .and_then(|len| usize::try_from(len).ok()?.checked_add(8))
        .filter(|end| *end <= bytes.len())
        .ok_or(broken("end"))?;
    let riff = bytes.get(..end).unwrap_or_default();
    let (mut canvas, mut picture, mut alpha, mut exif) = (None, None, false, None);
    let mut chunks = Vec::new();
    let mut at = 12;
    while at < end {
        let name = take(riff, at, 4).ok_or(broken("chunk"))?;
        let len =
            le32(riff, at + 4).and_then(|len| usize::try_from(len).ok()).ok_or(broken("chunk"))?;
        let body = take(riff, at + 8, len).ok_or(broken("chunk"))?;
        let first = at == 12;
        at += 8 + len + len % 2;
        match name {
            b"VP8X" if first && len == 10 => {
                let flags = body.first().copied().unwrap_or_default();
                if flags & ANIMATION != 0 {
                    return Err(MediaRefusal::Animated);
                }
                canvas = le24(body, 4).zip(le24(body, 7)).map(|(w, h)| (w + 1, h + 1));
                let mut body = body.to_vec();
                if let Some(flags) = body.first_mut() {
                    *flags &= !METADATA;
                }
                push(&mut chunks, name, &body);
            }
            b"ALPH" if canvas.is_some() && picture.is_none() && !alpha => {
                alpha = true;
                push(&mut chunks, name, body);
            }
            b"VP8 " | b"VP8L" if picture.is_none() => {
                picture = Some(coded_size(name, body).ok_or(broken("frame"))?);
                push(&mut chunks, name, body);
            }
            b"ANIM" | b"ANMF" => return Err(MediaRefusal::Animated),
            b"VP8X" | b"ALPH" | b"VP8 " | b"VP8L" => return Err(broken("order")),
            b"EXIF" if exif.is_none() => exif = Some(body),
            _ => {}
        }
    }
    let (width, height) = picture.ok_or(broken("frame"))?;
    if canvas.is_some_and(|canvas| canvas != (width, height)) {
        return Err(broken("size"));
    }
    let mut kept = b"RIFF".to_vec();
    kept.extend(u32::try_from(chunks.len() + 4).map_err(|_| broken("size"))?.to_le_bytes());
    kept.extend(b"WEBP");
    kept.extend(chunks);
    Ok(Stripped { width, height, exif, kept })
}

fn push(chunks: &mut Vec<u8>, name: &[u8], body: &[u8]) {
    chunks.extend(name);
    chunks.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_le_bytes());
    chunks.extend(body);
    chunks.resize(chunks.len().next_multiple_of(2), 0);
}

/// Width and height in the frame header of a lossy or lossless picture.
fn coded_size(name: &[u8], body: &[u8]) -> Option<(u32, u32)> {
    if name == b"VP8 " {
        // Three bytes of frame tag, a start code, then 14 bits each with two bits of scaling above.
        (take(body, 3, 3)? == [0x9D, 0x01, 0x2A]).then_some(())?;
        return Some(((le16(body, 6)? & 0x3FFF).into(), (le16(body, 8)? & 0x3FFF).into()));
    }
    (body.first()? == &0x2F).then_some(())?;
    let bits = le32(body, 1)?;
    Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
}
