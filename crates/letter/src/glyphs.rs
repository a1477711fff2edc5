//! Whether every character came out as one.

use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// The first character that was drawn as a box.
pub(crate) fn missing(document: &PagedDocument) -> Option<char> {
    document.pages().iter().find_map(|page| in_frame(&page.frame))
}

fn in_frame(frame: &Frame) -> Option<char> {
    frame.items().find_map(|(_, item)| match item {
        FrameItem::Group(group) => in_frame(&group.frame),
        FrameItem::Text(text) => {
            let boxed = text.glyphs.iter().find(|glyph| glyph.id == 0)?;
            text.text.get(boxed.range())?.chars().next()
        }
        _ => None,
    })
}
