//! Who may do what: the policies, asked for somebody who is signed in.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, Id, UnitId};
use huisheng_domain::matter::{Matter, Role};
use huisheng_domain::post::Post;
use huisheng_domain::unit::UnitKind;
use huisheng_policy::{Policies, Source, Thing};
use huisheng_store::Book;
use uuid::Uuid;

use super::start::StartError;
use super::{App, Reach, Staff};
use crate::error::Problem;

/// What a list is for: the actions whose policies it goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listed {
    /// Matters.
    Matters,
    /// What the trail tells of matters.
    Trail,
}

impl Listed {
    const fn action(self) -> &'static str {
        match self {
            Self::Matters => "see",
            Self::Trail => "read-trail",
        }
    }
}

/// Whose reach, of what.
type Whose = (huisheng_policy::Staff, Listed);

/// The policies of this installation, and the reaches that were made of them.
pub(super) struct Access {
    policies: Policies,
    /// As of which lists, and for each account in its post.
    reaches: Mutex<(i64, HashMap<Whose, Arc<Reach>>)>,
}

impl Access {
    /// The policies of a folder, or those that are shipped.
    ///
    /// # Errors
    /// The folder cannot be read; what stands in it is wrong.
    pub fn read(folder: &Path) -> Result<Self, StartError> {
        let policies = if folder.as_os_str().is_empty() {
            Policies::shipped()?
        } else {
            Policies::read(&sources(folder)?)?
        };
        Ok(Self { policies, reaches: Mutex::default() })
    }
}

/// Every `*.cedar` of a folder, by name.
fn sources(folder: &Path) -> Result<Vec<Source>, StartError> {
    let failed = |error| StartError::Policies(folder.display().to_string(), error);
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "cedar") {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            all.push(Source { name, text: std::fs::read_to_string(&path).map_err(failed)? });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

impl App {
    /// The policies of this installation.
    pub fn policies(&self) -> &Policies {
        &self.inner.access.policies
    }
}

impl Staff {
    /// As the policies see it.
    pub fn subject(&self, book: &Book) -> huisheng_policy::Staff {
        let mut who = subject(book, self.account, self.unit, &self.roles, &self.places());
        stay_apart(book, &mut who, &self.posts.held, self.home);
        who
    }

    /// The divisions its post is assigned to; none: all that its unit serves.
    fn places(&self) -> BTreeSet<DivisionId> {
        self.post().map(|post| post.places.clone()).unwrap_or_default()
    }

    /// What matters it sees.
    pub fn reach(&self, app: &App) -> Result<Arc<Reach>, Problem> {
        self.reach_of(app, Listed::Matters)
    }

    /// What it sees of something that is listed.
    pub fn reach_of(&self, app: &App, listed: Listed) -> Result<Arc<Reach>, Problem> {
        let access = &app.inner.access;
        let (lists, book) = (app.lists(), app.book());
        let whose = (self.subject(&book), listed);
        let kept = || access.reaches.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut kept = kept();
            if kept.0 != lists {
                *kept = (lists, HashMap::new());
            }
            if let Some(reach) = kept.1.get(&whose) {
                return Ok(reach.clone());
            }
        }
        let seen = access.policies.reach(&whose.0, listed.action());
        // Policies are read at the start only if each post has a reach.
        let seen = seen.map_err(|error| {
            tracing::error!(%error, "policies");
            Problem::internal()
        })?;
        let reach = Arc::new(Reach::of(&book, seen));
        let mut kept = kept();
        if kept.0 == lists {
            kept.1.insert(whose, reach.clone());
        }
        Ok(reach)
    }

    /// The area that `code` names, the first within reach if it names none, where the policies let one do `action`.
    ///
    /// # Errors
    /// No such area within reach; refused by the policies.
    pub fn area(&self, app: &App, code: Option<&str>, action: &str) -> Result<Area, Problem> {
        let area = self.reach(app)?.area(code)?;
        self.may(app, action, &place(&app.book(), area, None))?;
        Ok(area)
    }

    /// Does `action` to `thing`, or is refused.
    pub fn may(&self, app: &App, action: &str, thing: &Thing) -> Result<(), Problem> {
        if self.can(app, action, thing) {
            return Ok(());
        }
        tracing::info!(account = %self.account, action, "refused by the policies");
        Err(Problem::forbidden())
    }

    /// Whether it may do `action` to `thing`.
    pub fn can(&self, app: &App, action: &str, thing: &Thing) -> bool {
        debug_assert!(app.policies().about(action).is_some(), "no such action: {action}");
        app.policies().may(&self.subject(&app.book()), action, thing)
    }
}

