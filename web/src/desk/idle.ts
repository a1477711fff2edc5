import { ref, watch } from "vue";

import { answer, api, Refused } from "../api/client";
import { expire, me, type Me, state } from "./session";

/** Seconds until the session ends, once that is near; `touched`: although somebody is at work. */
export const near = ref<{ left: number; touched: boolean } | null>(null);

/** So long before its end one is told. */
const WARN_S = 120;
const LOOK_MS = 5_000;

let touched = Date.now();
/** When the session ends, by the clock of this machine, as far as the server last said. */
let ends = Infinity;
let asking = false;

/** For how many seconds nobody has touched the page. */
export function idleSeconds(): number {
  return Math.max(0, Math.floor((Date.now() - touched) / 1000));
}

// The server is told with every request: a page that is left open asks by itself, and only a person uses a session.
api.use({ onRequest: ({ request }) => request.headers.set("Idle-Seconds", String(idleSeconds())) });

/** Watches over the end of the session as long as the page is open. */
export function watchIdle() {
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(kind, touch, { capture: true, passive: true });
  }
  watch(me, (now) => (ends = now ? Date.now() + now.left_seconds * 1000 : Infinity), { immediate: true });
  watch(state, (now) => now !== "in" && (near.value = null));
  setInterval(() => void look(), LOOK_MS);
}

function touch() {
  touched = Date.now();
  if (near.value && !near.value.touched) void look();
}

/** Near the end the server is asked: another window may have been in use, or this one without a request. */
async function look() {
  if (state.value !== "in" || asking || Date.now() < ends - WARN_S * 1000) return;
  asking = true;
  try {
    const found = await answer<Me | undefined>(api.GET("/api/v1/session"));
    if (!found) return expire();
    me.value = found;
    const left = found.left_seconds;
    near.value = left < WARN_S ? { left, touched: idleSeconds() < WARN_S } : null;
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 401) expire();
    // The network is away: the session ends on the server all the same, and that is found out by the next request.
  } finally {
    asking = false;
  }
}
