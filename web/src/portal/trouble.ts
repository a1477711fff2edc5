import { ref } from "vue";

import { Refused } from "../api/client";
import { said, w } from "./words";

/** A part of the portal could not be fetched. */
export const stuck = ref(false);

/** Why something was not done and what to do, for a person. */
export function trouble(error: unknown): string {
  if (!(error instanceof Refused)) return w.value.unreachable;
  const { reason, remedy } = said(error.problem);
  return w.value.refused(reason, remedy);
}
