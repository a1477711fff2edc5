//! Small files made by hand; [`files`] builds them, each with the marker where metadata may stand.

use image::{DynamicImage, ImageFormat, RgbImage};
use proptest::prelude::*;

use super::{Caps, Kind, Media, MediaRefusal, Uploader, bytes::contains, inspect, thumbnail};

mod files;
use files::{MARKER, docx, every, exif, jpeg, mp4, picture, png, timed_mp4, track, webp, zip};

fn resident(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    inspect(bytes, "photo.jpg", Uploader::Resident, &Caps::default())
}

fn staff(bytes: &[u8]) -> Result<Media, MediaRefusal> {
    inspect(bytes, "photo.jpg", Uploader::Staff, &Caps::default())
}

#[test]
fn every_kind_is_told_from_content_and_loses_its_metadata() {
    for (mime, kind, file) in every() {
        assert!(contains(&file, MARKER), "{mime}: the file carries no metadata to begin with");
        let media = resident(&file).unwrap_or_else(|refusal| panic!("{mime}: {refusal:?}"));
        assert_eq!((media.mime, media.kind), (mime, kind));
        assert!(!contains(&media.bytes, MARKER), "{mime}: metadata left");
        assert_eq!(resident(&media.bytes).map(|again| again.bytes), Ok(media.bytes), "{mime}");
    }
}

#[test]
fn a_photo_offers_place_and_time_and_keeps_its_pixels() {
    for (format, file) in [
        (ImageFormat::Jpeg, jpeg(&picture(), &exif(1))),
        (ImageFormat::Png, png(&picture(), &exif(1))),
        (ImageFormat::WebP, webp(&picture(), &exif(1))),
    ] {
        let media = resident(&file).unwrap();
        let (lon, lat) = media.gps.unwrap();
        assert!((lon - 120.3825).abs() < 1e-6 && (lat - 36.0675).abs() < 1e-6, "{lon} {lat}");
        assert_eq!(media.taken_at.unwrap().to_string(), "2026-02-13T10:20:30");
        assert_eq!((media.width, media.height), (Some(40), Some(24)));
        let before = image::load_from_memory_with_format(&file, format).unwrap();
        let after = image::load_from_memory_with_format(&media.bytes, format).unwrap();
        assert_eq!(before.as_bytes(), after.as_bytes());
        assert_eq!(resident(&media.bytes).unwrap().gps, None);
    }
}

#[test]
fn a_photo_held_sideways_is_turned_upright() {
    let file = png(&picture(), &exif(6));
    let media = resident(&file).unwrap();
    assert_eq!((media.width, media.height), (Some(24), Some(40)));
    // Orientation 6: the first row as stored is the right-hand column as seen.
    let upright = image::load_from_memory(&media.bytes).unwrap().to_rgb8();
    assert_eq!(upright.get_pixel(23, 0), picture().get_pixel(0, 0));
    assert_eq!(upright.get_pixel(23, 39), picture().get_pixel(39, 0));
    for file in [jpeg(&picture(), &exif(8)), webp(&picture(), &exif(3))] {
        let media = resident(&file).unwrap();
        assert_eq!(media.mime, "image/jpeg");
        assert_eq!(resident(&media.bytes).map(|again| again.bytes), Ok(media.bytes));
    }
}

