//! WebM (Matroska, RFC 9559): elements that play are kept in place, all others become `Void` elements of the same size.

use super::{Kind, Media, MediaRefusal, audio};

const HEADER: u32 = 0x1A45_DFA3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const CLUSTER: u32 = 0x1F43_B675;
const CUES: u32 = 0x1C53_BB6B;
const SEEK_HEAD: u32 = 0x114D_9B74;
const VOID: u32 = 0xEC;
/// `TimestampScale`, `Duration`, `MuxingApp`, `WritingApp`: not the title, date, file names or neighbours.
const KEPT_INFO: [u32; 4] = [0x2A_D7B1, 0x4489, 0x4D80, 0x5741];
/// Elements a cluster holds: timestamp, blocks, position, previous size.
const IN_CLUSTER: [u32; 6] = [0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xEC];
/// Free words about a track: its name.
const TRACK_NAME: u32 = 0x536E;

#[derive(Default)]
struct Found {
    picture: bool,
    sound: bool,
    clusters: bool,
    width: Option<u32>,
    height: Option<u32>,
}

#[derive(Clone, Copy)]
struct Element {
    id: u32,
    at: usize,
    body: usize,
    /// `None` for an element of unknown size, as browsers record them.
    end: Option<usize>,
}

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Voids tags, titles, chapters, attachments and unknown elements; refuses tracks that are neither picture nor sound.
pub fn clean(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    let mut out = bytes.to_vec();
    let end = out.len();
    let header = element(&out, 0, end).filter(|e| e.id == HEADER).ok_or(broken("header"))?;
    let header_end = header.end.ok_or(broken("header"))?;
    if doc_type(&out, header.body, header_end) != Some(b"webm") {
        return Err(MediaRefusal::Unsupported { found: Some("video/x-matroska") });
    }
    let segment =
        element(&out, header_end, end).filter(|e| e.id == SEGMENT).ok_or(broken("segment"))?;
    if segment.end.is_some_and(|segment| segment != end) {
        return Err(MediaRefusal::Appended);
    }
    let mut found = Found::default();
    let mut at = segment.body;
    while at < end {
        let child = element(&out, at, end).ok_or(broken("element"))?;
        at = match (child.id, child.end) {
            (CLUSTER, None) => {
                found.clusters = true;
                open_cluster(&out, child.body, end).ok_or(broken("cluster"))?
            }
            (_, None) => return Err(broken("element")),
            (CLUSTER, Some(end)) => {
                found.clusters = true;
                end
            }
            (INFO, Some(end)) => {
                void_children(&mut out, child.body, end, |id| KEPT_INFO.contains(&id))?;
                end
            }
            (TRACKS, Some(end)) => {
                tracks(&mut out, child.body, end, &mut found)?;
                end
            }
            (SEEK_HEAD | CUES, Some(end)) => end,
            (_, Some(end)) => {
                void(&mut out, child.at, end);
                end
            }
        };
    }
    if !found.clusters || !(found.picture || found.sound) {
        return Err(broken("tracks"));
    }
    let sound = audio("audio/webm", "webm", out);
    Ok(if found.picture {
        let (width, height) = (found.width, found.height);
        Media { kind: Kind::Video, mime: "video/webm", width, height, ..sound }
    } else {
        sound
    })
}

fn doc_type(bytes: &[u8], start: usize, end: usize) -> Option<&[u8]> {
    let mut at = start;
    while at < end {
        let child = element(bytes, at, end)?;
        at = child.end?;
        if child.id == 0x4282 {
            return bytes.get(child.body..at).map(|text| text.trim_ascii_end());
        }
    }
    None
}

/// The element at `at`, which must end by `limit`.
fn element(bytes: &[u8], at: usize, limit: usize) -> Option<Element> {
    let first = *bytes.get(at)?;
    let id_len = first.leading_zeros() as usize + 1;
    let id = bytes.get(at..at + id_len).filter(|id| id.len() <= 4)?;
    let id = id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte));
    let size_at = at + id_len;
    let first = *bytes.get(size_at)?;
    let len = first.leading_zeros() as usize + 1;
    let raw = bytes.get(size_at..size_at + len).filter(|raw| raw.len() <= 8)?;
    let raw = raw.iter().fold(0u64, |size, byte| size << 8 | u64::from(*byte));
    let mask = (1u64 << (7 * len)) - 1;
    let body = size_at + len;
    if raw & mask == mask {
        return Some(Element { id, at, body, end: None });
    }
    let end = body.checked_add(usize::try_from(raw & mask).ok()?)?;
    (end <= limit).then_some(Element { id, at, body, end: Some(end) })
}

/// The end of a cluster of unknown size: where something begins that a cluster cannot hold.
fn open_cluster(bytes: &[u8], start: usize, limit: usize) -> Option<usize> {
    let mut at = start;
    while at < limit {
        let child = element(bytes, at, limit)?;
        if !IN_CLUSTER.contains(&child.id) {
            break;
        }
        at = child.end?;
    }
    Some(at)
}

fn void_children(
    out: &mut [u8],
    start: usize,
    end: usize,
    keep: impl Fn(u32) -> bool,
) -> Result<(), MediaRefusal> {
    let mut at = start;
    while at < end {
        let child = element(out, at, end).ok_or(broken("element"))?;
        let child_end = child.end.ok_or(broken("element"))?;
        if !keep(child.id) {
            void(out, child.at, child_end);
        }
        at = child_end;
    }
    Ok(())
}

fn tracks(out: &mut [u8], start: usize, end: usize, found: &mut Found) -> Result<(), MediaRefusal> {
    void_children(out, start, end, |id| id == TRACK)?;
    let mut at = start;
    while at < end {
        let entry = element(out, at, end).ok_or(broken("track"))?;
        at = entry.end.ok_or(broken("track"))?;
        if entry.id != TRACK {
            continue;
        }
        void_children(out, entry.body, at, |id| id != TRACK_NAME && id != VOID && id != 0xBF)?;
        match number(out, entry.body, at, 0x83) {
            Some(1) => {
                found.picture = true;
                let video = child(out, entry.body, at, 0xE0).and_then(|v| Some((v.body, v.end?)));
                if let Some((body, end)) = video {
                    found.width = number(out, body, end, 0xB0);
                    found.height = number(out, body, end, 0xBA);
                }
            }
            Some(2) => found.sound = true,
            _ => return Err(MediaRefusal::ExtraTrack),
        }
    }
    Ok(())
}

fn child(bytes: &[u8], start: usize, end: usize, id: u32) -> Option<Element> {
    let mut at = start;
    while at < end {
        let child = element(bytes, at, end)?;
        if child.id == id {
            return Some(child);
        }
        at = child.end?;
    }
    None
}

fn number(bytes: &[u8], start: usize, end: usize, id: u32) -> Option<u32> {
    let child = child(bytes, start, end, id)?;
    let digits = bytes.get(child.body..child.end?).filter(|digits| digits.len() <= 4)?;
    Some(digits.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}

/// Makes one `Void` of what lies between; an element is never shorter than two bytes.
fn void(out: &mut [u8], at: usize, end: usize) {
    let Some(span) = out.get_mut(at..end) else { return };
    span.fill(0);
    let len = span.len();
    if let [id, size, rest @ ..] = span {
        *id = 0xEC;
        if len < 9 {
            *size = 0x80 | u8::try_from(len - 2).unwrap_or_default();
        } else {
            *size = 0x01;
            let body = (len as u64 - 9).to_be_bytes();
            for (to, from) in rest.iter_mut().zip(body.into_iter().skip(1)) {
                *to = from;
            }
        }
    }
}
