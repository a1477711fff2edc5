//! Fonts: found, embedded, refused.

use std::fs;

use huisheng_domain::letter::Form;
use huisheng_letter::{Error, Fonts};
use lopdf::{Dictionary, Object};

use crate::pdf::Pdf;
use crate::sample::{bytes, filled, fonts, letter, pdf, whole};

#[test]
fn fonts_are_embedded_with_what_is_used_of_them_only() {
    let bytes = bytes(&whole());
    assert!(bytes.len() < 300_000, "{} bytes", bytes.len());
    let pdf = Pdf::read(&bytes);
    let is_descriptor = |one: &&Dictionary| one.has_type(b"FontDescriptor");
    let all = || pdf.document.objects.values().filter_map(|one| one.as_dict().ok());
    let descriptors: Vec<&Dictionary> = all().filter(is_descriptor).collect();
    assert!(descriptors.len() >= 3, "{}", descriptors.len());
    for one in descriptors {
        let name = one.get(b"FontName").and_then(Object::as_name).expect("a name");
        // Six letters and a plus: a part of the font.
        assert_eq!(name.iter().position(|c| *c == b'+'), Some(6));
        let file = [&b"FontFile"[..], b"FontFile2", b"FontFile3"];
        let file = file.iter().find_map(|key| one.get_deref(key, &pdf.document).ok());
        assert!(!file.expect("a file").as_stream().expect("a stream").content.is_empty());
    }
    for page in pdf.document.get_pages().into_values() {
        for font in pdf.document.get_page_fonts(page).expect("fonts").into_values() {
            assert!(font.has(b"ToUnicode"), "its words can be found and copied");
        }
    }
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let [one, other] = [bytes(&whole()), bytes(&whole())];
    assert!(one == other, "they differ");
}

#[test]
fn the_file_says_what_it_is_and_no_time_of_its_making() {
    let pdf = pdf(&letter(Form::Official));
    assert_eq!(pdf.info("Title"), "关于2026年10月12345热线诉求办理情况的通报");
    assert_eq!(pdf.info("Author"), "历山街道办事处文件");
    assert_eq!(pdf.info("Creator"), "Huisheng");
    assert!(pdf.info("CreationDate").starts_with("D:20261105"), "{}", pdf.info("CreationDate"));
    let catalog = pdf.document.catalog().expect("a catalog");
    assert!(catalog.has(b"StructTreeRoot"), "it can be read aloud");
    assert!(catalog.has(b"OutputIntents"), "it is PDF/A");
}

#[test]
fn each_part_has_a_font() {
    let fonts = fonts();
    let parts: Vec<&str> = fonts.parts().iter().map(|part| part.part).collect();
    assert_eq!(parts, ["仿宋", "小标宋", "黑体", "楷体", "宋体"]);
    for part in fonts.parts() {
        assert!(!part.family.is_empty() && part.file.is_file(), "{part:?}");
    }
}

#[test]
fn without_chinese_there_is_no_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let none = Fonts::find_only(&[folder.path().into()]).unwrap_err();
    assert!(matches!(none, Error::NoChinese), "{none}");
    fs::write(folder.path().join("broken.ttf"), b"no font").unwrap();
    assert!(matches!(Fonts::find_only(&[folder.path().into()]), Err(Error::NoChinese)));
    let missing = folder.path().join("missing");
    assert!(matches!(Fonts::find(&[missing]), Err(Error::NoFolder(_))));
}

#[test]
fn a_folder_of_fonts_will_do_alone() {
    let folder = tempfile::tempdir().unwrap();
    // Only the 黑体 of this machine: it plays all parts, and 仿宋 is said to be missing.
    let file = fonts().parts()[2].file.clone();
    fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
    let mut alone = Fonts::find_only(&[folder.path().into()]).unwrap();
    assert!(alone.parts().iter().all(|part| part.file.starts_with(folder.path())));
    assert!(!alone.parts()[0].proper);
    let pdf =
        Pdf::read(&huisheng_letter::typeset(&filled(Form::Official, 28), &mut alone).unwrap());
    assert_eq!(pdf.text().matches('国').count(), 28);
}
