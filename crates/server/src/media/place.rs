//! Where and when a picture was taken, read before the metadata goes.

use exif::{Exif, In, Tag, Value};
use jiff::civil::DateTime;

/// What a camera wrote about one picture.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Taken {
    /// Longitude, latitude.
    pub gps: Option<(f64, f64)>,
    pub at: Option<DateTime>,
    /// EXIF orientation, 1 (upright) to 8.
    pub orientation: u8,
}

/// Reads an EXIF block (a TIFF, with or without the `Exif` prefix). What cannot be read counts as not written.
pub fn read(block: Option<&[u8]>) -> Taken {
    let upright = Taken { orientation: 1, ..Taken::default() };
    let Some(block) = block else { return upright };
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    let parsed = exif::Reader::new()
        .continue_on_error(true)
        .read_raw(tiff.to_vec())
        .or_else(|error| error.distill_partial_result(|_| {}));
    let Ok(exif) = parsed else { return upright };
    let orientation = exif
        .get_field(Tag::Orientation, In::PRIMARY)
        .and_then(|field| field.value.get_uint(0))
        .and_then(|value| u8::try_from(value).ok())
        .filter(|value| (1..=8).contains(value))
        .unwrap_or(1);
    Taken { gps: position(&exif), at: instant(&exif), orientation }
}

fn position(exif: &Exif) -> Option<(f64, f64)> {
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    on_earth(lon, lat)
}

/// A position nobody would doubt: in range, and not the zero that receivers write before their first fix.
fn on_earth(lon: f64, lat: f64) -> Option<(f64, f64)> {
    let sound = lon.abs() <= 180.0 && lat.abs() <= 90.0 && (lon != 0.0 || lat != 0.0);
    sound.then_some((lon, lat))
}

fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let Value::Ascii(sides) = &exif.get_field(side, In::PRIMARY)?.value else { return None };
    let sign = match sides.first()?.first()? {
        side if side.eq_ignore_ascii_case(&negative) => -1.0,
        b'N' | b'n' | b'E' | b'e' => 1.0,
        _ => return None,
    };
    let mut total = 0.0;
    for (part, unit) in parts.iter().zip([1.0, 60.0, 3600.0]) {
        // Degrees alone with fractions are lawful; some cameras then write 0/0 for the rest.
        total += if part.num == 0 { 0.0 } else { part.to_f64() / unit };
    }
    (!parts.is_empty() && total.is_finite()).then_some(sign * total)
}

fn instant(exif: &Exif) -> Option<DateTime> {
    [Tag::DateTimeOriginal, Tag::DateTimeDigitized, Tag::DateTime].into_iter().find_map(|tag| {
        let Value::Ascii(texts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
        let text = std::str::from_utf8(texts.first()?).ok()?;
        let text = text.trim_end_matches(['\0', ' ']);
        DateTime::strptime("%Y:%m:%d %H:%M:%S", text).ok()
    })
}

/// The first ISO 6709 position (`+36.0671+120.3826+010/`) in what a video says about itself.
pub fn iso6709(bytes: &[u8]) -> Option<(f64, f64)> {
    bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'+' | b'-')).find_map(|(at, _)| {
        let (lat, next) = signed_decimal(bytes, at)?;
        let (lon, _) = signed_decimal(bytes, next)?;
        on_earth(lon, lat)
    })
}

fn signed_decimal(bytes: &[u8], at: usize) -> Option<(f64, usize)> {
    let rest = bytes.get(at..)?;
    let (b'+' | b'-', digits) = rest.split_first()? else { return None };
    let len = digits.iter().take(16).take_while(|b| b.is_ascii_digit() || **b == b'.').count();
    let text = std::str::from_utf8(rest.get(..=len)?).ok()?;
    // Whole degrees are too coarse for a place and too common in other text.
    text.contains('.').then(|| text.parse().ok()).flatten().map(|value| (value, at + 1 + len))
}
