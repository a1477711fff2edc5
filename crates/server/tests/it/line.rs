//! The command line as programs meet it: lines keep their place, answers are JSON if asked.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// Runs `huisheng` in an empty folder with this input.
fn huisheng(arguments: &[&str], input: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_huisheng"))
        .args(arguments)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("huisheng");
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    child.wait_with_output().expect("an end")
}

fn lines(output: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(output).lines().map(str::to_owned).collect()
}

#[test]
fn lines_of_the_clock_keep_their_place() {
    let input = "2026-02-13T10:00+08:00,5wd\n\nsoon,1wd\n2026-02-13T10:00+08:00,1wd\n";
    let output = huisheng(&["clock"], input);
    let told = lines(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(
        [&told[0], &told[1], &told[3]],
        ["2026-02-28T00:00:00+08:00", "", "2026-02-15T00:00:00+08:00"]
    );
    assert!(told[2].starts_with("error: "));
    let told = lines(&huisheng(&["clock", "--json"], input).stdout);
    let bad: Value = serde_json::from_str(&told[2]).expect("JSON");
    assert_eq!(bad["line"], 3);
    assert!(bad["error"].as_str().is_some_and(|text| !text.is_empty()));
}

#[test]
fn a_file_of_windows_is_read_like_another() {
    let output =
        huisheng(&["clock"], "\u{feff}2026-02-13T10:00+08:00,5wd\r\n\r\n2026-02-13,1wd\r\n");
    let told = lines(&output.stdout);
    assert_eq!(told, ["2026-02-28T00:00:00+08:00", "", "2026-02-15T00:00:00+08:00"]);
    assert!(output.status.success());
}

#[test]
fn a_clock_tells_people_its_days_and_programs_its_json() {
    let input = "2026-02-13T10:00+08:00,2wd\n";
    let told = lines(&huisheng(&["clock", "--explain"], input).stdout);
    assert_eq!(told[0], "2026-02-25T00:00:00+08:00");
    assert!(told[1].starts_with("  2wd  工作日 / working days  民法典第二百零一条"), "{told:?}");
    assert_eq!(told[2], "  2026-02-13 周五  工作日  开始当日，不计 / first day, not counted");
    assert_eq!(told[3], "  2026-02-14 周六  班（春节）  第 1 日 / day 1");
    assert_eq!(told[4], "  2026-02-15 周日  休（春节）  不计 / not counted");
    assert_eq!(told.last().expect("a day"), "  2026-02-24 周二  工作日  第 2 日 / day 2");
    assert_eq!(told.len(), 14);
    let told = lines(&huisheng(&["clock", "--json"], input).stdout);
    let whole: Value = serde_json::from_str(&told[0]).expect("JSON");
    assert_eq!(whole["legs"][0]["days"].as_array().map(Vec::len), Some(12));
}

#[test]
fn a_year_without_a_calendar_is_a_guess_and_says_so() {
    let output = huisheng(&["clock"], "2026-02-13T10:00+08:00,5wd\n2030-02-13T10:00+08:00,5wd\n");
    assert!(output.status.success());
    assert_eq!(lines(&output.stdout).len(), 2);
    let told = lines(&output.stderr);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("第 2 行") && told[0].contains("2030"), "{told:?}");
}

#[test]
fn what_cannot_be_done_is_told_apart_from_what_was_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let none = format!("sqlite://{}", folder.path().join("none.db").display());
    let verified = huisheng(&["verify", "--database-url", &none], "");
    assert_eq!(verified.status.code(), Some(2), "{verified:?}");
    let served = huisheng(&["serve", "--database-url", &none, "--listen", "nonsense"], "");
    assert_eq!(served.status.code(), Some(2));
    let told = lines(&served.stderr).concat();
    assert!(told.contains("listen: nonsense") && !told.contains(".rs"), "{told}");
}

#[test]
fn a_line_that_is_no_text_is_a_bad_line_like_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lines");
    let bytes = b"2026-02-13T10:00+08:00,5wd\n\xff\xfe,5wd\n2026-02-13T10:00+08:00,1wd\n";
    std::fs::write(&file, bytes).expect("lines");
    let output = huisheng(&["clock", file.to_str().expect("a path")], "");
    let told = lines(&output.stdout);
    assert_eq!((output.status.code(), told.len()), (Some(1), 3), "{told:?}");
    assert!(told[1].starts_with("error: "));
    assert_eq!(told[2], "2026-02-15T00:00:00+08:00");
}

