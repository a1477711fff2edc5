//! DOCX, XLSX and OFD, which are ZIP archives: looked through without trusting what they say of their own size.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::{
    Caps, Media, MediaRefusal,
    bytes::{contains, le16, le32, take},
    document,
    located::located,
};

/// Below this size a high ratio is only repetition.
const SMALL: u64 = 1 << 20;
/// A data descriptor with signature and 64-bit sizes: the most that lawfully lies between two entries.
const DESCRIPTOR: usize = 24;
const END_LEN: usize = 22;

struct Entry<'a> {
    name: &'a [u8],
    start: usize,
    end: usize,
    deflated: bool,
    packed: &'a [u8],
}

fn broken() -> MediaRefusal {
    MediaRefusal::Broken { part: "archive" }
}

/// Takes an archive that is one of the three, without macros, passwords, bombs or anything between or behind its entries.
pub fn check(bytes: &[u8], caps: &Caps) -> Result<Media, MediaRefusal> {
    let entries = entries(bytes, caps)?;
    let has =
        |name: &str| entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name.as_bytes()));
    let (mime, extension) = if has("OFD.xml") {
        ("application/ofd", "ofd")
    } else if has("[Content_Types].xml") && has("word/document.xml") {
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    } else if has("[Content_Types].xml") && has("xl/workbook.xml") {
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    } else {
        return Err(MediaRefusal::Archive);
    };
    let mut total = 0;
    for entry in &entries {
        let name = entry.name.to_ascii_lowercase();
        if [b"vbaproject".as_slice(), b"macrosheets/", b"activex/", b"../"]
            .iter()
            .any(|n| contains(&name, n))
        {
            return Err(MediaRefusal::Macros);
        }
        let types = name == b"[content_types].xml";
        let (size, text) = inflate(entry, caps, caps.archive_bytes - total, types)?;
        total += size;
        if size > SMALL && size / (entry.packed.len() as u64).max(1) > caps.archive_ratio {
            return Err(MediaRefusal::ArchiveBomb);
        }
        if located(&text) {
            return Err(MediaRefusal::Located);
        }
        if types && names_macros(text) {
            return Err(MediaRefusal::Macros);
        }
    }
    Ok(document(mime, extension, bytes.to_vec()))
}

/// The list of types may be written in UTF-16.
fn names_macros(types: Vec<u8>) -> bool {
    let text: Vec<u8> =
        types.into_iter().filter(|b| *b != 0).map(|b| b.to_ascii_lowercase()).collect();
    contains(&text, b"macroenabled") || contains(&text, b"macrosheet")
}

/// The entries of the central directory, which must tile the file from its first byte.
fn entries<'a>(bytes: &'a [u8], caps: &Caps) -> Result<Vec<Entry<'a>>, MediaRefusal> {
    let end = bytes.len().checked_sub(END_LEN).ok_or(broken())?;
    if take(bytes, end, 4) != Some(b"PK\x05\x06") {
        return Err(if contains(bytes, b"PK\x05\x06") { MediaRefusal::Appended } else { broken() });
    }
    let count = le16(bytes, end + 10).map_or(0, usize::from);
    if count > caps.archive_entries {
        return Err(MediaRefusal::ArchiveBomb);
    }
    let directory = le32(bytes, end + 16).and_then(|at| usize::try_from(at).ok()).ok_or(broken())?;
    let mut at = directory;
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (entry, len) = entry(bytes, at)?;
        entries.push(entry);
        at += len;
    }
    if at != end {
        return Err(MediaRefusal::Appended);
    }
    entries.sort_by_key(|entry| entry.start);
    let mut last = 0;
    for entry in &entries {
        // Entries that share bytes make a bomb, gaps hide a second archive.
        if entry.start < last || entry.start - last > if last == 0 { 0 } else { DESCRIPTOR } {
            return Err(MediaRefusal::Appended);
        }
        last = entry.end;
    }
    if entries.is_empty() || directory < last || directory - last > DESCRIPTOR {
        return Err(MediaRefusal::Appended);
    }
    Ok(entries)
}

/// One entry by its record in the central directory, and the record's length.
fn entry(bytes: &[u8], at: usize) -> Result<(Entry<'_>, usize), MediaRefusal> {
    if take(bytes, at, 4) != Some(b"PK\x01\x02") {
        return Err(broken());
    }
    let half = |at| le16(bytes, at).map(usize::from).ok_or(broken());
    let word = |at| le32(bytes, at).and_then(|n| usize::try_from(n).ok()).ok_or(broken());
    if half(at + 8)? & 1 != 0 {
        return Err(MediaRefusal::Encrypted);
    }
    let deflated = match half(at + 10)? {
        0 => false,
        8 => true,
        _ => return Err(broken()),
    };
    let (packed, name_len, start) = (word(at + 20)?, half(at + 28)?, word(at + 42)?);
    let len = 46 + name_len + half(at + 30)? + half(at + 32)?;
    let name = take(bytes, at + 46, name_len).ok_or(broken())?;
    if take(bytes, start, 4) != Some(b"PK\x03\x04")
        || take(bytes, start + 30, half(start + 26)?) != Some(name)
    {
        return Err(broken());
    }
    let body = start + 30 + half(start + 26)? + half(start + 28)?;
    let packed = take(bytes, body, packed).ok_or(broken())?;
    Ok((Entry { name, start, end: body + packed.len(), deflated, packed }, len))
}

/// Size of an entry when inflated, counted, not believed; and what it holds: the list of types
/// whole, anything else as far as a photo may be large.
fn inflate(
    entry: &Entry,
    caps: &Caps,
    limit: u64,
    types: bool,
) -> Result<(u64, Vec<u8>), MediaRefusal> {
    let mut text = Vec::new();
    let mut source: Box<dyn Read + '_> = if entry.deflated {
        Box::new(DeflateDecoder::new(entry.packed))
    } else {
        Box::new(entry.packed)
    };
    let mut size = 0u64;
    let mut buffer = [0; 16 << 10];
    loop {
        let len = source.read(&mut buffer).map_err(|_| broken())?;
        let Some(read) = buffer.get(..len).filter(|read| !read.is_empty()) else { break };
        size += read.len() as u64;
        if size > limit {
            return Err(MediaRefusal::ArchiveBomb);
        }
        if types && size > SMALL {
            // A list of types this long is not one.
            return Err(MediaRefusal::ArchiveBomb);
        }
        if size <= caps.photo_bytes {
            text.extend(read);
        }
    }
    Ok((size, text))
}
