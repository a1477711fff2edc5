//! Builders of small files.

use std::io::{Cursor, Write};

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::super::Kind;

/// Stands for a position in every metadata field.
pub const MARKER: &[u8] = b"GPSLatitude=36.0675;";

/// One file of each type a resident may send, with the marker in its metadata.
pub fn every() -> Vec<(&'static str, Kind, Vec<u8>)> {
    vec![
        ("image/jpeg", Kind::Photo, jpeg(&picture(), &exif(1))),
        ("image/png", Kind::Photo, png(&picture(), &exif(1))),
        ("image/webp", Kind::Photo, webp(&picture(), &exif(1))),
        ("video/mp4", Kind::Video, mp4(&[track(b"vide"), track(b"soun")])),
        ("audio/mp4", Kind::Audio, mp4(&[track(b"soun")])),
        ("audio/webm", Kind::Audio, webm()),
        ("audio/ogg", Kind::Audio, ogg()),
        ("audio/mpeg", Kind::Audio, mp3()),
        ("audio/wav", Kind::Audio, wav()),
    ]
}

pub fn picture() -> RgbImage {
    RgbImage::from_fn(40, 24, |x, y| Rgb([(x * 6) as u8, (y * 10) as u8, 90]))
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture.clone()).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A big-endian TIFF: orientation, time, description with the marker, and 36°4'3" N 120°22'57" E.
pub fn exif(orientation: u8) -> Vec<u8> {
    let directory = |entries: [(u16, u16, u32, [u8; 4]); 4]| {
        let mut out = vec![0, 4];
        for (tag, kind, count, value) in entries {
            out.extend(tag.to_be_bytes());
            out.extend(kind.to_be_bytes());
            out.extend(count.to_be_bytes());
            out.extend(value);
        }
        out.extend([0; 4]);
        out
    };
    let mut tiff = b"MM\0\x2A\0\0\0\x08".to_vec();
    tiff.extend(directory([
        (0x010E, 2, MARKER.len() as u32, 184u32.to_be_bytes()),
        (0x0112, 3, 1, [0, orientation, 0, 0]),
        (0x0132, 2, 20, 164u32.to_be_bytes()),
        (0x8825, 4, 1, 62u32.to_be_bytes()),
    ]));
    tiff.extend(directory([
        (1, 2, 2, *b"N\0\0\0"),
        (2, 5, 3, 116u32.to_be_bytes()),
        (3, 2, 2, *b"E\0\0\0"),
        (4, 5, 3, 140u32.to_be_bytes()),
    ]));
    for part in [36u32, 1, 4, 1, 3, 1, 120, 1, 22, 1, 57, 1] {
        tiff.extend(part.to_be_bytes());
    }
    tiff.extend(b"2026:02:13 10:20:30\0");
    tiff.extend(MARKER);
    tiff
}

pub fn jpeg(picture: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let mut file = encoded(picture, ImageFormat::Jpeg);
    let mut head = vec![0xFF, 0xE1];
    head.extend((exif.len() as u16 + 8).to_be_bytes());
    head.extend(b"Exif\0\0");
    head.extend(exif);
    head.extend([0xFF, 0xFE]);
    head.extend((MARKER.len() as u16 + 2).to_be_bytes());
    head.extend(MARKER);
    file.splice(2..2, head);
    file
}

pub fn png(picture: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let mut file = encoded(picture, ImageFormat::Png);
    let mut extra = Vec::new();
    for (name, body) in [(b"eXIf", exif), (b"tEXt", &[b"Comment\0", MARKER].concat())] {
        extra.extend((body.len() as u32).to_be_bytes());
        let body = [name.as_slice(), body].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&body);
        extra.extend(body);
        extra.extend(crc.sum().to_be_bytes());
    }
    file.splice(33..33, extra);
    file
}

pub fn webp(picture: &RgbImage, exif: &[u8]) -> Vec<u8> {
    let plain = encoded(picture, ImageFormat::WebP);
    let (w, h) = (picture.width() as u8 - 1, picture.height() as u8 - 1);
    let body = [
        riff(b"VP8X", &[0x0C, 0, 0, 0, w, 0, 0, h, 0, 0]),
        plain[12..].to_vec(),
        riff(b"EXIF", exif),
        riff(b"XMP ", MARKER),
    ];
    riff(b"RIFF", &[b"WEBP".as_slice(), &body.concat()].concat())
}

fn riff(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let mut chunk = [name.as_slice(), &(body.len() as u32).to_le_bytes(), body].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

pub fn wav() -> Vec<u8> {
    let format = [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0];
    let chunks = [riff(b"fmt ", &format), riff(b"LIST", MARKER), riff(b"data", &[7; 64])].concat();
    riff(b"RIFF", &[b"WAVE".as_slice(), &chunks].concat())
}

fn mp3() -> Vec<u8> {
    let mut frame = vec![0xFF, 0xFB, 0x90, 0];
    frame.resize(417, 0x55);
    let id3 = [b"ID3\x03\0\0\0\0\0\x14".as_slice(), MARKER].concat();
    let mut last = [b"TAG".as_slice(), MARKER].concat();
    last.resize(128, 0);
    [id3, frame.clone(), frame.clone(), frame, last].concat()
}

fn mp4_box(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes(), name.as_slice(), body].concat()
}

