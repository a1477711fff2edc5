//! A calendar is loaded while matters run: their clocks are listed, stay, and are moved by command.

use huisheng_domain::calendar::Close;
use huisheng_domain::matter::Place;
use huisheng_server::import::{Options, Report, What, run};
use huisheng_server::table::Source;
use huisheng_store::book::example;
use serde_json::{Value, json};

use crate::world::{World, report, story};

async fn import(world: &World, text: &str, options: &Options) -> Report {
    let source = Source::from(text.as_bytes().to_vec());
    run(&world.app, What::Calendar, source, "file", options, &|_| {}).await.expect("a calendar")
}

/// A matter of the first community, assigned; its number.
async fn assigned(world: &World) -> String {
    let intake = world.sign_in("intake").await;
    let dispatcher = world.sign_in("dispatcher").await;
    let number =
        intake.post("/matters", report()).await.ok()["number"].as_str().unwrap().to_owned();
    dispatcher.act(&number, "accept", json!({})).await.ok();
    dispatcher.act(&number, "assign", json!({ "lead": example::URBAN })).await.ok();
    number
}

async fn due(world: &World, number: &str) -> Value {
    let seen = world.sign_in("dispatcher").await.get(&format!("/matters/{number}")).await.ok();
    seen["next_due"].clone()
}

/// Every day from tomorrow for a year is a day of rest in the county.
fn year_of_rest(world: &World) -> String {
    let today = world.app.day(&Place::default(), world.app.now());
    let days = today.tomorrow().unwrap().series(jiff::Span::new().days(1)).take(400);
    let rows: Vec<String> = days.map(|day| format!("{day},地方休息日,370213000000\n")).collect();
    format!("日期,类型,区划\n{}", rows.concat())
}

#[test]
fn clocks_a_calendar_would_move_are_listed_and_moved_by_command() {
    story(|world| async move {
        let number = assigned(&world).await;
        let before = due(&world, &number).await;
        let text = year_of_rest(&world);
        let dry = Options { dry_run: true, ..Options::new("file") };
        let told = import(&world, &text, &dry).await;
        let moves = told.moves.expect("clocks that would move");
        assert_eq!((told.written, moves.open_matters, moves.matters, moves.moved), (0, 1, 1, 0));
        assert!(moves.clocks > 0 && moves.clocks == moves.listed.len() as u64);
        assert!(moves.listed.iter().all(|one| one.number == number && one.new_due > one.old_due));
        assert!(moves.unpublished > 0, "the year after next has no calendar");

        // Loaded: listed again, and left alone.
        let told = import(&world, &text, &Options::new("file")).await;
        assert_eq!((told.written, told.moves.expect("moves").clocks), (400, moves.clocks));
        assert_eq!(due(&world, &number).await, before);

        // Only supervisors and administrators see them and move them.
        world.sign_in("clerk").await.get("/calendar/moves").await.refused(403, "forbidden");
        let (admin, dispatcher) = (world.sign_in("admin").await, world.sign_in("dispatcher").await);
        let seen = admin.get("/calendar/moves?area=370213").await.ok();
        assert_eq!(
            (&seen["clocks"], &seen["moved"], &seen["next"]),
            (&json!(moves.clocks), &json!(0), &Value::Null)
        );
        assert_eq!(seen["listed"][0]["number"], number);
        admin.get("/calendar/moves?after=here").await.refused(422, "invalid");
        admin.get("/calendar/moves?area=110101").await.refused(404, "not_found");
        assert_eq!(due(&world, &number).await, before);
        let done = admin.post("/calendar/moves", json!({})).await.ok();
        assert_eq!((&done["moved"], &done["clocks"]), (&json!(1), &json!(moves.clocks)));
        assert_ne!(due(&world, &number).await, before);
        let history = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert!(history.to_string().contains("calendar_moved"), "{history}");
        // Again: nothing is left to move.
        let again = admin.post("/calendar/moves", json!({})).await.ok();
        assert_eq!((&again["moved"], &again["clocks"]), (&json!(0), &json!(0)));
    });
}

#[test]
fn an_import_moves_clocks_if_told_to() {
    story(|world| async move {
        let number = assigned(&world).await;
        let before = due(&world, &number).await;
        let text = year_of_rest(&world);
        let options = Options { move_clocks: true, ..Options::new("file") };
        let told = import(&world, &text, &options).await;
        assert_eq!(told.moves.expect("moves").moved, 1);
        assert_ne!(due(&world, &number).await, before);
    });
}

#[test]
fn business_hours_are_data_of_a_division() {
    story(|world| async move {
        let text = "日期,类型,区划,办公时间,日终\n\
            ,办公时间,,09:00-12:00 13:00-17:00,\n\
            ,办公时间,370213000000,,下班\n\
            ,办公时间,370213002001,08：30－11：30、14：00－17：30,24:00\n";
        let told = import(&world, text, &Options::new("file")).await;
        assert_eq!((told.written, told.bad), (3, vec![]));
        let hours = |division| {
            let book = world.app.book();
            let place = Place { division, ..Place::default() };
            let calendar = book.calendar(&place);
            (calendar.hours().to_string(), calendar.close())
        };
        let usual = "09:00-12:00 13:00-17:00".to_owned();
        assert_eq!(hours(None), (usual.clone(), Close::Midnight));
        assert_eq!(hours(Some(example::STREET)), (usual, Close::CloseOfBusiness));
        assert_eq!(
            hours(Some(example::COMMUNITY_A)),
            ("08:30-11:30 14:00-17:30".to_owned(), Close::Midnight)
        );
        let again = import(&world, text, &Options::new("file")).await;
        assert_eq!((again.written, again.unchanged), (0, 3));
        let wrong = "日期,类型,区划,办公时间,日终\n,办公时间,,夏令时,\n,办公时间,,,半夜\n,办公时间,,,\n,休,,,\n";
        let told = import(&world, wrong, &Options::new("file")).await;
        let told: Vec<_> = told.bad.iter().map(|bad| (bad.field.as_str(), bad.code)).collect();
        assert_eq!(
            told,
            [("hours", "form"), ("close", "unknown"), ("hours", "missing"), ("date", "missing")]
        );
    });
}