/// An account that acts for `unit` in `roles`, as the policies see it. Assigned to `assigned`, it serves these divisions
/// and no other, as far as they are its unit's.
pub fn subject(
    book: &Book,
    account: AccountId,
    unit: UnitId,
    roles: &BTreeSet<Role>,
    assigned: &BTreeSet<DivisionId>,
) -> huisheng_policy::Staff {
    let (areas, division) = (book.areas_of_unit(unit), book.division_of_unit(unit));
    let whole = assigned.is_empty() && division.is_none_or(|division| book.is_whole(division));
    let whole = if whole { areas.clone() } else { Vec::new() };
    let of_unit = |place: &DivisionId| serves(book, unit, *place);
    let places = if assigned.is_empty() {
        division.into_iter().collect()
    } else {
        assigned.iter().copied().filter(of_unit).collect()
    };
    huisheng_policy::Staff {
        account,
        posts: roles.clone(),
        unit,
        places,
        apart: above(book, unit).chain([account.uuid()]).collect(),
        everywhere: assigned.is_empty() && whole == book.areas(),
        areas,
        whole,
        root: book.units.get(unit).is_some_and(|unit| {
            unit.kind == UnitKind::Government && unit.parent.is_none() && unit.division.is_none()
        }),
    }
}

/// Whom a matter complains of stays away from it in every post that is held, and at home.
pub fn stay_apart(book: &Book, who: &mut huisheng_policy::Staff, held: &[Post], home: UnitId) {
    let units = held.iter().map(|post| post.unit).chain([home]);
    who.apart.extend(units.flat_map(|unit| above(book, unit)));
    who.apart.sort_unstable();
    who.apart.dedup();
}

/// Whether a division is that which a unit serves, or lies below it.
pub fn serves(book: &Book, unit: UnitId, place: DivisionId) -> bool {
    let known = book.divisions.get(place).is_some();
    let within = |division| book.divisions.is_within(place, division);
    known && book.division_of_unit(unit).is_none_or(within)
}

/// A unit and all above it: what is kept from one of these is kept from whoever acts for it.
fn above(book: &Book, unit: UnitId) -> impl Iterator<Item = Uuid> {
    book.above(unit).into_iter().map(Id::uuid)
}

/// A matter, as the policies see it.
pub fn matter(book: &Book, matter: &Matter) -> Thing {
    let units: BTreeSet<UnitId> = matter.units().flat_map(|unit| book.above(unit)).collect();
    Thing::Matter {
        id: matter.id,
        area: matter.area,
        divisions: divisions(book, matter.place.division),
        units: units.into_iter().collect(),
        apart: matter.apart().collect(),
    }
}

/// A division of an area with what is kept for it, or the whole area.
pub fn place(book: &Book, area: Area, division: Option<DivisionId>) -> Thing {
    Thing::Place { area, divisions: divisions(book, division) }
}

/// An account of a unit; none is one that is to be opened.
pub fn account(book: &Book, id: Option<AccountId>, unit: UnitId) -> Thing {
    Thing::Account { id, units: book.above(unit) }
}

/// A division and all above.
fn divisions(book: &Book, division: Option<DivisionId>) -> Vec<DivisionId> {
    let above = |id| book.divisions.ancestors(id).map(|above| above.id);
    division.into_iter().chain(division.into_iter().flat_map(above)).collect()
}
