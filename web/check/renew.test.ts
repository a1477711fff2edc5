import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope } from "vue";

import { OFTEN_MS, PATIENCE_MS, QUIET_MS, SELDOM_MS, useRenewal } from "../src/portal/renew";

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const network = new EventTarget();

beforeEach(() => {
  vi.useFakeTimers();
  page.visibilityState = "visible";
  vi.stubGlobal("document", page);
  for (const name of ["addEventListener", "removeEventListener"] as const) vi.stubGlobal(name, network[name].bind(network));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** An open page; its answers are taken from the front, and then there is no news. */
function opened(...answers: (boolean | Error)[]) {
  const read = vi.fn(async () => {
    const answer = answers.shift() ?? false;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const scope = effectScope();
  scope.run(() => useRenewal(read));
  return { read, leave: () => scope.stop() };
}

function show(visibilityState: "visible" | "hidden") {
  page.visibilityState = visibilityState;
  page.dispatchEvent(new Event("visibilitychange"));
}

test("an open page is read anew every half minute, and seldom when nothing happens for long", async () => {
  const { read, leave } = opened();
  await vi.advanceTimersByTimeAsync(3 * OFTEN_MS);
  expect(read).toHaveBeenCalledTimes(3);
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  const soFar = read.mock.calls.length;
  await vi.advanceTimersByTimeAsync(2 * SELDOM_MS);
  expect(read).toHaveBeenCalledTimes(soFar + 2);
  leave();
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  page.dispatchEvent(new Event("visibilitychange"));
  network.dispatchEvent(new Event("online"));
  expect(read).toHaveBeenCalledTimes(soFar + 2);
});

test("news makes it look often again", async () => {
  const { read, leave } = opened(...Array<boolean>(20).fill(false), true);
  await vi.advanceTimersByTimeAsync(QUIET_MS + SELDOM_MS);
  expect(read).toHaveBeenCalledTimes(21);
  await vi.advanceTimersByTimeAsync(2 * OFTEN_MS);
  expect(read).toHaveBeenCalledTimes(23);
  leave();
});

test("what nobody looks at asks nothing; who comes back sees the news at once", async () => {
  const { read, leave } = opened();
  show("hidden");
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  expect(read).toHaveBeenCalledTimes(0);
  show("visible");
  expect(read).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(OFTEN_MS);
  expect(read).toHaveBeenCalledTimes(2);
  leave();
});

test("a lost network costs nothing, and when it is back it is asked at once, one question at a time", async () => {
  const { read, leave } = opened(new Error("no answer"));
  await vi.advanceTimersByTimeAsync(2 * OFTEN_MS);
  expect(read).toHaveBeenCalledTimes(2);
  network.dispatchEvent(new Event("online"));
  page.dispatchEvent(new Event("visibilitychange"));
  expect(read).toHaveBeenCalledTimes(3);
  leave();
});

test("an answer that never comes is not waited for", async () => {
  const read = vi.fn((stop: AbortSignal) => new Promise<boolean>((_, fail) => stop.addEventListener("abort", () => fail(new Error("stopped")))));
  const scope = effectScope();
  scope.run(() => useRenewal(read));
  await vi.advanceTimersByTimeAsync(OFTEN_MS + PATIENCE_MS + OFTEN_MS);
  expect(read).toHaveBeenCalledTimes(2);
  scope.stop();
});
