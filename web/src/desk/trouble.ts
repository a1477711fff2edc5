import { ref } from "vue";

import { Refused, type Schema } from "../api/client";
import { MadeBefore, NotShown } from "./passkey";
import { dueDay, limit, moment } from "./time";
import { said, w } from "./words";

/** A part of the desk could not be fetched. */
export const stuck = ref(false);

/** Why the server said no and what to do, in the language of the page, with the limit it ran against. */
export function reason(problem: Schema["Problem"]): string {
  const { reason, remedy } = said(problem);
  return [w.value.refused(reason, remedy), limitOf(problem)].filter(Boolean).join(" ");
}

function limitOf({ facts }: Schema["Problem"]): string {
  if (!facts) return "";
  const { most, max, needed, not_before, until, due } = facts;
  if (most) return w.value.limits.most(limit(most));
  if (max) return w.value.limits.max(max);
  if (needed) return w.value.limits.needed(needed);
  if (not_before) return w.value.limits.notBefore(moment(not_before));
  if (until) return w.value.limits.until(moment(until));
  return due ? w.value.limits.due(dueDay(due)) : "";
}

/** Why something was not done and what to do, for a person. */
export function trouble(error: unknown): string {
  if (error instanceof NotShown) return w.value.session.notShown;
  if (error instanceof MadeBefore) return w.value.session.madeBefore;
  return error instanceof Refused ? reason(error.problem) : w.value.unreachable;
}

/** The same, with the field that it is about; an empty one: none. */
export function beside(error: unknown): { field: string; text: string } {
  return { field: error instanceof Refused ? (error.problem.field ?? "") : "", text: trouble(error) };
}
