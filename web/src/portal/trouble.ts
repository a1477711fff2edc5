import { Refused } from "../api/client";
import { said, w } from "./words";

/** What went wrong, for a person. */
export function trouble(error: unknown): string {
  if (!(error instanceof Refused)) return w.value.unreachable;
  const { reason, remedy } = said(error.problem);
  return w.value.notSent(reason, remedy);
}
