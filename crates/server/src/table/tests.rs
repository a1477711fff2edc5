use std::io::Write;

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::*;

const FIELDS: &[Field] = &[
    Field { key: "number", names: &["留言编号", "编号", "序号"], required: false },
    Field {
        key: "reported_at", names: &["留言时间", "诉求时间", "open_dt"], required: true
    },
    Field { key: "words", names: &["留言详情", "诉求内容"], required: true },
    Field { key: "phone", names: &["联系电话", "phone"], required: false },
];
pub(super) const MESSAGES: Columns = Columns(FIELDS);

/// Cases of a property; many with `HUISHENG_ENDURE=1`.
pub(super) fn cases(short: u32) -> u32 {
    if std::env::var_os("HUISHENG_ENDURE").is_some_and(|v| v == "1") { short * 50 } else { short }
}

pub(super) fn read(bytes: Vec<u8>, columns: Columns) -> Result<Vec<Row>, TableError> {
    open(bytes, "x")?.rows(columns, &ColumnMap::default(), None)?.collect()
}

fn lines(bytes: Vec<u8>) -> Vec<(u64, String)> {
    let rows = read(bytes, MESSAGES).unwrap();
    rows.iter().map(|r| (r.line, r.get("words").unwrap_or_default().to_owned())).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

const LEDGER: &str = "蓝湾街道诉求台账,,\r\n\r\n序号, 留言 时间 ,留言详情（必填）\r\n1,2019-04-24,\"路灯\r\n不亮\"\r\n\r\n2,2019-04-25,　漏水\u{a0}\r\n序号, 留言 时间 ,留言详情（必填）\r\n3,,垃圾\r\n合　计：,3件,\r\n填表人：张三,,审核人：李四";

#[test]
fn the_same_ledger_in_every_encoding() {
    let utf16 = LEDGER.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let marked = [&[0xff, 0xfe][..], &utf16].concat();
    let (gb, ..) = GB18030.encode(LEDGER);
    let files = [
        LEDGER.as_bytes().to_vec(),
        format!("\u{feff}{LEDGER}").into_bytes(),
        LEDGER.replace("\r\n", "\n").into_bytes(),
        LEDGER.replace(',', "\t").into_bytes(),
        gzip(LEDGER.as_bytes()),
        gzip(&gb),
        gb.into_owned(),
        utf16,
        marked,
    ];
    let expected = [(4, "路灯\n不亮"), (7, "漏水"), (9, "垃圾")].map(|(l, t)| (l, t.to_owned()));
    for (index, file) in files.into_iter().enumerate() {
        assert_eq!(lines(file), expected, "file {index}");
    }
}

#[test]
fn rows_passed_over_are_named() {
    let table = open(LEDGER.as_bytes().to_vec(), "x").unwrap();
    let mut rows = table.rows(MESSAGES, &ColumnMap::default(), None).unwrap();
    assert_eq!(rows.by_ref().count(), 3);
    let pair = |s: &Skipped| (s.line, s.reason);
    let skipped: Vec<_> = rows.skipped().iter().map(pair).collect();
    let expected = [
        (8, SkippedReason::RepeatedHeader),
        (10, SkippedReason::Totals),
        (11, SkippedReason::Footnote),
    ];
    assert_eq!(skipped, expected);
}

#[test]
fn separators_in_words_cut_nothing() {
    let text = "留言时间,留言详情\n2019,;;;灯\n".as_bytes().to_vec();
    assert_eq!(lines(text), [(2, ";;;灯".to_owned())]);
    let text = "留言时间;留言详情;街道\n2019;灯，坏,了;东\n2019;灯,坏;西\n".as_bytes().to_vec();
    assert_eq!(lines(text), [(2, "灯，坏,了".to_owned()), (3, "灯,坏".to_owned())]);
}

#[test]
fn a_quote_that_is_never_closed_is_told() {
    let open = |line: u64| Err(TableError::OpenQuote { line });
    for (text, line) in [
        ("留言时间,留言详情\n2019,\"灯\n2020,井盖\n", 2),
        ("留言时间,留言详情\n2019,灯\n\"2020,井盖\n2021,x\n2022,y", 3),
        ("留言时间,留言详情\n2019,\"一\n二\"\n2020,\"灯\n", 4),
    ] {
        assert_eq!(read(text.as_bytes().to_vec(), MESSAGES).map(|_| ()), open(line), "{text}");
    }
    // One that stands within a cell opens nothing.
    let inside = "留言时间,留言详情\n2019,5\" 水管".as_bytes().to_vec();
    assert_eq!(lines(inside), [(2, "5\" 水管".to_owned())]);
}

#[test]
fn gb18030_after_much_ascii_and_damaged_utf8() {
    let mut late = b"open_dt,words\n".to_vec();
    late.extend(b"2019-04-24,plain\n".repeat(5000));
    late.extend(&*GB18030.encode("2019-04-24,路灯").0);
    assert_eq!(lines(late).pop().unwrap(), (5002, "路灯".to_owned()));
    let mut broken =
        "留言时间,留言详情\n2019,路灯不亮垃圾成堆污水外溢道路破损\n2019,".as_bytes().to_vec();
    broken.extend(b"\xe8\xb7\n");
    assert_eq!(
        read(broken, MESSAGES).unwrap_err(),
        TableError::Encoding { name: "x".into(), line: 3 }
    );
}

static WORKBOOK: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(workbook);

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "填写说明").unwrap();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    let plain = Format::new();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.merge_range(0, 0, 0, 3, "2019年诉求台账", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "序号", &plain).unwrap();
    sheet.merge_range(1, 1, 2, 1, "留言时间", &plain).unwrap();
    sheet.merge_range(1, 2, 1, 3, "诉求", &plain).unwrap();
    sheet.write_row(2, 2, ["联系电话", "留言详情"]).unwrap();
    let at = ExcelDateTime::parse_from_str("2019-04-24T16:03:40").unwrap();
    sheet.write(3, 0, 1).unwrap();
    sheet.merge_range(3, 1, 4, 1, "", &time).unwrap();
    sheet.write_with_format(3, 1, &at, &time).unwrap();
    sheet.write(3, 2, 13_800_138_000.0).unwrap();
    sheet.write(3, 3, "路灯\r\n不亮").unwrap();
    sheet.write(4, 3, "漏水").unwrap();
    sheet.write(4, 2, "#N/A").unwrap();
    sheet.write(6, 0, "合计").unwrap();
    // A stray cell in the last corner.
    sheet.write(1_048_575, 16_383, "x").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_with_titles_merged_cells_and_a_header_of_two_rows() {
    let table = open(workbook(), "x").unwrap();
    assert_eq!(table.sheets(), ["说明", "台账"]);
    let mut rows = table.rows(MESSAGES, &ColumnMap::default(), None).unwrap();
    assert_eq!((rows.header().line, rows.header().sheet.as_deref()), (3, Some("台账")));
    let (first, second) = (rows.next().unwrap().unwrap(), rows.next().unwrap().unwrap());
    assert_eq!((first.line, second.line), (4, 5));
    let cells = ["number", "reported_at", "phone", "words"].map(|key| first.get(key));
    assert_eq!(
        cells,
        [Some("1"), Some("2019-04-24 16:03:40"), Some("13800138000"), Some("路灯\n不亮")]
    );
    assert_eq!(second.get("reported_at"), Some("2019-04-24 16:03:40"));
    assert_eq!(second.text("phone").unwrap_err().reason, value::Reason::FailedFormula);
    assert!(matches!(
        table.rows(MESSAGES, &ColumnMap::default(), Some("无")),
        Err(TableError::NoSheet { .. })
    ));
}

