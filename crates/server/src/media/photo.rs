//! Photos: read the place, take off the metadata, turn upright, make a thumbnail.

use std::io::Cursor;

use image::{
    DynamicImage, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    metadata::Orientation,
};

use super::{Caps, Kind, Media, MediaRefusal, jpeg, place, png, sniff::Format, webp};

/// Longer side of a thumbnail in pixels.
pub(crate) const THUMBNAIL_SIDE: u32 = 320;
/// JPEG quality of a photo that had to be turned: the loss is not seen, the size stays near the camera's.
const UPRIGHT_QUALITY: u8 = 92;
const THUMBNAIL_QUALITY: u8 = 80;
/// Working memory of a decoder beside its pixels.
const DECODER_OVERHEAD: u64 = 32 << 20;

/// A photo taken apart without decoding it.
#[derive(Debug, PartialEq)]
pub struct Stripped<'a> {
    /// Pixels as coded, from the frame header.
    pub width: u32,
    /// Pixels as coded, from the frame header.
    pub height: u32,
    /// The EXIF block that was in it.
    pub exif: Option<&'a [u8]>,
    /// The same picture, bit for bit, and nothing else.
    pub kept: Vec<u8>,
}

/// Takes off all metadata; without loss unless the camera was held sideways.
pub fn clean(bytes: &[u8], format: Format, caps: &Caps) -> Result<Media, MediaRefusal> {
    let stripped = strip(bytes, format)?;
    let (width, height) = (stripped.width, stripped.height);
    if width == 0 || height == 0 {
        return Err(MediaRefusal::Broken { part: "size" });
    }
    if u64::from(width) * u64::from(height) > caps.pixels {
        return Err(MediaRefusal::TooManyPixels { width, height, limit: caps.pixels });
    }
    let taken = place::read(stripped.exif);
    let (format, picture) = match Orientation::from_exif(taken.orientation) {
        None | Some(Orientation::NoTransforms) => (format, stripped),
        Some(turn) => {
            let mut picture = decode(&stripped.kept, format, stripped.width, stripped.height)
                .ok_or(MediaRefusal::Broken { part: "pixels" })?;
            picture.apply_orientation(turn);
            let (format, upright) =
                encode(&picture, format).ok_or(MediaRefusal::Broken { part: "pixels" })?;
            // Through the same door again, so that cleaning the result changes nothing.
            let Stripped { width, height, kept, .. } = strip(&upright, format)?;
            (format, Stripped { width, height, exif: None, kept })
        }
    };
    let (mime, extension) = match format {
        Format::Png => ("image/png", "png"),
        Format::WebP => ("image/webp", "webp"),
        _ => ("image/jpeg", "jpg"),
    };
    Ok(Media {
        kind: Kind::Photo,
        mime,
        extension,
        bytes: picture.kept,
        width: Some(picture.width),
        height: Some(picture.height),
        gps: taken.gps,
        taken_at: taken.at,
    })
}

fn strip(bytes: &[u8], format: Format) -> Result<Stripped<'_>, MediaRefusal> {
    match format {
        Format::Png => png::strip(bytes),
        Format::WebP => webp::strip(bytes),
        _ => jpeg::strip(bytes),
    }
}

/// A JPEG of at most 320 pixels a side; `None` for what is not a photo or cannot be decoded.
///
/// Decodes the whole photo: let few run at a time (48 megapixels need 190 MB).
pub fn thumbnail(media: &Media) -> Option<Vec<u8>> {
    let format = match (media.kind, media.extension) {
        (Kind::Photo, "jpg") => Format::Jpeg,
        (Kind::Photo, "png") => Format::Png,
        (Kind::Photo, "webp") => Format::WebP,
        _ => return None,
    };
    let picture = decode(&media.bytes, format, media.width?, media.height?)?;
    let small = if picture.width().max(picture.height()) > THUMBNAIL_SIDE {
        picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    } else {
        picture
    };
    jpeg_of(&on_white(&small), THUMBNAIL_QUALITY)
}

/// Decodes within the memory that the frame header promised.
fn decode(bytes: &[u8], format: Format, width: u32, height: u32) -> Option<DynamicImage> {
    let format = match format {
        Format::Png => ImageFormat::Png,
        Format::WebP => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(width);
    limits.max_image_height = Some(height);
    limits.max_alloc = Some(u64::from(width) * u64::from(height) * 8 + DECODER_OVERHEAD);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().ok()
}

/// The format stays, except that a WebP without transparency becomes a JPEG: our encoder writes WebP only without loss, ten
/// times the size of what a phone sent.
fn encode(picture: &DynamicImage, format: Format) -> Option<(Format, Vec<u8>)> {
    let mut out = Vec::new();
    let colour = picture.color();
    match format {
        Format::Png => {
            let encoder = PngEncoder::new(&mut out);
            picture.write_with_encoder(encoder).ok()?;
            Some((Format::Png, out))
        }
        Format::WebP if colour.has_alpha() => {
            WebPEncoder::new_lossless(&mut out)
                .write_image(
                    &picture.to_rgba8(),
                    picture.width(),
                    picture.height(),
                    image::ExtendedColorType::Rgba8,
                )
                .ok()?;
            Some((Format::WebP, out))
        }
        _ => jpeg_of(&picture.to_rgb8(), UPRIGHT_QUALITY).map(|bytes| (Format::Jpeg, bytes)),
    }
}

fn jpeg_of(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality).encode_image(picture).ok()?;
    Some(out)
}

/// JPEG knows no transparency; what shines through a screenshot is paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, a] = rgba.get_pixel(x, y).0.map(u32::from);
        let over = |c: u32| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        image::Rgb([over(r), over(g), over(b)])
    })
}