#[test]
fn a_thumbnail_is_a_small_jpeg() {
    let large = RgbImage::from_fn(900, 300, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let media = resident(&jpeg(&large, &exif(1))).unwrap();
    let small = image::load_from_memory(&thumbnail(&media).unwrap()).unwrap();
    assert!(small.width() == 320 && (106..=107).contains(&small.height()));
    let cut = Media { bytes: media.bytes[..40].to_vec(), ..media };
    assert_eq!(thumbnail(&cut), None);
}

#[test]
fn what_hangs_behind_a_file_goes_or_is_refused() {
    for (mime, kind, mut file) in every() {
        let clean = resident(&file).unwrap();
        file.extend(b"PK\x03\x04<script>alert(1)</script>");
        match resident(&file) {
            Ok(media) => {
                assert!(
                    kind == Kind::Photo || ["audio/wav", "audio/mpeg"].contains(&mime),
                    "{mime} accepted"
                );
                assert_eq!(media.bytes, clean.bytes);
            }
            Err(refusal) => assert_eq!(refusal, MediaRefusal::Appended, "{mime}"),
        }
    }
}

#[test]
fn what_we_do_not_take_is_refused_with_a_remedy() {
    let ftyp = |brand: &[u8]| [b"\0\0\0\x14ftyp", brand, b"\0\0\0\0mif1"].concat();
    let movie = of_iphone(&mp4(&[track(b"soun")]));
    let cases: [(&[u8], &str); 16] = [
        (b"", "media_empty"),
        (&ftyp(b"heic"), "media_heif"),
        (&ftyp(b"avif"), "media_heif"),
        (&movie, "media_quicktime"),
        (b"fLaC\0\0\0\x22", "media_audio_format"),
        (b"FORM\0\0\0\x20AIFFCOMM", "media_audio_format"),
        (b"\x02#!SILK_V3", "media_audio_format"),
        (b"\xEF\xBB\xBF <svg xmlns='http://www.w3.org/2000/svg'/>", "media_active_content"),
        (b"\n<!DOCTYPE html><script>", "media_active_content"),
        (b"MZ\x90\0\x03\0\0\0", "media_active_content"),
        (b"GIF89a\x01\0\x01\0", "media_unsupported"),
        (b"plain words", "media_unsupported"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "media_old_office"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "media_broken"),
        (b"%PDF-1.7\n%%EOF", "media_staff_only"),
        (&docx(&[]), "media_staff_only"),
    ];
    for (file, code) in cases {
        let refusal = resident(file).unwrap_err();
        assert_eq!(refusal.code(), code, "{}", file.escape_ascii());
        let (zh, en) = refusal.message();
        let remedies = ["请", "可上传"].iter().any(|word| zh.contains(word));
        assert!(remedies && en.matches(['.', ';']).count() >= 2, "{zh} {en}");
    }
    for file in [mp4(&[track(b"vide"), track(b"meta")]), mp4(&[track(b"vide"), track(b"sbtl")])] {
        assert_eq!(fate(&file), "media_extra_track");
    }
}

/// What becomes of a file from staff: its extension or the code of the refusal.
fn fate(file: &[u8]) -> &'static str {
    staff(file).map_or_else(|refusal| refusal.code(), |media| media.extension)
}

#[test]
fn staff_add_documents_that_only_show() {
    let bomb = vec![0; 4 << 20];
    let cases: [(&[u8], &str); 11] = [
        (&docx(&[]), "docx"),
        (&zip(&[("OFD.xml", b"<ofd:OFD/>")]), "ofd"),
        (
            &zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")]),
            "xlsx",
        ),
        (&zip(&[("run.exe", b"MZ")]), "media_archive"),
        (&docx(&[("word/vbaProject.bin", b"x")]), "media_macros"),
        (&docx(&[("word/media/a.bmp", &bomb)]), "media_archive_bomb"),
        (&[docx(&[]).as_slice(), b"tail"].concat(), "media_appended_data"),
        (&[b"PK\x03\x04".as_slice(), &docx(&[])].concat(), "media_broken"),
        (b"%PDF-1.7\n1 0 obj<</S/JavaScript>>endobj\n%%EOF\n", "media_pdf_active"),
        (b"%PDF-1.7\n1 0 obj<</S/J#61va#53cript>>endobj\n%%EOF\n", "media_pdf_active"),
        (b"%PDF-1.7\n%%EOF\n", "pdf"),
    ];
    for (file, answer) in cases {
        assert_eq!(fate(file), answer);
    }
}