#[test]
fn an_old_workbook() {
    let rows = read(include_bytes!("../../tests/fixtures/ledger.xls").to_vec(), MESSAGES).unwrap();
    let cells: Vec<_> = rows
        .iter()
        .map(|r| ["reported_at", "phone", "words"].map(|k| r.get(k).unwrap_or("-")))
        .collect();
    assert_eq!(
        cells,
        [
            ["2019-04-24 16:03:00", "13800138000", "路灯不亮"],
            ["2019年4月25日", "053212345678", "路灯不亮"]
        ]
    );
}

#[test]
fn a_mapping_goes_first_and_is_checked() {
    let file =
        || open("时间,内容,留言详情,别的\n2019,甲,乙,丙\n".as_bytes().to_vec(), "x").unwrap();
    let map = |text: &str| ColumnMap::parse(text, MESSAGES);
    let (table, good) = (file(), map("reported_at = \"时间\"\nwords = \"内 容\"\n").unwrap());
    let mut rows = table.rows(MESSAGES, &good, None).unwrap();
    let header: &Header = rows.header();
    assert_eq!(header.found, [("reported_at", "时间".to_owned()), ("words", "内容".to_owned())]);
    assert_eq!(header.unknown, ["留言详情", "别的"]);
    assert_eq!(header.absent, ["number", "phone"]);
    assert_eq!(rows.next().unwrap().unwrap().get("words"), Some("甲"));
    assert_eq!(map("colour = \"a\"").unwrap_err().code(), "map_invalid");
    assert_eq!(map("words = 1").unwrap_err().code(), "map_invalid");
    let absent = map("words = \"没有\"\nreported_at = \"时间\"").unwrap();
    assert_eq!(file().rows(MESSAGES, &absent, None).err().unwrap().code(), "mapped_column_absent");
}

