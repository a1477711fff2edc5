//! The office's own old ledger, as it was kept: a title over all columns, dates as text, two telephones in a cell, its own
//! names of columns and no numbers.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use crate::world::{Person, story};

const HEADER: [&str; 7] =
    ["序号", "登记日期", "群众姓名", "联系电话", "反映问题", "所属社区", "处理情况"];
const LAMP: [&str; 7] = [
    "1",
    "2025年3月1日",
    "王芳",
    "13900000021、0532-88880000",
    "西门路灯不亮，请打13900000021",
    "第一社区",
    "已修复",
];
const WATER: [&str; 7] = ["2", "2025.3.2", "李强", "不详", "三号楼漏水", "", ""];
const NO_DAY: [&str; 7] = ["3", "三月初", "赵敏", "", "下水道堵塞", "", ""];

/// A workbook with a merged title, these rows, and a sum below.
fn ledger(rows: &[[&str; 7]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 6, "某街道2025年群众诉求登记台账", &Format::new()).unwrap();
    let lines = std::iter::once(&HEADER).chain(rows);
    for (row, line) in (1_u32..).zip(lines) {
        for (column, text) in (0_u16..).zip(line) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
    sheet.write_string(rows.len() as u32 + 2, 0, "合计").unwrap();
    book.save_to_buffer().unwrap()
}

fn columns() -> String {
    let named = json!({
        "received": "登记日期", "user": "群众姓名", "text": "反映问题", "result": "处理情况", "replied": "登记日期",
    });
    encoded(&named.to_string())
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn path(columns: &str, more: &str) -> String {
    format!("/imports/matters?source={}&columns={columns}{more}", encoded("登记台账"))
}

async fn look(who: &Person, rows: &[[&str; 7]], more: &str) -> Value {
    who.upload(&path(&columns(), more), "台账.xlsx", &ledger(rows)).await.ok()
}

fn counts(told: &Value) -> [u64; 5] {
    ["rows", "bad_rows", "would_write", "written", "unchanged"]
        .map(|name| told[name].as_u64().expect("a count"))
}

#[test]
fn columns_are_asked_for_then_shown_then_taken_once() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let rows = [LAMP, WATER, NO_DAY];
        // Nobody said yet what is what: the header is told, and what is lacking.
        let path = path(&encoded("{}"), "");
        let told = dispatcher.upload(&path, "台账.xlsx", &ledger(&rows)).await.ok();
        assert_eq!(told["columns"]["line"], 2);
        assert_eq!(told["columns"]["names"], json!(HEADER));
        assert_eq!(told["columns"]["missing"], json!(["received", "text"]));
        assert_eq!(
            told["columns"]["found"],
            json!({ "phone": "联系电话", "division": "所属社区" })
        );
        assert_eq!((counts(&told), &told["lines"]), ([0; 5], &json!([])));

        // As it would be read: who it was about is not shown.
        let told = look(&dispatcher, &rows, "").await;
        assert_eq!(told["columns"]["missing"], json!([]));
        assert_eq!(counts(&told), [3, 1, 2, 0, 0]);
        let lamp = &told["lines"][0];
        assert_eq!(lamp["title"], "西门路灯不亮，请打139****0021");
        assert_eq!((&lamp["named"], &lamp["reachable"]), (&json!(true), &json!(true)));
        assert_eq!((&lamp["result"], &lamp["line"]), (&json!("已修复"), &json!(3)));
        assert!(!told.to_string().contains("王芳"), "{told}");
        assert_eq!(told["lines"][1]["flags"], json!(["phone_unreadable"]));
        let bad = &told["bad"][0];
        assert_eq!((&bad["line"], &bad["field"]), (&json!(5), &json!("received")));
        assert!(bad["zh"].as_str().unwrap().contains("看不懂这个时间"), "{bad}");
        assert_eq!(dispatcher.get("/matters").await.ok()["matters"], json!([]));

        // One bad row keeps all of them out, until one says otherwise.
        assert_eq!(counts(&look(&dispatcher, &rows, "&take=true").await), [3, 1, 0, 0, 0]);
        let right = "&take=true&only_right_rows=true";
        assert_eq!(counts(&look(&dispatcher, &rows, right).await), [3, 1, 0, 2, 0]);
        assert_eq!(counts(&look(&dispatcher, &rows, right).await), [3, 1, 0, 0, 2]);
        let found = dispatcher.get(&format!("/matters?q={}", encoded("路灯"))).await.ok();
        let matter = &found["matters"][0];
        assert_eq!(matter["title"], "西门路灯不亮，请打139****0021");
        // History: nothing is owed to anybody above for it.
        let queues = dispatcher.get("/queues").await.ok();
        let mut queues = queues["queues"].as_array().unwrap().iter();
        let owed = queues.find(|one| one["code"] == "to_enter").unwrap();
        assert_eq!(owed["count"], 0, "{owed}");
        let id = told["id"].as_str().unwrap();
        assert_eq!(dispatcher.get(&format!("/imports/matters/{id}")).await.ok()["rows"], 0);
    });
}

