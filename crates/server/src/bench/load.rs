//! Many clients at a time, each on a thread and a connection of its own.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::CLIENTS;

/// What came of it.
pub struct Done {
    /// Rounds that were finished.
    pub rounds: usize,
    /// How long it took.
    pub took: Duration,
    /// Seconds each round took, rising.
    pub each: Vec<f64>,
}

impl Done {
    /// Rounds a second.
    pub fn rate(&self) -> f64 {
        self.rounds as f64 / self.took.as_secs_f64()
    }
}

/// The value below which `share` of the sorted values lie.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * share).round() as usize).copied().unwrap_or_default()
}

/// Lets all clients do `round` again and again until the time is over. `begin` makes a client;
/// `round` gets the number of the round, over all clients.
pub fn run<C: Send>(
    span: Duration,
    begin: impl Fn() -> anyhow::Result<C> + Sync,
    round: impl Fn(&mut C, usize) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<Done> {
    all(|_, took| took < span, begin, round)
}

/// As [`run`], but for a number of rounds.
pub fn rounds<C: Send>(
    count: usize,
    begin: impl Fn() -> anyhow::Result<C> + Sync,
    round: impl Fn(&mut C, usize) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<Done> {
    all(|nth, _| nth < count, begin, round)
}

/// As long as `goes_on` says of the next round and the time so far.
fn all<C: Send>(
    goes_on: impl Fn(usize, Duration) -> bool + Sync,
    begin: impl Fn() -> anyhow::Result<C> + Sync,
    round: impl Fn(&mut C, usize) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<Done> {
    let mut clients = (0..CLIENTS).map(|_| begin()).collect::<anyhow::Result<Vec<C>>>()?;
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    let one = |client: &mut C| -> anyhow::Result<Vec<f64>> {
        let mut each = Vec::new();
        loop {
            let (nth, began) = (next.fetch_add(1, Ordering::Relaxed), Instant::now());
            if !goes_on(nth, began.duration_since(start)) {
                return Ok(each);
            }
            round(client, nth)?;
            each.push(began.elapsed().as_secs_f64());
        }
    };
    let mut each = Vec::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            clients.iter_mut().map(|client| scope.spawn(|| one(client))).collect();
        for thread in threads {
            match thread.join() {
                Ok(times) => each.extend(times?),
                Err(_) => anyhow::bail!("a client gave up"),
            }
        }
        Ok(())
    })?;
    each.sort_by(f64::total_cmp);
    Ok(Done { rounds: each.len(), took: start.elapsed(), each })
}
