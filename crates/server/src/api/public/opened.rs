//! From a number and a code to the voice, wherever it has gone.
//!
//! A reporter keeps one number and one code. A merged voice is handled in the matter that goes on, and
//! in each part of a split it is copied under an id of its own; number and code of before open both.

use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{EndingKind, LinkKind, Matter};
use huisheng_domain::number::FollowCode;
use huisheng_store::matter;

use crate::api::matter::of_number;
use crate::app::App;
use crate::error::Problem;

/// Merges and splits that are followed in a row: more than any office makes.
const HOPS: usize = 8;

/// The code of a voice: nobody guesses it, and a repeated answer gives the same.
pub(crate) fn code_of(app: &App, report: ReportId) -> FollowCode {
    let hash = app.keyed_hash(b"follow code", &[report.uuid().as_bytes()]);
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    FollowCode::from_random(bytes)
}

/// A voice in one of the matters it went through.
pub(crate) struct Station {
    /// The matter.
    pub matter: Matter,
    /// The voice in it.
    pub voice: ReportId,
}

/// A voice and its way.
pub(crate) struct Opened {
    /// The matters it was split from, the first one first.
    pub before: Vec<Station>,
    /// The matter whose number was given.
    pub asked: Station,
    /// The matters it was merged into; the last one goes on.
    pub after: Vec<Station>,
}

impl Opened {
    /// Where the voice is handled now.
    pub fn now(&self) -> &Station {
        self.after.last().unwrap_or(&self.asked)
    }

    /// The whole way.
    pub fn way(&self) -> impl Iterator<Item = &Station> {
        self.before.iter().chain(self.since_asked())
    }

    /// From the matter whose number was given.
    pub fn since_asked(&self) -> impl Iterator<Item = &Station> {
        std::iter::once(&self.asked).chain(&self.after)
    }

    /// Where it is handled now, without the way.
    pub fn into_now(mut self) -> Station {
        self.after.pop().unwrap_or(self.asked)
    }
}

/// The voice a number and a code belong to.
pub(crate) async fn opened(app: &App, number: &str, code: &str) -> Result<Opened, Problem> {
    let given: FollowCode = code.parse().map_err(|_| Problem::not_found())?;
    let asked = of_number(app, number).await?;
    let wholes = wholes(app, &asked).await?;
    // The voices of a part are those of the whole, in the same order; what joins comes behind them.
    let at = (0..asked.reports.len()).find(|at| {
        let all = wholes.iter().chain([&asked]);
        all.filter_map(|one| one.reports.get(*at)).any(|voice| code_of(app, voice.id) == given)
    });
    let at = at.ok_or_else(Problem::not_found)?;
    let station = |matter: Matter| {
        let voice = matter.reports.get(at)?.id;
        Some(Station { matter, voice })
    };
    let before = wholes.into_iter().filter_map(station).collect();
    let asked = station(asked).ok_or_else(Problem::not_found)?;
    let after = merged(app, &asked).await?;
    Ok(Opened { before, asked, after })
}

/// The matters a part was split from, the first one first.
async fn wholes(app: &App, part: &Matter) -> Result<Vec<Matter>, Problem> {
    let mut wholes: Vec<Matter> = Vec::new();
    while wholes.len() < HOPS {
        let last = wholes.last().unwrap_or(part);
        let from = last.links.iter().find(|link| link.kind == LinkKind::SplitFrom);
        let Some(from) = from.map(|link| link.matter) else { break };
        wholes.push(matter::find(app.store().read(), part.area, from).await?);
    }
    wholes.reverse();
    Ok(wholes)
}

/// The matters a voice went on in, after merges.
async fn merged(app: &App, asked: &Station) -> Result<Vec<Station>, Problem> {
    let (mut after, voice): (Vec<Station>, _) = (Vec::new(), asked.voice);
    while after.len() < HOPS {
        let last = &after.last().unwrap_or(asked).matter;
        let Some(into) = last.ending.as_ref().and_then(|ending| ending.into) else { break };
        let matter = matter::find(app.store().read(), last.area, into).await?;
        if matter.report(voice).is_none() {
            break;
        }
        after.push(Station { matter, voice });
    }
    Ok(after)
}

/// The parts of a matter that was split, in the order of their numbers.
pub(super) async fn parts(app: &App, whole: &Matter) -> Result<Vec<Matter>, Problem> {
    if whole.ending.as_ref().is_none_or(|ending| ending.kind != EndingKind::Split) {
        return Ok(Vec::new());
    }
    let parts = whole.links.iter().filter(|link| link.kind == LinkKind::SplitInto);
    let parts: Vec<MatterId> = parts.map(|link| link.matter).collect();
    let parts = matter::states(app.store().read(), whole.area, &parts).await?;
    let mut parts: Vec<Matter> = parts.into_iter().map(|(_, _, part)| part).collect();
    parts.sort_by(|one, other| one.number.cmp(&other.number));
    Ok(parts)
}
