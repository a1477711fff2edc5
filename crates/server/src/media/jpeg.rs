//! JPEG (ITU-T T.81): only the segments that make the picture are kept.

use super::{
    MediaRefusal,
    bytes::{be16, take},
    photo::Stripped,
};

/// More scans than any camera writes; each costs a pass over all pixels when decoded.
const MAX_SCANS: usize = 64;

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Keeps JFIF and Adobe headers (bare), tables, frame and scans; drops every other APPn, comments and what follows the end
/// (second pictures, short videos and maker's notes of phones).
pub fn strip(bytes: &[u8]) -> Result<Stripped<'_>, MediaRefusal> {
    let mut kept = vec![0xFF, 0xD8];
    let (mut exif, mut frame, mut scans) = (None, None, 0);
    let mut at = 2;
    loop {
        let marker = marker(bytes, &mut at)?;
        if marker == 0xD9 {
            kept.extend([0xFF, 0xD9]);
            break;
        }
        let len = be16(bytes, at).map_or(0, usize::from);
        let body =
            len.checked_sub(2).and_then(|len| take(bytes, at + 2, len)).ok_or(broken("segment"))?;
        at += len;
        match marker {
            0xE0 => {
                if let (true, Some(head)) = (body.starts_with(b"JFIF\0"), body.get(..12)) {
                    // The last two bytes are the size of an embedded preview, which shows the picture before it was edited.
                    segment(&mut kept, marker, &[head, &[0, 0]].concat());
                }
            }
            0xE1 if exif.is_none() => exif = body.strip_prefix(b"Exif\0\0"),
            0xEE => {
                if let (true, Some(head)) = (body.starts_with(b"Adobe"), body.get(..12)) {
                    segment(&mut kept, marker, head);
                }
            }
            0xE1..=0xEF | 0xFE | 0xDC => {}
            0xC0..=0xC2 => {
                let size = frame_size(body).filter(|_| frame.is_none()).ok_or(broken("frame"))?;
                frame = Some(size);
                segment(&mut kept, marker, body);
            }
            0xDB | 0xC4 | 0xDD if whole_tables(marker, body) => segment(&mut kept, marker, body),
            0xDA => {
                scans += 1;
                let parts = body.first().map_or(0, |n| usize::from(*n));
                if frame.is_none() || scans > MAX_SCANS || body.len() != 4 + 2 * parts {
                    return Err(broken("scan"));
                }
                segment(&mut kept, marker, body);
                let coded = entropy_coded(bytes, at).ok_or(broken("end"))?;
                kept.extend(coded);
                at += coded.len();
            }
            _ => return Err(broken("segment")),
        }
    }
    let (width, height) = frame.filter(|_| scans > 0).ok_or(broken("frame"))?;
    Ok(Stripped { width, height, exif, kept })
}

/// The next marker, past fill bytes.
fn marker(bytes: &[u8], at: &mut usize) -> Result<u8, MediaRefusal> {
    if bytes.get(*at) != Some(&0xFF) {
        return Err(broken("segment"));
    }
    while let Some(0xFF) = bytes.get(*at) {
        *at += 1;
    }
    *at += 1;
    bytes.get(*at - 1).copied().ok_or(broken("end"))
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    // A body came out of a segment with a 16-bit length, so it fits one.
    let len = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    out.extend([0xFF, marker]);
    out.extend(len.to_be_bytes());
    out.extend(body);
}

/// Width and height of a frame header without anything behind its components.
fn frame_size(body: &[u8]) -> Option<(u32, u32)> {
    let parts = usize::from(*body.get(5)?);
    (body.len() == 6 + 3 * parts).then_some(())?;
    Some((be16(body, 3)?.into(), be16(body, 1)?.into()))
}

/// Whether a segment holds whole tables and no room to hide in.
fn whole_tables(marker: u8, mut body: &[u8]) -> bool {
    if marker == 0xDD {
        return body.len() == 2;
    }
    while let [head, rest @ ..] = body {
        let len = match marker {
            0xDB if head >> 4 == 0 => 64,
            0xDB => 128,
            _ => 16 + rest.iter().take(16).map(|n| usize::from(*n)).sum::<usize>(),
        };
        match rest.get(len..) {
            Some(next) => body = next,
            None => return false,
        }
    }
    true
}

/// Coded pixels up to the next marker; stuffed zeros and restart marks belong to them.
fn entropy_coded(bytes: &[u8], start: usize) -> Option<&[u8]> {
    let mut at = start;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        match bytes.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            _ => return bytes.get(start..at),
        }
    }
}
