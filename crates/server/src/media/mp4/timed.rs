//! Timed metadata: tracks beside sound and picture in which phones write how they were held and whose faces they
//! saw, and cameras where they were.

use std::ops::Range;

use super::{MediaRefusal, be32, be64, broken, extent, take};

/// Empties every metadata track, its samples among the media data first. One whose samples cannot be told from sound
/// and picture is refused.
pub(super) fn erase(out: &mut [u8]) -> Result<(), MediaRefusal> {
    let mut erased = 0_usize;
    let data: Vec<Range<usize>> = children(out, 0..out.len(), 0, b"mdat");
    // What is recorded piece by piece keeps its tables beside each piece.
    let in_pieces = !children(out, 0..out.len(), 0, b"moof").is_empty();
    let tracks = children(out, 0..out.len(), 0, b"moov")
        .into_iter()
        .flat_map(|moov| children(out, moov, 1, b"trak"))
        .filter(|track| is_metadata(out, track.clone()))
        .collect::<Vec<_>>();
    for track in tracks {
        let samples = samples(out, track.clone()).filter(|_| !in_pieces);
        for sample in samples.ok_or(MediaRefusal::ExtraTrack)? {
            let is_data =
                |data: &Range<usize>| data.start <= sample.start && sample.end <= data.end;
            erased = erased.saturating_add(sample.len());
            // Tables that name the same bytes over and over would keep us busy for ever.
            if !data.iter().any(is_data) || erased > out.len() {
                return Err(broken("samples"));
            }
            out.get_mut(sample).unwrap_or_default().fill(0);
        }
        let name = track.start.saturating_sub(4)..track.start;
        out.get_mut(name).unwrap_or_default().copy_from_slice(b"free");
        out.get_mut(track).unwrap_or_default().fill(0);
    }
    Ok(())
}

/// The bodies of the boxes of that name in `within`; what does not parse is told by the walk that follows.
fn children(bytes: &[u8], within: Range<usize>, depth: usize, name: &[u8; 4]) -> Vec<Range<usize>> {
    let (mut at, mut found) = (within.start, Vec::new());
    while let Some((head, len)) =
        (at < within.end).then(|| extent(bytes, at, within.end, depth)).flatten()
    {
        if take(bytes, at + 4, 4) == Some(name.as_slice()) {
            found.push(at + head..at + len);
        }
        at += len;
    }
    found
}

fn child(bytes: &[u8], path: &[&[u8; 4]], within: Range<usize>) -> Option<Range<usize>> {
    path.iter().try_fold(within, |at, name| children(bytes, at, 2, name).into_iter().next())
}

fn is_metadata(bytes: &[u8], track: Range<usize>) -> bool {
    let handler = child(bytes, &[b"mdia", b"hdlr"], track);
    handler.is_some_and(|handler| take(bytes, handler.start + 8, 4) == Some(b"meta"))
}

/// Where the samples of a track lie, chunk by chunk (ISO/IEC 14496-12, 8.7); none if its tables do not agree.
fn samples(bytes: &[u8], track: Range<usize>) -> Option<Vec<Range<usize>>> {
    let tables = child(bytes, &[b"mdia", b"minf", b"stbl"], track)?;
    let table = |name| child(bytes, &[name], tables.clone()).and_then(|body| bytes.get(body));
    let (sizes, runs) = (table(b"stsz")?, table(b"stsc")?);
    let chunks: Vec<usize> = match table(b"stco") {
        Some(table) => {
            table.get(8..)?.chunks_exact(4).filter_map(|at| whole(be32(at, 0)?)).collect()
        }
        None => {
            let table = table(b"co64")?.get(8..)?.chunks_exact(8);
            table.filter_map(|at| usize::try_from(be64(at, 0)?).ok()).collect()
        }
    };
    let (all, count) = (whole(be32(sizes, 4)?)?, whole(be32(sizes, 8)?)?);
    let mut runs = runs.get(8..)?.chunks_exact(12).peekable();
    let (mut next, mut in_chunk, mut found) = (0_usize, 0_usize, Vec::new());
    for (number, start) in (1_u32..).zip(chunks) {
        while runs.peek().is_some_and(|run| be32(run, 0).is_some_and(|first| first <= number)) {
            in_chunk = whole(be32(runs.next()?, 4)?)?;
        }
        let here = in_chunk.min(count.saturating_sub(next));
        let len = match all {
            0 => {
                let listed = take(sizes, 12 + next.checked_mul(4)?, here.checked_mul(4)?)?;
                listed
                    .chunks_exact(4)
                    .try_fold(0_usize, |sum, size| sum.checked_add(whole(be32(size, 0)?)?))?
            }
            each => each.checked_mul(here)?,
        };
        found.push(start..start.checked_add(len)?);
        next += here;
    }
    (next == count).then_some(found)
}

fn whole(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}
