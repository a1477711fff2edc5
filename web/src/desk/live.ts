import { onScopeDispose, ref, watch } from "vue";

import type { Schema } from "../api/client";
import { begin, state } from "./session";

export type Change = Schema["ChangeView"];

/** Whether events arrive. While they do not, what the page shows may be old. */
export const live = ref<"joining" | "live" | "away">("joining");

type Listener = (changes: Change[]) => void;
const listeners = new Set<Listener>();
/** Who wants to know that an own call rings, was taken or has ended. */
const callers = new Set<() => void>();

/** Changes are told together: a busy house changes faster than people read. */
const TOGETHER_MS = 1500;
const AGAIN_MS = 5000;

let stream: EventSource | null = null;
let last = "";
let heap: Change[] = [];

/** Calls back with what has changed, while the caller is on the page. An empty list says that anything may have. */
export function onChanges(listener: Listener) {
  listeners.add(listener);
  onScopeDispose(() => listeners.delete(listener));
}

/** Calls back when an own call has changed, and when anything may have, while the caller is on the page. */
export function onCalls(listener: () => void) {
  callers.add(listener);
  onScopeDispose(() => callers.delete(listener));
}

const ring = () => callers.forEach((listener) => listener());

function tell(changes: Change[]) {
  for (const listener of listeners) listener(changes);
}

function gather(change: Change) {
  if (heap.length === 0) {
    setTimeout(() => {
      const all = heap;
      heap = [];
      tell(all);
    }, TOGETHER_MS);
  }
  heap.push(change);
}

function open() {
  if (stream) return;
  stream = new EventSource(last ? `/api/v1/events?since=${encodeURIComponent(last)}` : "/api/v1/events");
  const seen = (event: MessageEvent) => void (last = event.lastEventId || last);
  stream.addEventListener("live", (event) => {
    seen(event);
    live.value = "live";
    // What rang while nobody listened.
    ring();
  });
  stream.addEventListener("call", ring);
  stream.addEventListener("change", (event) => {
    seen(event);
    gather(JSON.parse(event.data as string) as Change);
  });
  stream.addEventListener("reset", () => tell([]));
  stream.onerror = () => {
    live.value = "away";
    // The browser tries again by itself, unless the server refused.
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = null;
    setTimeout(() => void retry(), AGAIN_MS);
  };
}

async function retry() {
  if (state.value === "expired" || state.value === "out") return;
  await begin();
  if (state.value === "in") open();
  else setTimeout(() => void retry(), AGAIN_MS);
}

function close() {
  stream?.close();
  stream = null;
  last = "";
  live.value = "joining";
}

/** Follows the house as long as somebody is signed in. */
export function follow() {
  watch(state, (now) => (now === "in" ? open() : now === "out" && close()), { immediate: true });
}
