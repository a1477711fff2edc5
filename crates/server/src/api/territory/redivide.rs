//! Re-dividing 划分调整: grids drawn, redrawn, split and merged from a day on, by an administrator of their
//! land. With `dry_run` nothing is written and the answer is the same.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use geo::MultiPolygon;
use huisheng_domain::id::{DivisionId, GridId};
use huisheng_domain::matter::Role;
use huisheng_domain::territory::redivide::{Drawn, Part};
use huisheng_domain::territory::{Change, GridCode, GridKind, Point, outline};
use huisheng_store::Book;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::grid::GridView;
use crate::api::{Path, Query, Written};
use crate::app::{App, Reach, Staff};
use crate::error::Problem;
use crate::import::finding::Finding;
use crate::redivide;

/// How it is done.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct RedivideQuery {
    /// Only look: nothing is written.
    #[serde(default)]
    dry_run: bool,
}

/// What ends, what begins, and what to look at then.
#[derive(Serialize, ToSchema)]
struct RedividedView<'a> {
    /// Grids that are no more from the day on. Micro-grids and dedicated grids inside them too: they begin
    /// again under what takes its place.
    ended: Vec<GridId>,
    /// Grids that begin on the day; those that were asked for come first.
    begun: Vec<GridView<'a>>,
    /// Overlaps, gaps and norms in the community on that day, and places that have no grid any more.
    findings: Vec<Finding>,
}

/// A grid to be drawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridDrawBody)]
pub(super) struct DrawBody {
    /// Name.
    #[schema(max_length = 100)]
    name: String,
    /// The community or village.
    division: DivisionId,
    /// What it is for.
    kind: GridKind,
    /// 1 for a grid, 2 for a micro-grid or a dedicated grid inside it.
    #[schema(minimum = 1)]
    level: u8,
    /// The larger grid it is part of.
    parent: Option<GridId>,
    /// 12 digits of the community, 0 or 1, two digits.
    code: Option<String>,
    /// Coordinates of a GeoJSON MultiPolygon, WGS-84.
    #[serde(with = "outline")]
    #[schema(value_type = Vec<Vec<Vec<[f64; 2]>>>)]
    outline: MultiPolygon,
    /// Households.
    households: u32,
    /// Persons.
    persons: u32,
    /// The first day: today or later.
    #[schema(value_type = String, format = Date)]
    from: Date,
}

/// Draw one more grid.
#[utoipa::path(post, path = "/grids", tag = "lists", params(RedivideQuery),
    request_body(content = DrawBody, example = json!({
        "name": "第九网格", "division": "00000000-0000-8000-8000-000000000000", "kind": "base", "level": 1,
        "outline": [[[[120.1, 36.1], [120.2, 36.1], [120.2, 36.2], [120.1, 36.1]]]],
        "households": 300, "persons": 900, "from": "2026-12-01",
    })),
    responses((status = 200, body = RedividedView),
        (status = 404, body = Problem, description = "No such division within your reach."), (status = 409, body = Problem)))]
pub(super) async fn draw(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<RedivideQuery>,
    body: Written<DrawBody>,
) -> Result<Response, Problem> {
    let asked = body.value;
    may_change(&app, &staff, asked.division)?;
    let drawn = Drawn {
        name: asked.name,
        division: asked.division,
        kind: asked.kind,
        level: asked.level,
        parent: asked.parent,
        code: code(asked.code.as_deref(), "code")?,
        outline: asked.outline,
        households: asked.households,
        persons: asked.persons,
    };
    answer(&app, &staff, Change::Draw(drawn), asked.from, query.dry_run).await
}

/// A new outline.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridRedrawBody)]
pub(super) struct RedrawBody {
    /// Coordinates of a GeoJSON MultiPolygon, WGS-84.
    #[serde(with = "outline")]
    #[schema(value_type = Vec<Vec<Vec<[f64; 2]>>>)]
    outline: MultiPolygon,
    /// The day from which it counts: today or later.
    #[schema(value_type = String, format = Date)]
    from: Date,
}

/// Give a grid another outline. The old one ends on the day, a new one of the same name, code and kind begins.
#[utoipa::path(post, path = "/grids/{id}/redraw", tag = "lists", params(("id" = GridId, Path), RedivideQuery),
    request_body(content = RedrawBody, example = json!({
        "outline": [[[[120.1, 36.1], [120.2, 36.1], [120.2, 36.2], [120.1, 36.1]]]], "from": "2026-12-01",
    })),
    responses((status = 200, body = RedividedView),
        (status = 409, body = Problem, description = "Somebody else re-divided it meanwhile, or it cannot stand beside the others.")))]
pub(super) async fn redraw(
    State(app): State<App>,
    staff: Staff,
    Path(grid): Path<GridId>,
    Query(query): Query<RedivideQuery>,
    body: Written<RedrawBody>,
) -> Result<Response, Problem> {
    may_change_grid(&app, &staff, grid)?;
    let RedrawBody { outline, from } = body.value;
    answer(&app, &staff, Change::Redraw { grid, outline }, from, query.dry_run).await
}

/// A line, and what the parts are called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridSplitBody)]
pub(super) struct SplitBody {
    /// Points of WGS-84 longitude and latitude; both ends lie outside the grid.
    line: Vec<[f64; 2]>,
    /// The day from which it counts: today or later.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The parts, from west to east, then from north to south. A dry run without them proposes names, and
    /// shares out households and persons by the ground.
    parts: Option<Vec<PartBody>>,
}

