//! Whether a document holds a photo that tells where it was taken. Documents are evidence, often
//! signed: they are not rewritten but refused, with the remedy.

use super::place;

/// An EXIF block in a JPEG fits one segment.
const BLOCK: usize = 64 << 10;
/// Blocks that are read; a document with more of them is not one.
const MOST: usize = 2_000;
/// What comes before a block, and how many bytes to pass over: JPEG, PNG, WebP.
const MARKS: [(&[u8], usize); 3] = [(b"Exif\0\0", 0), (b"eXIf", 4), (b"EXIF", 8)];

/// Looks for blocks of EXIF with a position, and for positions in XMP, wherever they stand.
pub fn located(bytes: &[u8]) -> bool {
    let tiff = bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*");
    if tiff && place::read(Some(bytes)).gps.is_some() {
        return true;
    }
    let mut seen = 0;
    for (at, window) in bytes.windows(6).enumerate() {
        if window[0] != b'E' && window[0] != b'e' {
            continue;
        }
        let Some((_, skip)) = MARKS.iter().find(|(mark, _)| window.starts_with(mark)) else {
            continue;
        };
        let start = at + skip;
        let block = bytes.get(start..bytes.len().min(start + BLOCK)).unwrap_or_default();
        seen += 1;
        if seen > MOST || place::read(Some(block)).gps.is_some() {
            return true;
        }
    }
    super::bytes::contains(bytes, b"exif:GPSLatitude")
}