#[test]
fn files_that_cannot_be_found_are_a_problem() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let database = format!("sqlite://{}", at("house.db"));
    let run = |arguments: &[&str], data: &str| {
        Command::new(env!("CARGO_BIN_EXE_huisheng"))
            .args(arguments)
            .args(["--database-url", &database])
            .env("HUISHENG_DATA_DIR", at(data))
            .env("HUISHENG_KEY_FILE", at("master.key"))
            .output()
            .expect("huisheng")
    };
    assert!(run(&["demo", "--matters", "20"], "data").status.success());
    assert!(run(&["verify"], "data").status.success());
    let elsewhere = run(&["verify"], "elsewhere");
    assert_eq!(elsewhere.status.code(), Some(1), "{:?}", lines(&elsewhere.stdout));
}

#[test]
fn another_calendar_takes_the_place_of_the_shipped_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("days.csv");
    // Only the 16th rests; the shipped list has the whole week from the 15th.
    std::fs::write(&file, "date,kind,name\n2026-02-16,holiday,x\n2026-10-01,holiday,y\n")
        .expect("days");
    let file = file.to_str().expect("a path");
    let told =
        lines(&huisheng(&["clock", "--calendar", file], "2026-02-13T10:00+08:00,1wd\n").stdout);
    assert_eq!(told, ["2026-02-18T00:00:00+08:00"]);
}

/// The table that `export calendar` gives and `import calendar` takes.
#[test]
fn a_calendar_of_the_house_is_one_for_a_clock() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let (days, out) = (at("days.csv"), at("out.csv"));
    let text = "日期,类型,名称\n2026-02-16,休,春节\n2026-10-01,节假日,国庆\n";
    std::fs::write(&days, text).expect("days");
    let database = format!("sqlite://{}", at("house.db"));
    let run = |given: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huisheng"));
        command.args(given).args(["--database-url", &database]);
        let output = command.env("HUISHENG_DATA_DIR", at("data")).output().expect("huisheng");
        assert!(output.status.success(), "{given:?}: {:?}", lines(&output.stderr));
    };
    run(&["import", "calendar", &days]);
    run(&["export", "calendar", "--out", &out]);
    for file in [&days, &out] {
        let due = huisheng(&["clock", "--calendar", file], "2026-02-13T10:00+08:00,1wd\n");
        let told = lines(&due.stdout);
        assert_eq!(told, ["2026-02-18T00:00:00+08:00"], "{file}: {:?}", lines(&due.stderr));
    }
    // Business hours count, and the days of one division are told to be left out.
    let text = "日期,类型,名称,区划,办公时间\n,办公时间,,,09:00-17:00\n2026-02-16,休,春节,,\n2026-02-17,地方休息日,庙会,某县,\n";
    std::fs::write(&days, text).expect("days");
    let due = huisheng(&["clock", "--calendar", &days], "2026-02-13T16:00+08:00,2wh\n");
    assert_eq!(lines(&due.stdout), ["2026-02-17T10:00:00+08:00"]);
    assert!(lines(&due.stderr).iter().any(|line| line.contains("区划")), "{:?}", due.stderr);
}

#[test]
fn a_calendar_that_cannot_be_read_names_the_kinds() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("days.csv");
    for (text, kinds) in [
        ("date,kind,name\n2026-02-16,feast,x\n", ["make_up", "休"]),
        ("2026-02-16,feast,x\n", ["make_up", "休"]),
        ("日期,类型\n2026-02-16,庙会\n", ["地方休息日", "local_rest"]),
    ] {
        std::fs::write(&file, text).expect("days");
        let output = huisheng(&["clock", "--calendar", file.to_str().expect("a path")], "");
        let told = lines(&output.stderr).join("\n");
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(kinds.iter().all(|kind| told.contains(kind)), "{told}");
    }
}

#[test]
fn errors_are_json_if_asked() {
    let output = huisheng(&["import", "units", "nothing.csv", "--json"], "");
    assert_eq!(output.status.code(), Some(2));
    // Before it the log may say that a database and its master key were made.
    let last = lines(&output.stderr).pop().expect("an error");
    let told: Value = serde_json::from_str(&last).expect("JSON");
    assert!(told["error"].as_str().is_some_and(|text| text.contains("nothing.csv")), "{told}");
}