/// In a ledger without numbers two who say the same are two, and each is found again.
#[test]
fn rows_without_a_number_are_known_by_what_they_say() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let mut other = LAMP;
        other[2] = "孙丽";
        other[3] = "13900000022";
        let told = look(&dispatcher, &[LAMP, other, WATER], "&take=true").await;
        assert_eq!(counts(&told), [3, 0, 0, 3, 0]);
        let numbers: Vec<&str> =
            (0..2).map(|at| told["lines"][at]["number"].as_str().unwrap()).collect();
        assert_eq!(numbers[1], format!("{}-2", numbers[0]));
        // The next file has them again, in another order and with one more.
        let mut drain = NO_DAY;
        drain[1] = "2025-03-05";
        let told = look(&dispatcher, &[drain, WATER, other, LAMP], "&take=true").await;
        assert_eq!(counts(&told), [4, 0, 0, 1, 3]);
    });
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_taken() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let bytes = ledger(&[LAMP]);
        let send = async |path: String, bytes: Vec<u8>| {
            dispatcher.upload(&path, "台账.xlsx", &bytes).await
        };
        // Each is told once, also where several were said to be where they are not.
        let nowhere = encoded(r#"{"received":"没有这列","title":"也没有"}"#);
        let told = send(path(&nowhere, "&take=true"), bytes.clone()).await.ok();
        assert_eq!(told["columns"]["missing"], json!(["received", "title", "text"]));
        for (columns, field) in [("[1]", "columns"), (r#"{"nonsense":"序号"}"#, "file")] {
            let refused = send(path(&encoded(columns), ""), bytes.clone()).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
            assert_eq!(refused.body["field"], field, "{}", refused.body);
        }
        let unnamed = "/imports/matters?source=%20".to_owned();
        assert_eq!(send(unnamed, bytes.clone()).await.refused(422, "missing")["field"], "source");
        let long = format!("/imports/matters?source={}", "a".repeat(61));
        assert_eq!(send(long, bytes).await.refused(422, "invalid")["field"], "source");
        let pdf = send(path(&columns(), ""), b"%PDF-1.7 nothing".to_vec()).await;
        assert_eq!(pdf.refused(422, "import_refused")["field"], "file");
        // A list of people by belief is refused as a whole, with the article.
        let listed = "登记日期,反映问题,宗教信仰\n2025-03-01,路灯不亮,有\n";
        let take = path(&columns(), "&take=true");
        let refused = dispatcher.upload(&take, "t.csv", listed.as_bytes()).await;
        assert_eq!(refused.refused(422, "import_refused")["field"], "file");
        assert_eq!(dispatcher.get("/matters").await.ok()["matters"], json!([]));
    });
}

/// What was looked at is what is taken: of a workbook with several sheets, the one whose columns are shown.
#[test]
fn the_sheet_that_is_shown_is_the_one_that_is_taken() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let mut book = Workbook::new();
        let sheets: [(&str, &[&[&str]]); 2] = [
            ("说明", &[&["受理时间", "内容"], &["2025-03-01", "这不是台账"]]),
            (
                "登记",
                &[
                    &["编号", "受理时间", "标题", "地址", "办理结果"],
                    &["1", "2025-03-02", "路灯不亮", "西门", "已修复"],
                ],
            ),
        ];
        for (name, rows) in sheets {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, cells) in (0_u32..).zip(rows) {
                for (column, text) in (0_u16..).zip(*cells) {
                    sheet.write_string(row, column, *text).unwrap();
                }
            }
        }
        let bytes = book.save_to_buffer().unwrap();
        let path = path(&encoded("{}"), "&take=true");
        let told = dispatcher.upload(&path, "台账.xlsx", &bytes).await.ok();
        assert_eq!(told["columns"]["sheet"], "登记");
        assert_eq!((&told["lines"][0]["number"], &told["written"]), (&json!("1"), &json!(1)));
        let all = dispatcher.get("/matters").await.ok();
        assert_eq!(all["matters"].as_array().unwrap().len(), 1);
        assert_eq!(all["matters"][0]["title"], "路灯不亮");
    });
}

/// Two offices of an area may call their ledgers the same: neither adds to what the other took in.
#[test]
fn a_number_of_another_office_is_told_and_left_alone() {
    story(|world| async move {
        let (street, county) =
            (world.sign_in("dispatcher").await, world.sign_in("county_dispatcher").await);
        let open = "编号,受理时间,内容\n1,2025-03-01,路灯不亮\n";
        let answered =
            "编号,受理时间,内容,办理结果,办结时间\n1,2025-03-01,路灯不亮,已修复,2025-03-02\n";
        let path = path(&encoded("{}"), "&take=true");
        let told = street.upload(&path, "台账.csv", open.as_bytes()).await.ok();
        assert_eq!(counts(&told), [1, 0, 0, 1, 0]);
        let told = county.upload(&path, "台账.csv", answered.as_bytes()).await.ok();
        assert_eq!(
            (&told["results_added"], &told["bad"][0]["code"]),
            (&json!(0), &json!("ledger_of_another"))
        );
        let told = street.upload(&path, "台账.csv", answered.as_bytes()).await.ok();
        assert_eq!((&told["results_added"], &told["bad_rows"]), (&json!(1), &json!(0)));
    });
}

/// A number is seen by everybody: it does not tell one telephone from another.
#[test]
fn a_made_number_holds_no_telephone() {
    story(|world| async move {
        let dispatcher = world.sign_in("dispatcher").await;
        let number = async |text: &'static str| {
            let mut row = LAMP;
            row[4] = text;
            look(&dispatcher, &[row], "").await["lines"][0]["number"].clone()
        };
        let one = number("路灯不亮，请打13900000021").await;
        assert_eq!(one, number("路灯不亮，请打13988880021").await);
        assert_ne!(one, number("路灯亮了，请打13900000021").await);
    });
}
