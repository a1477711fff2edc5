//! PDF: kept as it came, if it only shows.

use super::{Media, MediaRefusal, bytes::contains, document, located::located};

/// Refuses scripts, started programs, passwords, photos that tell their place and anything behind the end.
///
/// Attached files stay: electronic invoices carry their data so. What is packed inside object streams is not seen; viewers
/// ask before they run it.
pub fn check(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    let tail = bytes.trim_ascii_end();
    let tail = tail.strip_suffix(b"\0").map_or(tail, |_| {
        let used = tail.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
        tail.get(..used).unwrap_or_default().trim_ascii_end()
    });
    if !bytes.starts_with(b"%PDF-") {
        return Err(MediaRefusal::Broken { part: "header" });
    }
    if !tail.ends_with(b"%%EOF") {
        let ended = contains(bytes, b"%%EOF");
        return Err(if ended {
            MediaRefusal::Appended
        } else {
            MediaRefusal::Broken { part: "end" }
        });
    }
    let names = unescaped(bytes);
    if contains(&names, b"/Encrypt ") || contains(&names, b"/Encrypt<<") {
        return Err(MediaRefusal::Encrypted);
    }
    if contains(&names, b"/JavaScript") || contains(&names, b"/Launch") {
        return Err(MediaRefusal::PdfActive);
    }
    if located(bytes) {
        return Err(MediaRefusal::Located);
    }
    Ok(document("application/pdf", "pdf", bytes.to_vec()))
}

/// With names as a viewer reads them: in `/J#61vaScript` two digits stand for a letter (ISO 32000-1, 7.3.5).
fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        let letter = match rest {
            [b'#', high, low, ..] => digit(high).zip(digit(low)),
            _ => None,
        };
        match letter.and_then(|(high, low)| u8::try_from(16 * high + low).ok()) {
            Some(letter) => {
                plain.push(letter);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                plain.push(*first);
                rest = after;
            }
        }
    }
    plain
}
