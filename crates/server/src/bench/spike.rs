//! Lives that come at a set rate, quiet hours and rushes: who comes in a rush must not wait much
//! longer than who comes at night.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::cast::Cast;
use super::client::Client;
use super::figure::Figures;
use super::life::{Tokens, live};
use super::load::quantile;
use super::served::Served;
use super::{At, CLIENTS, Line};

/// Lives a second, one phase after the other.
const PROFILE: [u32; 7] = [1, 15, 1, 25, 2, 35, 10];
/// Phases up to this rate are calm.
const CALM: u32 = 2;
/// How much longer than in calm hours nineteen of twenty lives may take in a rush.
const LONGER: f64 = 3.0;

/// Runs the profile. A life counts from when it was to begin, not from when a client was free.
pub fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    served: &Served,
    At { engine, size, .. }: At,
) -> anyhow::Result<()> {
    let tokens = Tokens::new(cast, served)?;
    let (mut calm, mut rush, mut failed) = (Vec::new(), Vec::new(), 0);
    let mut begun = 0;
    for rate in PROFILE {
        let span = line.span().max(Duration::from_secs(10));
        let phase = phase(cast, &tokens, served, begun, rate, span)?;
        begun += phase.times.len() + phase.failed;
        failed += phase.failed;
        if rate <= CALM { calm.extend(phase.times) } else { rush.extend(phase.times) }
    }
    calm.sort_by(f64::total_cmp);
    rush.sort_by(f64::total_cmp);
    let calm = quantile(&calm, 0.95) * 1e3;
    let mut put = |name, value, unit, limit| figures.put(name, engine, size, value, unit, limit);
    put("spikes 1-15-1-25-2-35-10 lives/s, failed", failed as f64, "lives", None);
    put("spikes, p95 of a life in calm", calm, "ms", None);
    put("spikes, p95 of a life in a rush", quantile(&rush, 0.95) * 1e3, "ms", Some(calm * LONGER));
    Ok(())
}

struct Phase {
    times: Vec<f64>,
    failed: usize,
}

fn phase(
    cast: &Cast,
    tokens: &Tokens,
    served: &Served,
    before: usize,
    rate: u32,
    span: Duration,
) -> anyhow::Result<Phase> {
    let lives = (f64::from(rate) * span.as_secs_f64()) as usize;
    let (next, start) = (AtomicUsize::new(0), Instant::now());
    let one = || {
        let mut phase = Phase { times: Vec::new(), failed: 0 };
        let mut client = Client::new(served.address)?;
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            if nth >= lives {
                return anyhow::Ok(phase);
            }
            let due = start + Duration::from_secs_f64(nth as f64 / f64::from(rate));
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            match live(&mut client, cast, tokens, before + nth) {
                Ok(()) => phase.times.push(due.elapsed().as_secs_f64()),
                Err(error) => {
                    eprintln!("a life failed: {error:#}");
                    phase.failed += 1;
                }
            }
        }
    };
    let mut all = Phase { times: Vec::new(), failed: 0 };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(one)).collect();
        for thread in threads {
            match thread.join() {
                Ok(phase) => {
                    let Phase { times, failed } = phase?;
                    all.times.extend(times);
                    all.failed += failed;
                }
                Err(_) => anyhow::bail!("a client gave up"),
            }
        }
        Ok(all)
    })
}
