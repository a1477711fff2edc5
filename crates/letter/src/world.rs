//! What Typst may see: one template with what templates share, one sheet, the fonts. No files, no network, no clock.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

use crate::error::Error;
use crate::fonts::Fonts;

/// What is laid out.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    /// 公文.
    Letter,
    /// 卷宗.
    Dossier,
}

impl Template {
    const fn text(self) -> &'static str {
        match self {
            Self::Letter => include_str!("letter.typ"),
            Self::Dossier => include_str!("dossier.typ"),
        }
    }
}

/// What templates share.
const PARTS: &str = include_str!("parts.typ");

pub(crate) struct Desk<'a> {
    library: LazyHash<Library>,
    template: Source,
    parts: Source,
    data: (FileId, Bytes),
    fonts: &'a Fonts,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(template: Template, data: Vec<u8>, fonts: &'a Fonts) -> Result<Self, Error> {
        Ok(Self {
            library: LazyHash::new(Library::default()),
            template: Source::new(file("main.typ")?, template.text().to_owned()),
            parts: Source::new(file("parts.typ")?, PARTS.to_owned()),
            data: (file("sheet.json")?, Bytes::new(data)),
            fonts,
        })
    }
}

impl Desk<'_> {
    /// Where in the template it happened. What Typst says of it could repeat words of the letter.
    pub(crate) fn defect(&self, errors: &[SourceDiagnostic]) -> Error {
        let at = errors.iter().find_map(|error| self.range(error.span));
        let before = at.and_then(|range| self.template.text().get(..range.start));
        Error::Layout { line: before.map_or(0, |text| text.lines().count().max(1)) }
    }
}

fn file(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name).map_err(|_| Error::Layout { line: 0 })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.template, &self.parts];
        let found = known.into_iter().find(|source| source.id() == id);
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
