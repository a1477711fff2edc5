//! Answers on a beat: what is not for somebody takes as long to be told as what is not there.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Far longer than what lies between the two.
const BEAT: Duration = Duration::from_millis(10);

/// Does `work`, and goes on at the next beat since it began.
pub async fn steady<T>(work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    beat(began).await;
    done
}

/// The next beat since then.
async fn beat(began: Instant) {
    let beats = began.elapsed().as_micros() / BEAT.as_micros() + 1;
    sleep_until(began + BEAT * u32::try_from(beats).unwrap_or(u32::MAX)).await;
}

/// Does `work`; where nothing comes of it, that is told at the next beat.
///
/// # Errors
/// Those of `work`.
pub async fn steadily_refused<T, E>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let began = Instant::now();
    let done = work.await;
    if done.is_err() {
        beat(began).await;
    }
    done
}