#[test]
fn a_header_is_told_before_anybody_says_what_is_what() {
    let look = |text: &str, map: &str| {
        let map = ColumnMap::parse(map, MESSAGES).unwrap();
        open(text.as_bytes().to_vec(), "x").unwrap().look(MESSAGES, &map)
    };
    // Nothing is known by its name: the fullest line, the first of such, is the header.
    let strange = "台账\n次,何日,反映\n1,三月,路灯\n2,四月,漏水\n";
    let heading = look(strange, "").unwrap();
    assert_eq!((heading.line, heading.names.len(), heading.found.len()), (2, 3, 0));
    assert_eq!(heading.missing, ["reported_at", "words"]);
    // One column that is chosen is enough to find its line.
    let heading = look(strange, "words = \"反映\"").unwrap();
    assert_eq!((heading.line, heading.found), (2, vec![("words", "反映".to_owned())]));
    assert_eq!(heading.missing, ["reported_at"]);
    // A column that has a usual name can be left out.
    let usual = "留言编号,留言时间,留言详情,联系电话\n1,2019-04-24,路灯,053288880000\n";
    let found = look(usual, "").unwrap().found;
    assert!(found.iter().any(|(key, _)| *key == "phone"));
    let left = look(usual, "phone = \"\"").unwrap().found;
    assert!(!left.iter().any(|(key, _)| *key == "phone"));
    let map = ColumnMap::parse("phone = \"\"", MESSAGES).unwrap();
    let table = open(usual.as_bytes().to_vec(), "x").unwrap();
    let row = table.rows(MESSAGES, &map, None).unwrap().next().unwrap().unwrap();
    assert_eq!((row.get("words"), row.get("phone")), (Some("路灯"), None));
    // What lists people by group is refused here, too.
    let listed = look("留言详情,宗教信仰\n路灯,有\n", "").unwrap_err();
    assert_eq!(listed.code(), "column_forbidden");
}

#[test]
fn missing_columns_are_named_with_the_remedy() {
    let error = read("序号,留言时间,备注\n1,2019,x\n".as_bytes().to_vec(), MESSAGES).unwrap_err();
    let words: Words = error.words();
    assert_eq!(error.code(), "columns_missing");
    assert!(
        words.zh.contains("words (留言详情／诉求内容)") && words.zh.contains("--map"),
        "{}",
        words.zh
    );
    assert!(words.en.contains("line 1") && words.en.contains("备注"), "{}", words.en);
}

