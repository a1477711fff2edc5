//! Ogg (RFC 3533) with Vorbis or Opus: the comments are blanked where they stand and the pages' checksums written anew.

use std::ops::Range;

use super::{
    Media, MediaRefusal, audio,
    bytes::{le32, take},
};

const HEADER: usize = 27;

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Blanks title, performer, place and pictures of a single sound stream.
pub fn clean(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    let mut out = bytes.to_vec();
    let serial = le32(bytes, 14).ok_or(broken("page"))?;
    let mut pages = Vec::new();
    // Pieces of the first two packets: what the stream is, and its comments.
    let mut packets: [Vec<Range<usize>>; 2] = Default::default();
    let (mut packet, mut at) = (0, 0);
    while at < bytes.len() {
        if take(bytes, at, 5) != Some(b"OggS\0") {
            return Err(MediaRefusal::Appended);
        }
        if le32(bytes, at + 14) != Some(serial) {
            // Pictures, or a second recording behind the first.
            return Err(MediaRefusal::ExtraTrack);
        }
        let count = bytes.get(at + 26).map_or(0, |count| usize::from(*count));
        let table = take(bytes, at + HEADER, count).ok_or(broken("page"))?;
        let start = at;
        at += HEADER + count;
        for lace in table {
            let piece = at..at + usize::from(*lace);
            at = piece.end;
            if let Some(pieces) = packets.get_mut(packet) {
                pieces.push(piece);
            }
            packet += usize::from(*lace < 255);
        }
        if at > bytes.len() {
            return Err(broken("end"));
        }
        pages.push(start..at);
    }
    let [head, comments] = packets.map(|pieces| (joined(bytes, &pieces), pieces));
    let blank = if head.0.starts_with(b"\x01vorbis") {
        blank(&comments.0, b"\x03vorbis", &[1])
    } else if head.0.starts_with(b"OpusHead") {
        blank(&comments.0, b"OpusTags", &[])
    } else {
        return Err(MediaRefusal::Unsupported { found: Some("application/ogg") });
    };
    let blank = blank.ok_or(broken("comments"))?;
    let mut from = blank.as_slice();
    for piece in comments.1 {
        let (now, later) = from.split_at_checked(piece.len()).ok_or(broken("comments"))?;
        out.get_mut(piece).ok_or(broken("comments"))?.copy_from_slice(now);
        from = later;
    }
    for page in pages {
        seal(out.get_mut(page).unwrap_or_default());
    }
    Ok(audio("audio/ogg", "ogg", out))
}

fn joined(bytes: &[u8], pieces: &[Range<usize>]) -> Vec<u8> {
    pieces.iter().filter_map(|piece| bytes.get(piece.clone())).flatten().copied().collect()
}

/// A comment packet of the same length without comments: its maker's name is all blanks, so that nothing has to move.
fn blank(old: &[u8], magic: &[u8], tail: &[u8]) -> Option<Vec<u8>> {
    old.starts_with(magic).then_some(())?;
    let maker = old.len().checked_sub(magic.len() + 8 + tail.len())?;
    let mut packet = magic.to_vec();
    packet.extend(u32::try_from(maker).ok()?.to_le_bytes());
    packet.resize(packet.len() + maker, b' ');
    packet.extend([0; 4]);
    packet.extend(tail);
    Some(packet)
}

/// Writes the checksum of a page, reckoned with its own place empty.
fn seal(page: &mut [u8]) {
    if let Some(sum) = page.get_mut(22..26) {
        sum.fill(0);
    }
    let sum = checksum(page);
    if let Some(place) = page.get_mut(22..26) {
        place.copy_from_slice(&sum.to_le_bytes());
    }
}

/// Polynomial 04C11DB7, most significant bit first, from zero.
fn checksum(page: &[u8]) -> u32 {
    page.iter().fold(0, |crc: u32, byte| {
        let [high, ..] = crc.to_be_bytes();
        crc << 8 ^ TABLE[usize::from(high ^ byte)]
    })
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut crc = (at as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc >> 31 == 1 { crc << 1 ^ 0x04C1_1DB7 } else { crc << 1 };
            bit += 1;
        }
        table[at] = crc;
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    /// The check value of CRC-32/CKSUM without its final inversion.
    #[test]
    fn checksum_agrees_with_the_published_check_value() {
        assert_eq!(super::checksum(b"123456789"), !0x765E_7680);
    }
}
