import { onScopeDispose } from "vue";

/** How often one looks for news. */
export const OFTEN_MS = 30_000;
/** After so long without any one looks seldom. */
export const QUIET_MS = 10 * 60_000;
export const SELDOM_MS = 5 * 60_000;
/** So long an answer is waited for: one that never comes must not be the last one asked for. */
export const PATIENCE_MS = 20_000;

/**
 * Reads again what changes elsewhere: every so often while the page is looked at, as soon as somebody comes back to it,
 * and when the network does. `read` says whether there was news, and gives up when it is told to.
 */
export function useRenewal(read: (stop: AbortSignal) => Promise<boolean>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newsAt = Date.now();
  let isReading = false;
  let isLeft = false;

  function wait() {
    clearTimeout(timer);
    if (isLeft || document.visibilityState !== "visible") return;
    timer = setTimeout(renew, Date.now() - newsAt < QUIET_MS ? OFTEN_MS : SELDOM_MS);
  }

  async function renew() {
    if (isReading || document.visibilityState !== "visible") return;
    isReading = true;
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE_MS);
    // Without an answer nothing is known to be new: what is shown stays, and it is asked again.
    if (await read(stop.signal).catch(() => false)) newsAt = Date.now();
    clearTimeout(late);
    isReading = false;
    wait();
  }

  /** Who comes back wants to know. */
  function back() {
    newsAt = Date.now();
    void renew();
  }

  document.addEventListener("visibilitychange", back);
  addEventListener("online", back);
  onScopeDispose(() => {
    isLeft = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", back);
    removeEventListener("online", back);
  });
  wait();
}
