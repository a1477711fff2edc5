//! Checkpoints: signatures, and what they covered summed again.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::page::EventRow;
use super::{Fault, Report};
use crate::StoreError;
use crate::checkpoint::{self, Checkpoint, Sum};

/// How many of the newest are summed again. One would do; more tell since when something is gone.
const SUMMED: usize = 3;

/// The newest checkpoints of an area with the sums that grow while the histories pass by.
pub(super) struct Running(Vec<(Checkpoint, Sum)>);

/// Checks every signature of an area. Returns the genuine ones, oldest first.
pub(super) async fn genuine(
    db: &impl ConnectionTrait,
    area: i32,
    secret: &[u8],
    report: &mut Report,
) -> Result<Vec<Checkpoint>, StoreError> {
    let mut genuine = Vec::new();
    let mut before: Vec<u8> = Vec::new();
    for one in checkpoint::all(db, area).await? {
        report.checkpoints += 1;
        let mac = one.mac.clone();
        if one.is_signed(secret, area, &before) {
            genuine.push(one);
        } else {
            report.of_area(area, Fault::CheckpointForged, made(&one));
        }
        before = mac;
    }
    Ok(genuine)
}

impl Running {
    /// Keeps the newest.
    pub fn start(mut genuine: Vec<Checkpoint>) -> Self {
        let newest = genuine.split_off(genuine.len().saturating_sub(SUMMED));
        Self(newest.into_iter().map(|one| (one, Sum::default())).collect())
    }

    /// One matter, in the order of ids.
    pub fn add(&mut self, matter: Uuid, events: &[EventRow]) {
        for (one, sum) in &mut self.0 {
            let horizon = one.horizon();
            if let Some(head) = events.iter().rev().find(|event| event.recorded <= horizon) {
                sum.add(matter, head.seq, &head.hash);
            }
        }
    }

    /// Compares.
    pub fn finish(self, area: i32, report: &mut Report) {
        for (one, sum) in self.0 {
            let (matters, events) = (sum.matters, sum.events);
            let fault = if matters < one.matters {
                Fault::CheckpointMatterRemoved
            } else if events < one.events {
                Fault::CheckpointEventsRemoved
            } else if matters > one.matters || events > one.events {
                Fault::CheckpointHistoryAdded
            } else if sum.finish() != one.sum {
                Fault::CheckpointDiffers
            } else {
                continue;
            };
            let detail = format!(
                "{}: {} matters and {} events then, {matters} and {events} of them now",
                made(&one),
                one.matters,
                one.events
            );
            report.of_area(area, fault, detail);
        }
    }
}

fn made(one: &Checkpoint) -> String {
    one.made.timestamp().map_or_else(|| one.made.0.to_string(), |at| at.to_string())
}
