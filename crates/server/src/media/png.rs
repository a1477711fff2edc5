//! PNG (W3C): only the chunks that make the picture are kept.

use super::{
    MediaRefusal,
    bytes::{be32, take},
    photo::Stripped,
};

pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";

/// Chunks that change how pixels look. Text, time, EXIF, colour profiles (which carry free text) and animation go.
const KEPT: [&[u8; 4]; 11] = [
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
    b"pHYs",
];

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Drops metadata chunks and what follows the end; no compressed text is ever inflated.
pub fn strip(bytes: &[u8]) -> Result<Stripped<'_>, MediaRefusal> {
    let mut kept = SIGNATURE.to_vec();
    let (mut exif, mut size, mut pixels) = (None, None, false);
    let mut at = SIGNATURE.len();
    loop {
        let len = be32(bytes, at).and_then(|len| usize::try_from(len).ok()).ok_or(broken("end"))?;
        let name = take(bytes, at + 4, 4).ok_or(broken("end"))?;
        let body = take(bytes, at + 8, len).ok_or(broken("chunk"))?;
        let whole = take(bytes, at, len + 12).ok_or(broken("chunk"))?;
        at += whole.len();
        if (name == b"IHDR") != size.is_none() {
            return Err(broken("header"));
        }
        if KEPT.iter().any(|known| name == *known) {
            let mut crc = flate2::Crc::new();
            crc.update(whole.get(4..len + 8).unwrap_or_default());
            if be32(bytes, at - 4) != Some(crc.sum()) {
                return Err(broken("checksum"));
            }
            kept.extend(whole);
        } else if name.first().is_some_and(u8::is_ascii_uppercase) {
            // A capital first letter marks a chunk without which the picture cannot be shown.
            return Err(broken("chunk"));
        }
        match name {
            b"IHDR" => {
                size = be32(body, 0).zip(be32(body, 4)).filter(|_| len == 13);
                if size.is_none() {
                    return Err(broken("header"));
                }
            }
            b"eXIf" if exif.is_none() => exif = Some(body),
            b"IDAT" => pixels = true,
            b"IEND" if len > 0 => return Err(MediaRefusal::Appended),
            b"IEND" => break,
            _ => {}
        }
    }
    let (width, height) = size.filter(|_| pixels).ok_or(broken("header"))?;
    Ok(Stripped { width, height, exif, kept })
}
