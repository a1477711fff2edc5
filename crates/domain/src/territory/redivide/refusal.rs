//! Why the land cannot be re-divided as asked.

use jiff::civil::Date;
use thiserror::Error;

use crate::id::GridId;
use crate::territory::grid::GridRefusal;

/// Why a change cannot be.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RedivideRefusal {
    /// The day lies behind: counts of past days stand.
    #[error("grids are not re-divided in the past, today is {today}")]
    InThePast {
        /// The earliest day.
        today: Date,
    },
    /// No such grid.
    #[error("there is no such grid")]
    Unknown {
        /// Which.
        grid: GridId,
    },
    /// It ended, or its last day is set: somebody else re-divided it.
    #[error("the grid is no more from {on}")]
    Ended {
        /// Which.
        grid: GridId,
        /// The day.
        on: Date,
    },
    /// It does not stand before the day of the change.
    #[error("the grid begins on {on}; it can be changed from a later day")]
    BeginsLater {
        /// Which.
        grid: GridId,
        /// Its first day.
        on: Date,
    },
    /// A micro-grid or dedicated grid inside begins on the day or later.
    #[error("a grid inside begins on {on}; what is around it can be changed from a later day")]
    InsideBeginsLater {
        /// The one inside.
        grid: GridId,
        /// Its first day.
        on: Date,
    },
    /// It is a list of places: there is no ground to cut.
    #[error("the grid is a list of places, there is nothing to cut")]
    NoOutline,
    /// The new outline holds no ground.
    #[error("the outline holds no ground")]
    OutlineEmpty,
    /// It leaves the earth.
    #[error("the outline has a coordinate that is not in WGS-84 degrees")]
    OutlineOffEarth,
    /// It crosses or touches itself, or is flat.
    #[error("the outline crosses itself")]
    OutlineCrosses,
    /// Levels begin with 1.
    #[error("the level is 1 or more")]
    NoLevel,
    /// A line has two points or more.
    #[error("a line needs two points")]
    LineTooShort,
    /// The line crosses itself.
    #[error("the line crosses itself")]
    LineCrosses,
    /// The line does not part the ground: it misses, only touches, or ends inside.
    #[error("the line does not cut the grid in two")]
    CutsNothing,
    /// The line makes more parts than one step should.
    #[error("the line cuts the grid in {parts} parts, at most {most} are made at once")]
    TooManyParts {
        /// That many.
        parts: usize,
        /// At most.
        most: usize,
    },
    /// The parts that are named are not those that the line makes.
    #[error("the line makes {parts} parts")]
    OtherParts {
        /// That many.
        parts: usize,
    },
    /// Two parts have one name.
    #[error("two parts have the same name")]
    NameTwice,
    /// A grid inside lies on both sides of the line, or would lie outside.
    #[error("a grid inside does not lie in one part")]
    InsideAcross {
        /// The one inside.
        grid: GridId,
    },
    /// It would lie on the ground of another community, which somebody else re-divides.
    #[error("the ground belongs to another community")]
    GroundOfOthers {
        /// The grid that stands there.
        grid: GridId,
    },
    /// A code begins with that of the community (DOMAIN §3.2).
    #[error("the code is that of another community")]
    CodeElsewhere {
        /// The grid that would bear it.
        grid: GridId,
    },
    /// A merge is of two grids or more, each named once.
    #[error("a merge needs two grids")]
    TooFew,
    /// It is of another community, kind, level or parent than the first.
    #[error("the grids are not of one community, kind, level and parent")]
    Unlike {
        /// Which.
        grid: GridId,
    },
    /// Some have an outline and some are lists.
    #[error("some grids have an outline, others are lists of places")]
    Mixed,
    /// The grids as they would be cannot stand.
    #[error("{why}")]
    Grid {
        /// Which.
        grid: GridId,
        /// Why.
        why: GridRefusal,
    },
}

impl RedivideRefusal {
    /// The grid it is about.
    pub const fn grid(&self) -> Option<GridId> {
        match self {
            Self::Unknown { grid }
            | Self::Ended { grid, .. }
            | Self::BeginsLater { grid, .. }
            | Self::InsideBeginsLater { grid, .. }
            | Self::InsideAcross { grid }
            | Self::GroundOfOthers { grid }
            | Self::CodeElsewhere { grid }
            | Self::Unlike { grid }
            | Self::Grid { grid, .. } => Some(*grid),
            _ => None,
        }
    }
}
