//! Photos as a telephone makes them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// What the camera wrote about itself; must not stay in the file.
pub const MAKER: &[u8] = b"the-telephone-of-wang\0";

/// A JPEG with 36°4'3" N 120°22'57" E and the maker's name in its EXIF block.
pub fn photo() -> Vec<u8> {
    let picture = RgbImage::from_fn(640, 400, |x, y| Rgb([(x / 4) as u8, (y / 4) as u8, 90]));
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    let mut file = out.into_inner();
    let exif = exif();
    let mut head = vec![0xff, 0xe1];
    head.extend(u16::try_from(exif.len() + 8).unwrap().to_be_bytes());
    head.extend(b"Exif\0\0");
    head.extend(exif);
    file.splice(2..2, head);
    file
}

/// Big-endian TIFF: header, first directory at 8, position at 38, values from 92.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        let count = u32::try_from(count).unwrap();
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend([0, 2]);
    tiff.extend(entry(0x010f, 2, MAKER.len(), 140_u32.to_be_bytes()));
    tiff.extend(entry(0x8825, 4, 1, 38_u32.to_be_bytes()));
    tiff.extend([0; 4]);
    tiff.extend([0, 4]);
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, 92_u32.to_be_bytes()));
    tiff.extend(entry(3, 2, 2, *b"E\0\0\0"));
    tiff.extend(entry(4, 5, 3, 116_u32.to_be_bytes()));
    tiff.extend([0; 4]);
    for part in [36_u32, 1, 4, 1, 3, 1, 120, 1, 22, 1, 57, 1] {
        tiff.extend(part.to_be_bytes());
    }
    tiff.extend(MAKER);
    tiff
}

/// The beginning of a photo as telephones write it when set to save space.
pub fn heic() -> Vec<u8> {
    let mut file = vec![0, 0, 0, 0x18];
    file.extend(b"ftypheic\0\0\0\0mif1heic");
    file.extend([0; 64]);
    file
}
