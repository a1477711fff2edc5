//! The ground of an area as everybody may see it, without a provider.

use huisheng_store::book::example::{GRID_A, GRID_B, POINT, QUARTER_A, QUARTER_B};
use serde_json::{Value, json};

use crate::world::{nobody, report, story};

#[test]
fn everybody_sees_grids_and_places() {
    story(|world| async move {
        let resident = world.resident();
        let map = resident.get("/map").await.ok();
        assert_eq!(map["extent"], json!([120.41, 36.14, 120.43, 36.15]));
        assert_eq!([&map["tiles"], &map["search"]], [&json!([]), &json!(false)]);
        resident.get("/map/tiles/base/3/6/3").await.refused(404, "not_found");
        resident.post("/map/search", json!({ "q": "和美小区" })).await.refused(404, "not_found");

        let all = resident.get("/map/grids").await.ok();
        assert_eq!(all["more"], false);
        let grids = all["grids"].as_array().unwrap();
        assert_eq!(grids.len(), 1, "a list of places has no outline: {all}");
        let grid = &grids[0];
        assert_eq!(
            [&grid["id"], &grid["name"], &grid["kind"], &grid["level"], &grid["division"]],
            [&json!(GRID_A), &json!("和美第一网格"), &json!("base"), &json!(1), &json!("和美社区")]
        );
        assert_eq!(grid["outline"][0][0][0], json!([120.41, 36.14]));

        let around = |degrees: f64| {
            let [lon, lat] = POINT;
            let (west, east) = (lon - degrees, lon + degrees);
            format!("?west={west}&south={}&east={east}&north={}", lat - degrees, lat + degrees)
        };
        let count = async |path: String, field: &str| {
            resident.get(&path).await.ok()[field].as_array().unwrap().len()
        };
        assert_eq!(count(format!("/map/grids{}", around(0.001)), "grids").await, 1);
        let far = "?west=121&south=36&east=122&north=37";
        assert_eq!(count(format!("/map/grids{far}"), "grids").await, 0);
        let elsewhere = format!("/map/grids{}&area=370212", around(0.001));
        resident.get(&elsewhere).await.refused(422, "invalid");

        let places = resident.get("/map/places").await.ok();
        assert_eq!(
            places["places"],
            json!([{ "id": QUARTER_A, "name": "和美小区", "kind": "quarter", "point": POINT }])
        );
        assert_eq!(count(format!("/map/places{}", around(0.001)), "places").await, 1);
        assert_eq!(count(format!("/map/places{far}"), "places").await, 0);

        for (query, code, field) in [
            ("?west=120", "missing", "south"),
            ("?west=121&south=36&east=120&north=37", "invalid", "west"),
            ("?west=NaN&south=36&east=120&north=37", "invalid", "west"),
            ("?area=x", "invalid", "area"),
        ] {
            for what in ["grids", "places"] {
                let refused = resident.get(&format!("/map/{what}{query}")).await;
                assert_eq!(refused.refused(422, code)["field"], field, "{query}");
            }
        }
        resident.get("/map?area=x").await.refused(422, "invalid");
    });
}

#[test]
fn what_is_known_is_not_told_twice() {
    story(|world| async move {
        let resident = world.resident();
        let tag = |parts: &axum::http::response::Parts| {
            parts.headers["etag"].to_str().unwrap().to_owned()
        };
        let (parts, body) = resident.fetch("/map/grids", &[]).await;
        let known = tag(&parts);
        assert!(!body.is_empty());
        let (parts, body) = resident.fetch("/map/grids", &[("if-none-match", &known)]).await;
        assert_eq!((parts.status.as_u16(), body.len()), (304, 0));
        // Another day has other grids.
        world.wait_hours(25);
        let (parts, _) = resident.fetch("/map/grids", &[("if-none-match", &known)]).await;
        assert_eq!(parts.status, 200);
        let known = tag(&parts);
        let units = "单位编码,单位名称,单位类型,上级单位\nU900,园林管理所,department,\n";
        let county = world.sign_in("county").await;
        county.upload("/imports/units", "单位.csv", units.as_bytes()).await.ok();
        let (parts, _) = resident.fetch("/map/grids", &[("if-none-match", &known)]).await;
        assert_eq!(parts.status, 200, "a list has changed");
    });
}

#[test]
fn a_matter_is_drawn_for_who_reaches_it() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        let enter = async |address: &str, point: Option<[f64; 2]>| {
            let mut said = report();
            said["address"] = json!(address);
            if let Some([lon, lat]) = point {
                said["point"] = json!({ "lon": lon, "lat": lat });
            }
            let entered = intake.post("/matters", said).await.ok();
            format!("/matters/{}/place", entered["number"].as_str().unwrap())
        };
        let named = enter("和美小区3号楼", None).await;
        let seen = intake.get(&named).await.ok();
        assert_eq!(seen["point"], Value::Null);
        assert_eq!(
            seen["place"],
            json!({ "id": QUARTER_A, "name": "和美小区", "point": POINT, "point_of": "quarter" })
        );
        assert_eq!(seen["grid"]["id"], json!(GRID_A));
        assert_eq!(seen["grid"]["outline"][0][0].as_array().unwrap().len(), 5);

        let listed = intake.get(&enter("海景小区", None).await).await.ok();
        assert_eq!(listed["grid"]["id"], json!(GRID_B));
        assert_eq!(listed["grid"]["outline"], Value::Null);
        assert_eq!(listed["place"]["id"], json!(QUARTER_B));

        let pointed = intake.get(&enter("东门外", Some(POINT)).await).await.ok();
        assert_eq!(pointed["point"], json!(POINT));
        assert_eq!(pointed["place"], Value::Null);

        world.sign_in("community").await.get(&named).await.refused(404, "not_found");
        world.resident().get(&named).await.refused(401, "not_signed_in_here");
        let unknown = format!("/matters/{}/place", nobody());
        intake.get(&unknown).await.refused(404, "not_found");
    });
}
