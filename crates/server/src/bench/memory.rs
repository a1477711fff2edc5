//! What the server holds after a day's work: 100,000 requests, with uploads among them.

use std::io::Cursor;

use super::cast::Cast;
use super::client::Client;
use super::figure::Figures;
use super::load;
use super::pages;
use super::served::Served;
use super::{At, Line};

/// Requests before the memory is read.
const REQUESTS: usize = 100_000;
/// One request of so many is an upload.
const UPLOAD: usize = 50;
/// The photo: as wide and high as a phone's, before it is shrunk by the page.
const PIXELS: (u32, u32) = (2_048, 1_536);

/// Worklists, searches, reports and photos from 64 clients.
pub fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
) -> anyhow::Result<()> {
    let token = Client::new(served.address)?.sign_in(&cast.intake.login)?;
    let signed_in = [("authorization", token.as_str())];
    let photo = photo()?;
    let requests = if line.short { REQUESTS / 50 } else { REQUESTS };
    load::rounds(
        requests,
        || Client::new(served.address),
        |client, nth| {
            match nth % UPLOAD {
                0 => client.upload("/files", &signed_in, "photo.jpg", &photo)?,
                1..15 => client.post("/matters", &signed_in, &cast.body(nth, "PHONE12345"))?,
                15..30 => client.get(&pages::searching(nth), &signed_in)?,
                _ => client.get("/matters?sort=due&limit=50", &signed_in)?,
            };
            Ok(())
        },
    )?;
    let memory = served.memory_mib()?;
    let name = format!("anonymous memory after {requests} requests with uploads");
    figures.put(&name, engine, size, memory, "MiB", Some(120.0));
    Ok(())
}

fn photo() -> anyhow::Result<Vec<u8>> {
    let (width, height) = PIXELS;
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let grain = (x.wrapping_mul(31) ^ y.wrapping_mul(17)) % 64;
        image::Rgb([x / 8, y / 6, grain].map(|value| u8::try_from(value % 256).unwrap_or(0)))
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}