#[test]
fn lists_of_people_by_group_are_refused_and_words_are_not() {
    let groups = [
        "重点人员",
        "是否重点人员",
        "信访人员类别",
        "吸毒史",
        "精神病人",
        "精障等级",
        "刑释人员",
        "社矫人员",
        "邪教人员",
        "民族",
        "宗教信仰",
        "政治面貌",
        "Religion",
        "political_affiliation",
        "Criminal Record",
        "重点人",
        "信访老户",
        "安置帮教对象",
        "戒毒人员",
        "信教群众",
        "法轮功人员",
        "精神残疾",
        "残疾等级",
        "留守儿童",
        "家暴受害人",
        "人脸照片",
        "活动轨迹",
        "Biometric Data",
    ];
    for group in groups {
        let error = read(format!("留言时间,留言详情,{group}\n2019,x,y\n").into_bytes(), MESSAGES)
            .unwrap_err();
        assert_eq!(error.code(), "column_forbidden", "{group}");
        let words = error.words();
        assert!(
            words.zh.contains("第二十八条")
                && words.zh.contains("替代做法")
                && words.en.contains("Instead"),
            "{group}"
        );
    }
    let title = "某街道重点人员台账,,\n留言时间,留言详情\n2019,x\n";
    assert_eq!(read(title.as_bytes().to_vec(), MESSAGES).unwrap_err().code(), "column_forbidden");
    let words = "留言时间,留言详情,民族路段,region,信访人,残疾人通道,重点人居环境\n2019,邻居是精神病拿着刀,y,z,w,u,v\n";
    assert_eq!(lines(words.as_bytes().to_vec()), [(2, "邻居是精神病拿着刀".to_owned())]);
}

#[test]
fn files_that_are_no_tables() {
    for (bytes, code) in [
        (Vec::new(), "table_empty"),
        (gzip(b""), "table_empty"),
        (b"%PDF-1.7".to_vec(), "table_other_kind"),
        (b"\n <HTML><table>".to_vec(), "table_other_kind"),
        (gzip(b"PK\x03\x04"), "table_other_kind"),
        (b"PK\x03\x04nothing".to_vec(), "table_unreadable"),
        (b"\xd0\xcf\x11\xe0nothing".to_vec(), "table_unreadable"),
        (b"\x1f\x8bnothing".to_vec(), "table_unreadable"),
        (
            format!("留言时间,留言详情\n2019,\"{}\"\n", "灯\n".repeat(600_000)).into_bytes(),
            "cell_too_long",
        ),
    ] {
        assert_eq!(read(bytes, MESSAGES).unwrap_err().code(), code);
    }
    let absent = open(std::path::PathBuf::from("/nowhere/at/all.csv"), "all.csv");
    assert_eq!(absent.unwrap_err().code(), "table_unreadable");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(128)))]

    #[test]
    fn no_bytes_panic(start in prop_oneof![Just(""), Just("PK\x03\x04"), Just("留言时间,留言详情\n"), Just("\u{feff}")],
                      rest in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let bytes = [start.as_bytes(), &rest].concat();
        if let Err(error) = read(bytes, MESSAGES) {
            prop_assert!(!error.words().zh.is_empty() && !error.to_string().is_empty());
        }
    }

    #[test]
    fn a_damaged_workbook_is_refused_or_read(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = WORKBOOK.clone();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        bytes.truncate(bytes.len() - cut.index(bytes.len()) / 4);
        let _refused_or_read = read(bytes, MESSAGES);
    }

    #[test]
    fn a_text_of_many_lines_does_not_name_another_separator(count in 1..30_usize) {
        let text = "2019-04-24,\";\n;灯\"\n".repeat(count);
        let found = lines(format!("留言时间,留言详情\n{text}").into_bytes());
        prop_assert_eq!(found.len(), count);
    }

    #[test]
    fn csv_cells_come_back_with_their_lines(texts in proptest::collection::vec("[灯a\",;\n ]{0,6}[灯b]", 1..30)) {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(["留言时间", "留言详情"]).unwrap();
        let mut line = 2;
        let mut expected = Vec::new();
        for text in &texts {
            out.write_record(["2019-04-24", text]).unwrap();
            expected.push((line, text.trim().to_owned()));
            line += 1 + u64::try_from(text.matches('\n').count()).unwrap();
        }
        prop_assert_eq!(lines(out.into_inner().unwrap()), expected);
    }
}