/// A track of the given handler with user data.
pub fn track(handler: &[u8; 4]) -> Vec<u8> {
    let hdlr = mp4_box(b"hdlr", &[&[0; 8], handler.as_slice(), &[0; 13]].concat());
    let udta = mp4_box(b"udta", &mp4_box(b"loci", MARKER));
    mp4_box(b"trak", &[mp4_box(b"tkhd", &[0; 84]), mp4_box(b"mdia", &hdlr), udta].concat())
}

pub fn mp4(tracks: &[Vec<u8>]) -> Vec<u8> {
    let place = [b"+36.0675+120.3825/".as_slice(), MARKER].concat();
    let udta = mp4_box(b"udta", &mp4_box(b"\xA9xyz", &place));
    let moov = [mp4_box(b"mvhd", &[0; 100]), tracks.concat(), udta].concat();
    [
        mp4_box(b"ftyp", b"isom\0\0\x02\0isommp42"),
        mp4_box(b"moov", &moov),
        mp4_box(b"uuid", MARKER),
        mp4_box(b"mdat", &[9; 50]),
    ]
    .concat()
}

/// A video with a track of timed metadata: two samples of one chunk between the pictures.
pub fn timed_mp4() -> Vec<u8> {
    let full = |name: &[u8; 4], words: &[u32]| {
        let words: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        mp4_box(name, &[&[0; 4], words.as_slice()].concat())
    };
    let hdlr = mp4_box(b"hdlr", &[&[0; 8], b"meta".as_slice(), &[0; 13]].concat());
    let samples = b"a face, 6 pixels";
    let start = |at: u32| {
        let stbl =
            [full(b"stsz", &[0, 2, 6, 10]), full(b"stsc", &[1, 1, 2, 1]), full(b"stco", &[1, at])];
        let minf = mp4_box(b"minf", &mp4_box(b"stbl", &stbl.concat()));
        let mdia = mp4_box(b"mdia", &[hdlr.clone(), minf].concat());
        mp4_box(b"trak", &[mp4_box(b"tkhd", &[0; 84]), mdia].concat())
    };
    let without = |at| mp4(&[track(b"vide"), start(at)]);
    let data = without(0).windows(4).rposition(|name| name == b"mdat").unwrap() + 4;
    let mut file = without(data as u32 + 9);
    file.truncate(data - 8);
    file.extend(mp4_box(b"mdat", &[b"a picture", samples.as_slice(), b"one more"].concat()));
    file
}

fn ebml(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id, &[0x40 | (body.len() >> 8) as u8, body.len() as u8], body].concat()
}

fn webm() -> Vec<u8> {
    let track = [ebml(&[0x83], &[2]), ebml(&[0x53, 0x6E], MARKER)].concat();
    let body = [
        ebml(&[0x15, 0x49, 0xA9, 0x66], &ebml(&[0x7B, 0xA9], MARKER)),
        ebml(&[0x16, 0x54, 0xAE, 0x6B], &ebml(&[0xAE], &track)),
        ebml(&[0x12, 0x54, 0xC3, 0x67], MARKER),
        // A cluster of unknown size, as browsers record.
        [&[0x1F, 0x43, 0xB6, 0x75, 0xFF], ebml(&[0xA3], &[0x81, 0, 0, 0, 5]).as_slice()].concat(),
    ];
    let header = ebml(&[0x1A, 0x45, 0xDF, 0xA3], &ebml(&[0x42, 0x82], b"webm"));
    [header, ebml(&[0x18, 0x53, 0x80, 0x67], &body.concat())].concat()
}

fn ogg() -> Vec<u8> {
    let page = |number: u8, body: &[u8]| {
        let mut page = b"OggS\0\0\0\0\0\0\0\0\0\0\x07\0\0\0".to_vec();
        page.extend([number, 0, 0, 0, 0, 0, 0, 0, 1, body.len() as u8]);
        page.extend(body);
        page
    };
    let comment = [b"OpusTags\x03\0\0\0abc\x01\0\0\0\x14\0\0\0".as_slice(), MARKER].concat();
    [page(0, b"OpusHead\x01\x01"), page(1, &comment), page(2, &[3; 40])].concat()
}

pub fn docx(more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut entries: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")];
    entries.extend(more);
    zip(&entries)
}

/// A deflated archive.
pub fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, body) in entries {
        let mut packer =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(body).unwrap();
        let packed = packer.finish().unwrap();
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((body.len() as u32).to_le_bytes());
        common.extend((name.len() as u32).to_le_bytes());
        directory.extend(b"PK\x01\x02\x14\0");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((out.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([entries.len() as u8, 0, entries.len() as u8, 0]);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0, 0]);
    out
}
