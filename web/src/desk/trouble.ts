import { ref } from "vue";

import { Refused, type Schema } from "../api/client";
import { said, w } from "./words";

/** A part of the desk could not be fetched. */
export const stuck = ref(false);

/** Why the server said no and what to do, in the language of the page. */
export function reason(problem: Schema["Problem"]): string {
  const { reason, remedy } = said(problem);
  return w.value.refused(reason, remedy);
}

/** Why something was not done and what to do, for a person. */
export function trouble(error: unknown): string {
  return error instanceof Refused ? reason(error.problem) : w.value.unreachable;
}
