//! Which fonts stand on the sheet. None is shipped: those of the field (仿宋_GB2312, 方正小标宋) are bought, and free
//! ones with all Chinese characters are larger than the house.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fontdb::{Database, FaceInfo, Source, Style};
use serde::Serialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use crate::error::Error;
use crate::role::{Family, Role};

/// A font that cannot show these has no Chinese.
const CHINESE: [char; 2] = ['的', '国'];

/// A file, and the place of a face in it.
type Place = (PathBuf, u32);

/// The fonts of this machine, and which of them plays which part.
#[derive(Debug)]
pub struct Fonts {
    known: Database,
    book: LazyHash<FontBook>,
    fonts: Vec<(Place, Font)>,
    parts: Vec<Part>,
    /// Files that were read, for faces of one collection.
    files: BTreeMap<PathBuf, Bytes>,
}

/// Which font plays a part, as `--fonts-found` tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The part, in Chinese as GB/T 9704-2012 names it: 仿宋.
    pub part: &'static str,
    /// The font.
    pub family: String,
    /// The font is of the kind that is wanted, and does not only stand in for it.
    pub proper: bool,
    /// Where it stands.
    pub file: PathBuf,
    #[serde(skip)]
    pub(crate) role: Role,
    #[serde(skip)]
    pub(crate) weight: u16,
}

impl Fonts {
    /// Looks into the folders of the system and into these.
    ///
    /// # Errors
    /// No font has Chinese characters, or a folder is not there.
    pub fn find(folders: &[PathBuf]) -> Result<Self, Error> {
        let mut known = Database::new();
        known.load_system_fonts();
        Self::among(known, folders)
    }

    /// Looks into these folders only.
    ///
    /// # Errors
    /// No font has Chinese characters, or a folder is not there.
    pub fn find_only(folders: &[PathBuf]) -> Result<Self, Error> {
        Self::among(Database::new(), folders)
    }

    fn among(mut known: Database, folders: &[PathBuf]) -> Result<Self, Error> {
        for folder in folders {
            if !folder.is_dir() {
                return Err(Error::NoFolder(folder.clone()));
            }
            known.load_fonts_dir(folder);
        }
        let book = LazyHash::new(FontBook::new());
        let mut found =
            Self { known, book, fonts: Vec::new(), parts: Vec::new(), files: BTreeMap::new() };
        for role in Role::ALL {
            let (place, font, proper) = found.play(role).ok_or(Error::NoChinese)?;
            let weight = font.info().variant.weight.to_number();
            found.parts.push(Part {
                part: role.name(),
                family: font.info().family.to_string(),
                proper,
                file: place.0.clone(),
                role,
                weight,
            });
            found.add(place, font);
        }
        Ok(found)
    }

    /// Who plays which part.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Families for a part: its own, those of the others, and whatever has what they lack.
    pub(crate) fn families(&self, role: Role) -> Vec<String> {
        let own = self.parts.iter().filter(|part| part.role == role);
        let names = own.map(|part| &part.family).chain(self.parts.iter().map(|part| &part.family));
        let others = self.fonts.iter().map(|(_, font)| font.info().family.clone());
        let mut seen = BTreeSet::new();
        names.cloned().chain(others).filter(|name| seen.insert(name.to_lowercase())).collect()
    }

    pub(crate) fn weight(&self, role: Role) -> u16 {
        self.parts.iter().find(|part| part.role == role).map_or(400, |part| part.weight)
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).map(|(_, font)| font.clone())
    }

    /// Adds fonts that have what those of the parts lack: a rare character of a name, a sign of another script. Returns what
    /// no font of this machine has.
    pub(crate) fn reach(&mut self, characters: &BTreeSet<char>) -> BTreeSet<char> {
        let covered = |font: &Font, c: char| font.info().coverage.contains(u32::from(c));
        let mut lacking: BTreeSet<char> = characters.clone();
        for (_, font) in &self.fonts {
            lacking.retain(|c| !covered(font, *c));
        }
        for place in self.places(|_| true) {
            if lacking.is_empty() {
                break;
            }
            let Some(font) = self.load(&place) else { continue };
            let before = lacking.len();
            lacking.retain(|c| !covered(&font, *c));
            if lacking.len() < before {
                self.add(place, font);
            }
        }
        lacking
    }

    fn add(&mut self, place: Place, font: Font) {
        if self.fonts.iter().all(|(known, _)| *known != place) {
            self.book.push(font.info().clone());
            self.fonts.push((place, font));
        }
    }

    /// The first font of a part that is here; any with Chinese where none is.
    fn play(&mut self, role: Role) -> Option<(Place, Font, bool)> {
        for Family { name, weight, proper } in role.families() {
            let is = |face: &FaceInfo| {
                let named =
                    face.families.iter().any(|(family, _)| family.eq_ignore_ascii_case(name));
                named && (weight.is_none() || *weight == Some(face.weight.0))
            };
            if let Some((place, font)) = self.first_chinese(is) {
                return Some((place, font, *proper));
            }
        }
        let (place, font) = self.first_chinese(|_| true)?;
        Some((place, font, false))
    }

    fn first_chinese(&mut self, is: impl Fn(&FaceInfo) -> bool) -> Option<(Place, Font)> {
        for place in self.places(is) {
            let Some(font) = self.load(&place) else { continue };
            if CHINESE.iter().all(|c| font.info().coverage.contains(u32::from(*c))) {
                return Some((place, font));
            }
        }
        None
    }

    /// Where faces stand, upright ones, regular ones first, always in the same order.
    fn places(&self, is: impl Fn(&FaceInfo) -> bool) -> Vec<Place> {
        let faces = self.known.faces().filter(|face| face.style == Style::Normal && is(face));
        let place = |face: &FaceInfo| {
            let (Source::File(path) | Source::SharedFile(path, _)) = &face.source else {
                return None;
            };
            Some((face.weight.0.abs_diff(400), path.clone(), face.index))
        };
        let mut places: Vec<(u16, PathBuf, u32)> = faces.filter_map(place).collect();
        places.sort();
        places.into_iter().map(|(_, path, index)| (path, index)).collect()
    }

    fn load(&mut self, (path, index): &Place) -> Option<Font> {
        if let Some(data) = self.files.get(path) {
            return Font::new(data.clone(), *index);
        }
        // A font that went away since, or is none, is not one of this machine.
        let data = Bytes::new(std::fs::read(path).ok()?);
        self.files.insert(path.clone(), data.clone());
        Font::new(data, *index)
    }
}
