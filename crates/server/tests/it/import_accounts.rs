//! Accounts with their posts, from a file.

use huisheng_server::import::{Options, Report, What, run};
use huisheng_server::table::Source;
use huisheng_store::book::example;
use serde_json::json;

use crate::world::{World, story};

const HEAD: &str = "登录名,姓名,单位,岗位,角色,网格/社区,力量,起,止\n";

async fn import(world: &World, rows: &str, dry_run: bool) -> Report {
    let options = Options { dry_run, ..Options::new("people") };
    let source = Source::from(format!("{HEAD}{rows}").into_bytes());
    run(&world.app, What::Accounts, source, "people.csv", &options, &|_| {}).await.unwrap()
}

const ROWS: &str = "\
liu.yi,刘一,城市管理办公室,,经办、负责人,,,2026-01-01,\n\
liu.yi,刘一,和美社区居委会,网格长,网格员,和美第一网格,网格员,2026-01-01,2027-12-31\n\
chen.er,陈二,湖岛街道办事处,包联领导,领导,和美社区、海景社区,,,\n";

#[test]
fn a_file_opens_accounts_and_grants_posts_and_twice_changes_nothing() {
    story(|world| async move {
        let office = world.app.book().units.get(example::STREET_OFFICE).unwrap().name.clone();
        let rows = ROWS.replace("湖岛街道办事处", &office);
        let tried = import(&world, &rows, true).await;
        assert_eq!((tried.rows, tried.written, tried.bad.len()), (3, 0, 0), "{:?}", tried.bad);
        let security = world.sign_in("security").await;
        let before = security.get("/accounts?limit=200").await.ok();
        let done = import(&world, &rows, false).await;
        assert_eq!((done.rows, done.written, done.unchanged), (3, 3, 0), "{:?}", done.bad);
        let again = import(&world, &rows, false).await;
        assert_eq!((again.rows, again.written, again.unchanged), (3, 0, 3));
        let page = security.get("/accounts?limit=200").await.ok();
        let all = page["accounts"].as_array().unwrap();
        assert_eq!(all.len(), before["accounts"].as_array().unwrap().len() + 2);
        let of = |login: &str| all.iter().find(|one| one["login"] == login).unwrap();
        let liu = of("liu.yi");
        assert_eq!((&liu["unit"], &liu["active"]), (&json!(example::URBAN), &json!(true)));
        let posts = liu["posts"].as_array().unwrap();
        let head = posts.iter().find(|post| post["title"] == "网格长").unwrap();
        assert_eq!(head["place_names"], json!(["和美第一网格"]));
        assert_eq!((&head["force"], &head["ends"]), (&json!("grid_worker"), &json!("2028-01-01")));
        assert_eq!(of("chen.er")["posts"][0]["places"].as_array().unwrap().len(), 2);
        // It has no password: one is made to be handed over.
        let path = format!("/accounts/{}", liu["id"].as_str().unwrap());
        let reset = security.put(&path, json!({ "reset_password": true })).await.ok();
        assert!(reset["one_time_password"].is_string());
        // A changed title changes that post and makes no other.
        let renamed = rows.replace("网格长", "第一网格长");
        assert_eq!(import(&world, &renamed, false).await.written, 1);
        let path = format!("{path}/posts");
        assert_eq!(security.get(&path).await.ok().as_array().unwrap().len(), 2);
    });
}

#[test]
fn what_cannot_be_taken_is_told_by_row_and_keeps_the_file_out() {
    story(|world| async move {
        let rows = "\
            x,王,城市管理办公室,,经办,,,,\n\
            wang.li,王丽,没有的单位,,经办,,,,\n\
            wang.er,王二,城市管理办公室,,飞行员,,,,\n\
            wang.san,王三,城市管理办公室,,系统管理员、经办,,,,\n\
            wang.si,王四,和美社区居委会,,网格员,海景社区,,,\n\
            wang.wu,王五,城市管理办公室,,经办,,游客,,\n\
            wang.liu,王六,城市管理办公室,,经办,,,2026-02-01,2026-01-01\n\
            wang.qi,王七,城市管理办公室,,,,,,\n\
            clerk,clerk,城市管理办公室,,审计管理员,,,,\n\
            wang.ba,王八,城市管理办公室,,经办,,,,\n";
        let report = import(&world, rows, false).await;
        let bad: Vec<(u64, &str, &str)> =
            report.bad.iter().map(|row| (row.line, row.field.as_str(), row.code)).collect();
        assert_eq!(
            bad,
            [
                (2, "login", "invalid"),
                (3, "unit", "unknown"),
                (4, "roles", "unknown"),
                (5, "roles", "posts_apart"),
                (6, "places", "elsewhere"),
                (7, "force", "unknown"),
                (8, "ends", "post_ends_before_begins"),
                (9, "roles", "post_empty"),
                (10, "roles", "posts_apart"),
            ]
        );
        assert_eq!(report.written, 0);
        let security = world.sign_in("security").await;
        let page = security.get("/accounts?limit=200").await.ok();
        assert!(!page.to_string().contains("wang."), "nothing was written");
        // Columns for groups of persons are refused here as everywhere.
        let source = Source::from("登录名,姓名,单位,重点人员\n甲一,甲,乙,是\n".as_bytes().to_vec());
        let options = Options::new("people");
        let refused =
            run(&world.app, What::Accounts, source, "people.csv", &options, &|_| {}).await;
        assert!(refused.unwrap_err().to_string().contains("个人信息保护法"));
    });
}
