//! MP4, M4A (ISO/IEC 14496-12) and the MOV of iPhones, which is their ancestor: boxes that play are kept in place, all others become empty `free` boxes of the same size,
//! so that no offset into the media data moves.

mod timed;

use super::{
    Kind, Media, MediaRefusal, audio,
    bytes::{be32, be64, contains, take},
    place,
};

const CONTAINERS: [&[u8; 4]; 11] = [
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf", b"mfra",
    b"dinf",
];
/// Boxes without which sound or picture does not play; anything else may tell where, when and by whom it was taken.
const PLAYING: [&[u8; 4]; 51] = [
    b"ftyp", b"styp", b"mdat", b"sidx", b"ssix", b"prft", b"pdin", b"mvhd", b"mehd", b"trex",
    b"iods", b"tkhd", b"elst", b"mdhd", b"hdlr", b"elng", b"vmhd", b"smhd", b"hmhd", b"nmhd",
    b"sthd", b"gmhd", b"dref", b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2",
    b"stco", b"co64", b"stss", b"stsh", b"padb", b"stdp", b"sdtp", b"sbgp", b"sgpd", b"subs",
    b"saiz", b"saio", b"tref", b"tapt", b"mfhd", b"tfhd", b"tfdt", b"trun", b"tfra", b"mfro",
    b"leva",
];
/// Formats of timed location and motion data of action cameras and phones.
const LOCATION_FORMATS: [&[u8; 4]; 4] = [b"gpmd", b"camm", b"mebx", b"rtmd"];
const MAX_DEPTH: usize = 8;
/// Boxes at the top of a file.
const MAX_BOXES: usize = 20_000;
/// The brand of a MOV.
const QUICKTIME: &[u8] = b"qt  ";

#[derive(Default)]
struct Found {
    moov: bool,
    picture: bool,
    sound: bool,
    data: bool,
    size: Option<(u32, u32)>,
    gps: Option<(f64, f64)>,
}

fn broken(part: &'static str) -> MediaRefusal {
    MediaRefusal::Broken { part }
}

/// Empties user data, metadata with its tracks, vendor boxes and free space; refuses other tracks that are neither
/// picture nor sound.
pub fn clean(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    if has_many_boxes(bytes) {
        return Err(broken("boxes"));
    }
    let mut out = bytes.to_vec();
    timed::erase(&mut out)?;
    let mut found = Found::default();
    walk(&mut out, 0, bytes.len(), 0, &mut found)?;
    if !found.moov || !found.data {
        return Err(broken("moov"));
    }
    if !found.picture && !found.sound {
        return Err(broken("tracks"));
    }
    let is_quicktime = take(bytes, 8, 4) == Some(QUICKTIME);
    if is_quicktime && !found.picture {
        return Err(MediaRefusal::QuickTime);
    }
    let size = found.size.filter(|_| found.picture);
    let sound = audio("audio/mp4", "m4a", out);
    let sound = Media { gps: found.gps, ..sound };
    Ok(if found.picture {
        Media {
            kind: Kind::Video,
            // Its sample entries are not those of MP4, so it keeps its own name; browsers play it all the same.
            mime: if is_quicktime { "video/quicktime" } else { "video/mp4" },
            extension: if is_quicktime { "mov" } else { "mp4" },
            width: size.map(|(width, _)| width),
            height: size.map(|(_, height)| height),
            ..sound
        }
    } else {
        sound
    })
}

/// Whether it is made of boxes at the top, as a file that plays is not even when it was streamed for an hour.
fn has_many_boxes(bytes: &[u8]) -> bool {
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        match extent(bytes, at, bytes.len(), 0) {
            Some((_, len)) => at += len,
            None => return false,
        }
    }
    at < bytes.len()
}

fn walk(
    out: &mut [u8],
    start: usize,
    end: usize,
    depth: usize,
    found: &mut Found,
) -> Result<(), MediaRefusal> {
    let mut at = start;
    while at < end {
        let (head, len) = extent(out, at, end, depth).ok_or_else(|| past_end(depth))?;
        let name: [u8; 4] =
            take(out, at + 4, 4).and_then(|n| n.try_into().ok()).ok_or(broken("box"))?;
        let body = at + head..at + len;
        if CONTAINERS.contains(&&name) && depth < MAX_DEPTH {
            found.moov |= &name == b"moov";
            walk(out, body.start, body.end, depth + 1, found)?;
        } else if PLAYING.contains(&&name) {
            found.data |= &name == b"mdat";
            note(&name, out.get(body).unwrap_or_default(), found)?;
        } else {
            let body = out.get_mut(body).unwrap_or_default();
            if name != *b"free" && found.gps.is_none() {
                found.gps = place::iso6709(body);
            }
            body.fill(0);
            if let Some(name) = out.get_mut(at + 4..at + 8) {
                name.copy_from_slice(b"free");
            }
        }
        at += len;
    }
    Ok(())
}

/// What does not parse as a box at the top hangs on the end; inside it is damage.
fn past_end(depth: usize) -> MediaRefusal {
    if depth == 0 { MediaRefusal::Appended } else { broken("box") }
}

/// Length of a box's header and of the whole box.
fn extent(bytes: &[u8], at: usize, end: usize, depth: usize) -> Option<(usize, usize)> {
    let (head, len) = match be32(bytes, at)? {
        // "To the end of the file" is for the last box at the top only.
        0 if depth == 0 => (8, end - at),
        1 => (16, usize::try_from(be64(bytes, at + 8)?).ok()?),
        len => (8, usize::try_from(len).ok()?),
    };
    (len >= head && len <= end - at).then_some((head, len))
}

/// What a kept box says about the tracks.
fn note(name: &[u8; 4], body: &[u8], found: &mut Found) -> Result<(), MediaRefusal> {
    match name {
        b"hdlr" => match take(body, 8, 4) {
            Some(b"vide") => found.picture = true,
            Some(b"soun") => found.sound = true,
            Some(b"tmcd" | b"hint") => {}
            // Data reference handlers of older writers sit beside the media's own.
            Some(b"url " | b"alis") => {}
            _ => return Err(MediaRefusal::ExtraTrack),
        },
        b"stsd" if take(body, 12, 4).is_some_and(|f| LOCATION_FORMATS.iter().any(|l| f == *l)) => {
            return Err(MediaRefusal::ExtraTrack);
        }
        // Vendors hang boxes of their own on sample entries, out of our walk.
        b"stsd" if contains(body, b"uuid") || contains(body, b"\xA9xyz") => {
            return Err(MediaRefusal::ExtraTrack);
        }
        b"tkhd" => {
            let size = track_size(body).filter(|(width, height)| *width > 0 && *height > 0);
            found.size = found.size.or(size);
        }
        _ => {}
    }
    Ok(())
}

/// Whole pixels, width and height changed over when the track's matrix turns it by a quarter.
fn track_size(body: &[u8]) -> Option<(u32, u32)> {
    let matrix = if body.first()? == &1 { 52 } else { 40 };
    let (width, height) = (be32(body, matrix + 36)? >> 16, be32(body, matrix + 40)? >> 16);
    let quarter = be32(body, matrix)? == 0 && be32(body, matrix + 4)? != 0;
    Some(if quarter { (height, width) } else { (width, height) })
}
