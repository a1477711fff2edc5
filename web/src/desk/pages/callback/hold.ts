import { onBeforeUnmount, onMounted, watch } from "vue";

import { answer, api, Refused } from "../../../api/client";

/** The server keeps a matter for five minutes. */
const AGAIN_MS = 2 * 60_000;

const of = (number: string) => ({ params: { path: { number } }, keepalive: true });

/** Takes a matter, or keeps it; tells until when another caller has it. */
export async function take(number: string): Promise<string | null> {
  try {
    await answer(api.PUT("/api/v1/matters/{number}/hold", of(number)));
    return null;
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "held") return error.problem.facts?.until ?? null;
    throw error;
  }
}

/** What is not given up ends by itself, so nothing is lost where this does not arrive. */
export function giveUp(number: string) {
  void api.DELETE("/api/v1/matters/{number}/hold", of(number)).catch(() => undefined);
}

/** Keeps the matter that is shown until another is, or the page is left. Says when it went to another. */
export function useHold(number: () => string | null, lost: () => void) {
  let timer = 0;

  async function again() {
    const now = number();
    if (!now) return;
    try {
      if ((await take(now)) && number() === now) lost();
    } catch {
      // The page itself says when the house is not reached; the next attempt keeps it.
    }
  }
  const leave = () => {
    const now = number();
    if (now) giveUp(now);
  };

  watch(number, (now, before) => before && now !== before && giveUp(before));
  onMounted(() => {
    timer = window.setInterval(again, AGAIN_MS);
    addEventListener("pagehide", leave);
  });
  onBeforeUnmount(() => {
    clearInterval(timer);
    removeEventListener("pagehide", leave);
    leave();
  });
}
