//! What a question to the policies costs, with the accounts, units and divisions of a large city.

use std::hint::black_box;
use std::time::Instant;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, Id, MatterId, UnitId};
use huisheng_domain::matter::{Role, Verb};
use huisheng_policy::{Policies, Staff, Thing};

use super::figure::Figures;
use super::load::quantile;

/// Accounts, as the issue names them.
const ACCOUNTS: usize = 25_000;
/// Units, each with so many above it.
const UNITS: usize = 2_000;
const ABOVE: usize = 4;
/// Questions that are asked.
const QUESTIONS: usize = 50_000;
/// Microseconds, for ninety-nine of a hundred.
const GOAL: f64 = 50.0;

/// Whether an account sees a matter, and may do a verb to it.
pub fn run(figures: &mut Figures) -> anyhow::Result<()> {
    let policies = Policies::shipped()?;
    let staff: Vec<Staff> = (0..ACCOUNTS).map(some_staff).collect();
    let things: Vec<Thing> = (0..1_000).map(some_matter).collect();
    let mut each = Vec::with_capacity(QUESTIONS);
    for nth in 0..QUESTIONS {
        let (who, thing) = (&staff[nth * 7 % ACCOUNTS], &things[nth * 13 % things.len()]);
        let action = if nth % 2 == 0 { "see" } else { Verb::ALL[nth % Verb::ALL.len()].code() };
        let began = Instant::now();
        black_box(policies.may(who, action, thing));
        each.push(began.elapsed().as_secs_f64() * 1e6);
    }
    each.sort_by(f64::total_cmp);
    let name = format!("policy decision, {ACCOUNTS} accounts, {} policies", policies.all().len());
    figures.pure(&format!("{name}, p50"), quantile(&each, 0.5), "µs", None);
    figures.pure(&format!("{name}, p99"), quantile(&each, 0.99), "µs", Some(GOAL));
    let mut each = Vec::new();
    for who in staff.iter().step_by(25) {
        let began = Instant::now();
        black_box(policies.reach(who, "see")?);
        each.push(began.elapsed().as_secs_f64() * 1e6);
    }
    each.sort_by(f64::total_cmp);
    figures.pure("reach of an account, p99 (kept for it)", quantile(&each, 0.99), "µs", None);
    Ok(())
}

fn area() -> Area {
    Area::new(990_101).unwrap_or_else(|_| unreachable!("six digits"))
}

fn unit(nth: usize) -> UnitId {
    Id::of_code("bench unit", &(nth % UNITS).to_string())
}

fn division(nth: usize) -> DivisionId {
    Id::of_code("bench division", &(nth % UNITS).to_string())
}

/// One and those above it.
fn chain<K>(nth: usize, of: impl Fn(usize) -> Id<K>) -> Vec<Id<K>> {
    (0..=ABOVE as u32).map(|up| of(nth / 8_usize.pow(up))).collect()
}

fn some_staff(nth: usize) -> Staff {
    let role = Role::ALL[nth % Role::ALL.len()];
    let whole = nth.is_multiple_of(50);
    let account = AccountId::of_code("bench account", &nth.to_string());
    Staff {
        account,
        posts: [role].into(),
        unit: unit(nth),
        places: vec![division(nth)],
        areas: vec![area()],
        whole: if whole { vec![area()] } else { Vec::new() },
        apart: chain(nth, unit).into_iter().map(Id::uuid).chain([account.uuid()]).collect(),
        everywhere: whole,
        root: false,
    }
}

fn some_matter(nth: usize) -> Thing {
    let units = [nth, nth * 3 + 1, nth * 5 + 2].into_iter().flat_map(|nth| chain(nth, unit));
    Thing::Matter {
        id: MatterId::of_code("bench matter", &nth.to_string()),
        area: area(),
        divisions: chain(nth, division),
        units: units.collect(),
        // Of twenty matters one is kept from somebody.
        apart: (nth.is_multiple_of(20)).then(|| unit(nth * 7).uuid()).into_iter().collect(),
    }
}