/// A part of a grid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridPartBody)]
struct PartBody {
    /// Name.
    #[schema(max_length = 100)]
    name: String,
    /// 12 digits of the community, 0 or 1, two digits; one part may take that of the whole.
    code: Option<String>,
    /// Households.
    households: u32,
    /// Persons.
    persons: u32,
}

/// Cut a grid along a line.
#[utoipa::path(post, path = "/grids/{id}/split", tag = "lists", params(("id" = GridId, Path), RedivideQuery),
    request_body(content = SplitBody, example = json!({
        "line": [[120.15, 36.0], [120.15, 36.3]], "from": "2026-12-01",
        "parts": [
            { "name": "第一网格西", "households": 150, "persons": 420 },
            { "name": "第一网格东", "households": 140, "persons": 400 },
        ],
    })),
    responses((status = 200, body = RedividedView),
        (status = 409, body = Problem, description = "Somebody else re-divided it meanwhile, or the parts cannot stand.")))]
pub(super) async fn split(
    State(app): State<App>,
    staff: Staff,
    Path(grid): Path<GridId>,
    Query(query): Query<RedivideQuery>,
    body: Written<SplitBody>,
) -> Result<Response, Problem> {
    may_change_grid(&app, &staff, grid)?;
    let SplitBody { line, from, parts } = body.value;
    let point = |[lon, lat]: [f64; 2]| Point::new(lon, lat);
    let line: Result<Vec<Point>, _> = line.into_iter().map(point).collect();
    let line = line.map_err(|_| Problem::invalid("line"))?;
    let part = |part: PartBody| {
        let PartBody { name, households, persons, .. } = part;
        Ok(Part { name, code: code(part.code.as_deref(), "parts.code")?, households, persons })
    };
    let parts = parts.map(|parts| parts.into_iter().map(part).collect::<Result<Vec<_>, Problem>>());
    let parts = parts.transpose()?;
    if parts.is_none() && !query.dry_run {
        return Err(Problem::missing("parts"));
    }
    answer(&app, &staff, Change::Split { grid, line, parts }, from, query.dry_run).await
}

/// Grids that become one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GridMergeBody)]
pub(super) struct MergeBody {
    /// Which: two or more of one community, kind, level and parent.
    grids: Vec<GridId>,
    /// Name of the new one.
    #[schema(max_length = 100)]
    name: String,
    /// 12 digits of the community, 0 or 1, two digits; that of one of them may be kept.
    code: Option<String>,
    /// The day from which it counts: today or later.
    #[schema(value_type = String, format = Date)]
    from: Date,
}

/// Make one grid of several.
#[utoipa::path(post, path = "/grids/merge", tag = "lists", params(RedivideQuery),
    request_body(content = MergeBody, example = json!({
        "grids": ["00000000-0000-8000-8000-000000000000", "00000000-0000-8000-8000-000000000001"],
        "name": "第一网格", "from": "2026-12-01",
    })),
    responses((status = 200, body = RedividedView),
        (status = 404, body = Problem, description = "No such grid within your reach."),
        (status = 409, body = Problem, description = "Somebody else re-divided one meanwhile, or the new one cannot stand.")))]
pub(super) async fn merge(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<RedivideQuery>,
    body: Written<MergeBody>,
) -> Result<Response, Problem> {
    let MergeBody { grids, name, code: given, from } = body.value;
    staff.need(&[Role::Administrator])?;
    for grid in &grids {
        may_change_grid(&app, &staff, *grid)?;
    }
    let code = code(given.as_deref(), "code")?;
    answer(&app, &staff, Change::Merge { grids, name, code }, from, query.dry_run).await
}

/// An administrator changes what lies in the divisions that the own unit serves.
fn may_change(app: &App, staff: &Staff, division: DivisionId) -> Result<(), Problem> {
    staff.need(&[Role::Administrator])?;
    let (book, reach) = (app.book(), staff.reach(app));
    let area = book.divisions.area_of(division).ok_or_else(Problem::not_found)?;
    if !reach.areas.contains(&area) {
        return Err(Problem::not_found());
    }
    if holds(&book, &reach, division) { Ok(()) } else { Err(Problem::forbidden()) }
}

fn holds(book: &Book, reach: &Reach, division: DivisionId) -> bool {
    let area = book.divisions.area_of(division);
    area.is_some_and(|area| {
        reach.areas.contains(&area) && reach.holds_any(book, area, Some(division), &[])
    })
}

fn may_change_grid(app: &App, staff: &Staff, grid: GridId) -> Result<(), Problem> {
    staff.need(&[Role::Administrator])?;
    let book = app.book();
    let grid = book.grids.get(grid).ok_or_else(Problem::not_found)?;
    may_change(app, staff, grid.division)
}

fn code(text: Option<&str>, field: &str) -> Result<Option<GridCode>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::parse).transpose().map_err(|_| Problem::invalid(field))
}

async fn answer(
    app: &App,
    staff: &Staff,
    change: Change,
    from: Date,
    dry_run: bool,
) -> Result<Response, Problem> {
    let reach = staff.reach(app);
    let holds = |book: &Book, division| holds(book, &reach, division);
    let redivide::Done { book, redivided, findings } =
        redivide::run(app, &change, from, dry_run, &staff.into(), &holds).await?;
    let ended = redivided.ended.iter().map(|grid| grid.id).collect();
    let begun = redivided.begun.iter().map(|grid| GridView::of(&book, grid)).collect();
    Ok(Json(RedividedView { ended, begun, findings }).into_response())
}