#[test]
fn caps_are_judged_before_anything_is_decoded() {
    // A header that promises 60,000 × 60,000 pixels over no data at all.
    let mut bomb = png(&picture(), &exif(1));
    bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let mut crc = flate2::Crc::new();
    crc.update(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert!(matches!(resident(&bomb), Err(MediaRefusal::TooManyPixels { width: 60_000, .. })));
    let caps = Caps { photo_bytes: 100, ..Caps::default() };
    let refusal = inspect(&jpeg(&picture(), &exif(1)), "", Uploader::Staff, &caps);
    assert_eq!(refusal, Err(MediaRefusal::TooLarge { kind: Kind::Photo, limit: 100 }));
}

fn check_any(bytes: &[u8]) {
    if let Ok(media) = staff(bytes) {
        let again = staff(&media.bytes).map(|again| again.bytes);
        assert_eq!(again.as_ref(), Ok(&media.bytes));
        thumbnail(&media);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(magic in 0usize..8, tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let (_, _, file) = &every()[magic];
        check_any(&[&file[..file.len().min(16)], &tail].concat());
        check_any(&tail);
    }

    #[test]
    fn mutated_files_never_panic_and_stay_clean(
        which in 0usize..9,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut file = every().into_iter().nth(which).map_or_else(|| docx(&[]), |(_, _, file)| file);
        for (at, byte) in flips {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        check_any(&file);
    }
}

#[test]
fn transparent_pictures_stand_on_paper() {
    let clear = DynamicImage::new_rgba8(4, 4);
    let mut file = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut file, ImageFormat::Png).unwrap();
    let small = thumbnail(&resident(&file.into_inner()).unwrap()).unwrap();
    let pixel = image::load_from_memory(&small).unwrap().to_rgb8().get_pixel(1, 1).0;
    assert!(pixel.iter().all(|c| *c > 250), "{pixel:?}");
}

#[test]
fn a_video_offers_its_place_and_every_size_stays() {
    let file = mp4(&[track(b"vide"), track(b"soun")]);
    let media = resident(&file).unwrap();
    assert_eq!(media.gps, Some((120.3825, 36.0675)));
    assert_eq!(media.bytes.len(), file.len());
    let data = |bytes: &[u8]| bytes.windows(4).position(|name| name == b"mdat");
    assert_eq!(data(&media.bytes), data(&file));
    assert_eq!(resident(&media.bytes).unwrap().gps, None);
}

/// The same under the brand of a MOV.
fn of_iphone(mp4: &[u8]) -> Vec<u8> {
    let mut file = mp4.to_vec();
    file[8..12].copy_from_slice(b"qt  ");
    file
}

#[test]
fn a_video_of_an_iphone_loses_the_track_that_tells_of_its_holder() {
    let file = of_iphone(&timed_mp4());
    assert!(contains(&file, MARKER) && contains(&file, b"a face"));
    let media = resident(&file).unwrap();
    assert_eq!((media.mime, media.extension), ("video/quicktime", "mov"));
    assert_eq!(media.gps, Some((120.3825, 36.0675)));
    assert!(!contains(&media.bytes, MARKER) && !contains(&media.bytes, b"a face"));
    assert!(!contains(&media.bytes, b"meta"), "the track is gone, not only its samples");
    assert_eq!(media.bytes.len(), file.len());
    assert!(contains(&media.bytes, b"a picture") && contains(&media.bytes, b"one more"));
    assert_eq!(resident(&media.bytes).map(|again| again.bytes), Ok(media.bytes));
    // The same of an Android phone.
    assert_eq!(fate(&timed_mp4()), "mp4");
}

#[test]
fn tables_that_lead_astray_are_refused() {
    let good = timed_mp4();
    let at = |name: &[u8]| good.windows(4).rposition(|found| found == name).unwrap();
    // A sample beyond the data, in the header, more samples than chunks hold, one without end.
    for (table, shift, value, code) in [
        (b"stco", 12, 0xFF_FFFF_u32, "media_broken"),
        (b"stco", 12, 0, "media_broken"),
        (b"stsz", 12, 3, "media_extra_track"),
        (b"stsz", 16, 0xFFFF_FFF0, "media_broken"),
    ] {
        let mut file = good.clone();
        let at = at(table) + shift;
        file[at..at + 4].copy_from_slice(&value.to_be_bytes());
        assert_eq!(fate(&file), code, "{} {shift}", table.escape_ascii());
    }
}

#[test]
fn a_file_of_empty_boxes_is_refused_before_it_is_walked() {
    let video = files::mp4(&[files::track(b"vide")]);
    let with = |boxes: usize| [video.clone(), b"\0\0\0\x08free".repeat(boxes)].concat();
    assert!(resident(&with(10_000)).is_ok());
    assert_eq!(resident(&with(30_000)), Err(MediaRefusal::Broken { part: "boxes" }));
}

#[test]
fn sound_after_tags_only_is_not_a_recording() {
    let tag = [b"ID3\x03\0\0\0\0\0\x14".as_slice(), MARKER].concat();
    assert_eq!(resident(&tag), Err(MediaRefusal::Broken { part: "frames" }));
}

#[test]
fn a_document_with_a_photo_that_tells_its_place_is_refused() {
    let located = [
        ("word/media/image1.jpeg", jpeg(&picture(), &exif(1))),
        ("word/media/image2.png", png(&picture(), &exif(1))),
        ("word/media/image3.webp", webp(&picture(), &exif(1))),
        ("word/media/image4.jpeg", b"<x:xmpmeta exif:GPSLatitude='36,4.05N'/>".to_vec()),
    ];
    for (name, photo) in &located {
        assert_eq!(staff(&docx(&[(name, photo)])), Err(MediaRefusal::Located), "{name}");
        // What our own doors have cleaned may go in.
        if let Ok(clean) = resident(photo) {
            assert!(staff(&docx(&[(name, &clean.bytes)])).is_ok(), "{name}");
        }
    }
    let pdf = |photo: &[u8]| [b"%PDF-1.7\nstream\n", photo, b"\nendstream\n%%EOF\n"].concat();
    let photo = jpeg(&picture(), &exif(1));
    assert_eq!(staff(&pdf(&photo)), Err(MediaRefusal::Located));
    assert!(staff(&pdf(&resident(&photo).unwrap().bytes)).is_ok());
    assert_eq!(staff(&pdf(b"exif:GPSLatitude")), Err(MediaRefusal::Located));
}