#[test]
fn an_output_that_is_closed_or_full_is_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |command: &str, output: Stdio| {
        let database = format!("sqlite://{}", folder.path().join("none.db").display());
        Command::new(env!("CARGO_BIN_EXE_huisheng"))
            .args([command, "--database-url", &database])
            .stdout(output)
            .output()
            .expect("huisheng")
    };
    for command in ["openapi", "doctor"] {
        let full = std::fs::File::create("/dev/full").expect("a device that is always full");
        let told = run(command, full.into());
        assert_eq!(told.status.code(), Some(2), "{command}");
        let told = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(told.starts_with("huisheng: No space left"), "{command}: {told}");
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let told = run(command, writer.into());
        assert_eq!((told.status.code(), told.stderr), (Some(141), Vec::new()), "{command}");
    }
}

#[test]
fn a_list_is_tried_and_published_from_the_command_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    let database = format!("sqlite://{}", at("house.db"));
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_huisheng"))
            .args(arguments)
            .args(["--database-url", &database, "--json"])
            .env("HUISHENG_DATA_DIR", at("data"))
            .output()
            .expect("huisheng");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}{:?}", lines(&output.stderr));
        serde_json::from_str::<Value>(&told).unwrap_or_else(|error| panic!("{error}: {told}"))
    };
    for (what, text) in [
        ("divisions", "区划代码,名称\n990000,某省\n990301,某县\n"),
        (
            "units",
            "单位编码,单位名称,类型,上级单位,区划\nxian,某县,政府,,990301\ncg,城管局,部门,xian,\n",
        ),
        ("categories", "分类编码,分类名称\n01,路灯\n02,井盖\n"),
        ("responsibilities", "分类,主办单位\n路灯,某县\n路灯,城管局\n"),
    ] {
        let file = at("list.csv");
        std::fs::write(&file, text).expect("a list");
        let draft: &[&str] = if what == "responsibilities" { &["--draft"] } else { &[] };
        let told = run(&[&["import", what, &file], draft].concat());
        assert_eq!(told["bad"], serde_json::json!([]), "{what}");
    }
    assert_eq!(run(&["responsibility", "list"])[0]["in_force"], false);
    // In words, nobody has to look an identifier up.
    let output = Command::new(env!("CARGO_BIN_EXE_huisheng"))
        .args(["responsibility", "dry-run", "1", "--database-url", &database])
        .env("HUISHENG_DATA_DIR", at("data"))
        .output()
        .expect("huisheng");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    for said in [
        "finding  [gap] 分类“02 井盖”无单位负责，将由派单员处理",
        "finding  路灯 / 全域 everywhere -> ",
        ": [overlap] 自 1949-10-01 起与“路灯 / 全域 everywhere -> ",
    ] {
        assert!(told.contains(said), "{told}");
    }
    assert!(!told.contains('{'), "{told}");
    let tried = run(&["responsibility", "dry-run", "1", "--from", "2026-07-01"]);
    assert_eq!((&tried["version"], &tried["matters"]), (&1.into(), &0.into()));
    let done = run(&["responsibility", "publish", "1", "--from", "2026-07-01"]);
    assert_eq!(done["version"], 1);
    assert_eq!(run(&["responsibility", "list"])[0]["in_force"], true);
    let months = run(&["report", "--per", "month"]);
    assert_eq!((&months["per"], &months["lines"]), (&"month".into(), &serde_json::json!([])));
}

#[test]
fn the_greeting_of_a_house_is_json_if_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_huisheng"))
        .args(["serve", "--listen", "127.0.0.1:0", "--json"])
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("huisheng");
    let mut greeting = String::new();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("an output"));
    std::io::BufRead::read_line(&mut output, &mut greeting).expect("a line");
    child.kill().expect("kill it");
    child.wait().expect("it is gone");
    let told: Value = serde_json::from_str(&greeting).expect("JSON");
    assert!(told["address"].as_str().is_some_and(|text| text.starts_with("http://localhost:")));
    let logins: Vec<&Value> =
        told["administrators"].as_array().unwrap().iter().map(|one| &one["login"]).collect();
    assert_eq!(logins, ["admin", "security", "audit"]);
    assert_eq!(told["demo"], Value::Null);
}
