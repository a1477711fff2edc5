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
    if contains(bytes, b"/Encrypt ") || contains(bytes, b"/Encrypt<<") {
        return Err(MediaRefusal::Encrypted);
    }
    if contains(bytes, b"/JavaScript") || contains(bytes, b"/Launch") {
        return Err(MediaRefusal::PdfActive);
    }
    if located(bytes) {
        return Err(MediaRefusal::Located);
    }
    Ok(document("application/pdf", "pdf", bytes.to_vec()))
}
