use std::io::Cursor;

use jiff::civil::date;

use super::*;
use crate::table::tests::{MESSAGES, read};

#[derive(Clone, Default)]
struct Shared(std::sync::Arc<std::sync::Mutex<Cursor<Vec<u8>>>>);

impl Shared {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().get_ref().clone()
    }
}

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl io::Seek for Shared {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.lock().unwrap().seek(to)
    }
}

const HEADER: [&str; 4] = ["编号", "留言时间", "留言详情", "点赞数"];

fn rows(count: i64) -> Vec<Vec<Value<'static>>> {
    let at = date(2019, 4, 24).at(16, 3, 40, 0);
    let text = |n| {
        if n == 1 {
            "=HYPERLINK(\"http://x\")".to_owned()
        } else {
            format!("路灯\n不亮,\"{n}\"")
        }
    };
    (1..=count)
        .map(|n| {
            vec![
                Value::Text(format!("0{n}").into()),
                Value::Instant(at),
                Value::Text(text(n).into()),
                Value::Integer(-n),
            ]
        })
        .collect()
}

fn write(mut writer: Box<dyn TableWriter>, count: i64) -> Written {
    for row in rows(count) {
        writer.row(&row).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn what_csv_and_xlsx_write_is_read_back() {
    for format in [Format::Csv, Format::Xlsx] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let written = write(create(format, &path, &HEADER).unwrap(), 3);
        assert_eq!(written, Written { rows: 3, shortened: 0 }, "{format:?}");
        let read = read(std::fs::read(&path).unwrap(), MESSAGES).unwrap();
        let cells: Vec<_> =
            read.iter().map(|r| [r.get("number"), r.get("reported_at"), r.get("words")]).collect();
        assert_eq!(
            cells[0],
            [Some("01"), Some("2019-04-24 16:03:40"), Some("=HYPERLINK(\"http://x\")")]
        );
        assert_eq!(cells[2], [Some("03"), Some("2019-04-24 16:03:40"), Some("路灯\n不亮,\"3\"")]);
    }
}

#[test]
fn formulas_are_neutralised_in_csv_and_numbers_are_not() {
    let out = Shared::default();
    let mut writer = Box::new(CsvWriter::new(out.clone(), &["a", "n"], false).unwrap());
    for text in ["=1+1", "+86", "-1", "@x", "\tx", "＝1", "a=1"] {
        writer.row(&[text.into(), Value::Integer(-1)]).unwrap();
    }
    writer.finish().unwrap();
    let text = String::from_utf8(out.bytes()).unwrap();
    assert_eq!(text, "a,n\n'=1+1,-1\n'+86,-1\n'-1,-1\n'@x,-1\n'\tx,-1\n'＝1,-1\na=1,-1\n");
}

#[test]
fn a_full_sheet_goes_on_in_the_next_with_the_header_again() {
    let out = Shared::default();
    write(Box::new(XlsxWriter::with_sheet_rows(out.clone(), &HEADER, 2).unwrap()), 5);
    let table = crate::table::open(out.bytes(), "x").unwrap();
    let count = |sheet: &str| {
        let rows = table.rows(MESSAGES, &Default::default(), Some(sheet)).unwrap();
        rows.map(Result::unwrap).count()
    };
    assert_eq!(table.sheets().into_iter().map(count).collect::<Vec<_>>(), [2, 2, 1]);
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_counted() {
    let out = Shared::default();
    let mut writer =
        Box::new(XlsxWriter::new(out.clone(), &["编号", "留言详情", "留言时间"]).unwrap());
    writer
        .row(&["1".into(), Value::Text("灯".repeat(40_000).into()), "2019-04-24".into()])
        .unwrap();
    writer
        .row(&["2".into(), Value::Text("😀".repeat(16_383).into()), "2019-04-24".into()])
        .unwrap();
    assert_eq!(writer.finish().unwrap(), Written { rows: 2, shortened: 1 });
    let rows = read(out.bytes(), MESSAGES).unwrap();
    assert_eq!(rows[0].get("words").unwrap().encode_utf16().count(), 32_767);
    assert_eq!(rows[1].get("words").unwrap().chars().count(), 16_383);
}

#[test]
fn text_is_aligned_by_what_characters_take_and_cannot_steer_the_terminal() {
    let out = Shared::default();
    let mut writer = Box::new(TextWriter::new(out.clone(), &["单位", "n", "率"]));
    writer.row(&["街道办".into(), Value::Integer(7), Value::Decimal(0.5)]).unwrap();
    writer
        .row(&[
            "ab\u{1b}[2J".into(),
            Value::Integer(12),
            Value::Empty,
            Value::Flag(true),
            Value::Date(date(2019, 4, 24)),
        ])
        .unwrap();
    writer.finish().unwrap();
    let text = String::from_utf8(out.bytes()).unwrap();
    assert_eq!(
        text,
        "单位    n   率\n──────  ──  ───  ──  ──────────\n街道办   7  0.5\nab [2J  12       是  2019-04-24\n"
    );
}

#[test]
fn each_format_makes_its_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let starts = [(Format::Csv, "\u{feff}编号,"), (Format::Xlsx, "PK"), (Format::Text, "编号  ")];
    for (format, start) in starts {
        let path = folder.path().join("list");
        write(create(format, &path, &HEADER).unwrap(), 1);
        assert!(std::fs::read(&path).unwrap().starts_with(start.as_bytes()), "{format:?}");
    }
}
