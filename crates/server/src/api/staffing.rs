//! How the grids of an area are staffed 网格力量配备: what is missing by the template that the area follows.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{DivisionId, GridId};
use huisheng_domain::post::Post;
use huisheng_domain::staffing::{Standing, Template};
use huisheng_domain::territory::{Grid, GridKind};
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{StoreError, post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Path, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Seeing how grids are staffed.
const READ: &str = "read-staffing";
/// Choosing what an area follows.
const KEEP: &str = "keep-staffing";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(staffing, choose))
}

/// Of which places.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StaffingQuery {
    /// Only this division and all below.
    division: Option<DivisionId>,
}

/// How the grids of an area are staffed.
#[derive(Serialize, ToSchema)]
struct Staffing {
    /// The template that the area follows.
    template: &'static Template,
    /// Those there are.
    templates: &'static [Template],
    /// One may choose another.
    may_choose: bool,
    /// The base grids that stand today within reach, by division and name.
    grids: Vec<StaffedGrid>,
}

/// A grid with what is missing.
#[derive(Serialize, ToSchema)]
struct StaffedGrid {
    /// Its id.
    id: GridId,
    /// Its code, if it has one.
    code: Option<String>,
    /// Its name.
    name: String,
    /// The community or village.
    division: DivisionId,
    /// Name of that.
    division_name: String,
    /// Households.
    households: u32,
    /// How each need of the template stands, in its order.
    needs: Vec<Standing>,
}

/// How the grids of an area are staffed today, within the places one's post is for.
#[utoipa::path(get, path = "/areas/{area}/staffing", tag = "lists",
    params(("area" = String, Path, description = "Area code."), StaffingQuery),
    responses((status = 200, body = Staffing), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn staffing(
    State(app): State<App>,
    staff: Staff,
    Path(area): Path<String>,
    Query(query): Query<StaffingQuery>,
) -> Result<Json<Staffing>, Problem> {
    let (book, today, area) = (app.book(), app.today(app.now()), known(&app, &area)?);
    let mut seen: HashMap<DivisionId, bool> = HashMap::new();
    let mut sees = |division| {
        let there = || staff.can(&app, READ, &access::place(&book, area, Some(division)));
        *seen.entry(division).or_insert_with(there)
    };
    let asked = |division| query.division.is_none_or(|own| book.divisions.is_within(division, own));
    let counted = |grid: &&Grid| grid.kind == GridKind::Base && grid.level == 1;
    let here = |grid: &&Grid| book.divisions.area_of(grid.division) == Some(area);
    let grids = book.grids.valid_on(today).filter(counted).filter(here);
    let all: Vec<&Grid> = grids.filter(|grid| sees(grid.division)).collect();
    if all.is_empty() && !staff.can(&app, READ, &access::place(&book, area, None)) {
        return Err(Problem::forbidden());
    }
    let posts = post::in_grids(app.store().read(), today).await?;
    let mut of_grid: BTreeMap<GridId, Vec<&Post>> = BTreeMap::new();
    for row in &posts {
        for grid in &row.post.grids {
            of_grid.entry(*grid).or_default().push(&row.post);
        }
    }
    let template = followed(&app, area).await?;
    let view = |grid: &Grid| {
        let there = of_grid.get(&grid.id).map_or(&[][..], Vec::as_slice);
        let division = book.divisions.get(grid.division);
        StaffedGrid {
            id: grid.id,
            code: grid.code.map(|code| code.to_string()),
            name: grid.name.clone(),
            division: grid.division,
            division_name: division.map(|division| division.name.clone()).unwrap_or_default(),
            households: grid.households,
            needs: template.stands(grid.households, there),
        }
    };
    let mut grids: Vec<StaffedGrid> =
        all.into_iter().filter(|grid| asked(grid.division)).map(view).collect();
    grids.sort_by(|one, other| {
        (&one.division_name, &one.name).cmp(&(&other.division_name, &other.name))
    });
    let may_choose = staff.can(&app, KEEP, &access::place(&book, area, None));
    Ok(Json(Staffing { template, templates: Template::shipped(), may_choose, grids }))
}

/// Which template an area follows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChooseStaffing {
    /// The code of a template.
    #[schema(example = "1+1+N")]
    template: String,
}

/// Choose the template that an area follows, as system administrator of the whole area.
#[utoipa::path(put, path = "/areas/{area}/staffing", tag = "lists",
    params(("area" = String, Path, description = "Area code.")),
    request_body(content = ChooseStaffing, example = json!({ "template": "1+1+N" })),
    responses((status = 204), (status = 404, body = Problem, description = "No such area.")))]
async fn choose(
    State(app): State<App>,
    staff: Staff,
    Path(area): Path<String>,
    body: Written<ChooseStaffing>,
) -> Result<axum::http::StatusCode, Problem> {
    let area = known(&app, &area)?;
    staff.may(&app, KEEP, &access::place(&app.book(), area, None))?;
    let code = body.value.template;
    Template::of_code(&code).ok_or_else(|| Problem::invalid("template"))?;
    let write = staff.write(&app).await?;
    setting::upsert(&write, vec![SettingRow { name: name(area), value: json!(code).to_string() }])
        .await?;
    let chosen = Entry { area: Some(area), ..staff.entry(Kind::StaffingChosen) };
    trail::record(&write, &chosen.with(json!({ "code": code })), app.now()).await?;
    write.commit().await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

fn known(app: &App, code: &str) -> Result<Area, Problem> {
    let area: Area = code.parse().map_err(|_| Problem::not_found())?;
    if app.book().areas().contains(&area) { Ok(area) } else { Err(Problem::not_found()) }
}

/// The setting of an area.
fn name(area: Area) -> String {
    format!("staffing:{}", String::from(area))
}

/// What an area follows; the first that comes with the house until another was chosen.
async fn followed(app: &App, area: Area) -> Result<&'static Template, Problem> {
    let chosen = setting::find(app.store().read(), &name(area)).await?;
    let code: Option<String> = chosen.and_then(|value| serde_json::from_str(&value).ok());
    let first = || Template::shipped().first();
    let template = code.and_then(|code| Template::of_code(&code)).or_else(first);
    let none = || StoreError::Unreadable("the templates of staffing".to_owned());
    Ok(template.ok_or_else(none)?)
}
