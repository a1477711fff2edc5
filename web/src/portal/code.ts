import { onUnmounted, ref } from "vue";

import { answer, api, Refused, type Schema } from "../api/client";

export type CodeWay = Schema["CodeWay"];

/** Digits of a one-time code. */
export const CODE_DIGITS = 6;

/** How one-time codes come here. */
export async function codeWay(): Promise<CodeWay> {
  return (await answer(api.GET("/api/v1/public/codes"))).way;
}

/** The digits of what was typed or pasted, as a Chinese keyboard types them, too. */
export function digits(typed: string): string {
  return typed.normalize("NFKC").replace(/\D/g, "");
}

/** Seconds until another code may be asked for. */
export function useWait() {
  const left = ref(0);
  let until = 0;
  const ticking = setInterval(() => (left.value = Math.max(0, Math.ceil((until - Date.now()) / 1000))), 250);
  onUnmounted(() => clearInterval(ticking));

  function wait(seconds: number) {
    until = Date.now() + seconds * 1000;
    left.value = seconds;
  }
  /** Where too many were asked for, the server says until when. */
  function waitFor(error: unknown) {
    const facts = error instanceof Refused ? (error.problem.facts as { not_before?: string } | null | undefined) : null;
    if (facts?.not_before) wait(Math.max(1, Math.ceil((Date.parse(facts.not_before) - Date.now()) / 1000)));
  }
  return { left, wait, waitFor };
}
