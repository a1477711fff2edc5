import type { Schema } from "../api/client";
import { dayOf, daysBetween, lastDay, timeOf } from "../day";
import { w } from "./words";

type Matter = Schema["Followed"];

/** The day on which a limit ends; the hour, too, where it does not end with a day. */
function end(due: string): string {
  const isMidnight = (Date.parse(due) + 8 * 3_600_000) % 86_400_000 === 0;
  return isMidnight ? lastDay(due) : timeOf(due);
}

/** Whether a step of this kind came after all of the others. */
function stands({ steps }: Matter, kind: string, ...others: string[]): boolean {
  const kinds = steps.map((step) => step.kind);
  return kinds.lastIndexOf(kind) > Math.max(...others.map((one) => kinds.lastIndexOf(one)));
}

export function isOverdue(matter: Matter, now: Date): boolean {
  return matter.ending == null && matter.due != null && new Date(matter.due) <= now;
}

/** What is promised by when. */
export function limit(matter: Matter, now: Date): string {
  const { due, ending, stage } = matter;
  if (!due || ending) return "";
  const what = stands(matter, "suspended", "resumed", "reopened") ? "paused" : stage === "received" || stage === "verifying" ? stage : "answer";
  const { by, late } = w.value.matter.clock;
  return (isOverdue(matter, now) ? late : by)[what](end(due));
}

/** What is promised by when, and how long that is from now. */
export function promise(matter: Matter, now: Date): string {
  const said = limit(matter, now);
  if (said === "") return "";
  const { stop, left, lateBy } = w.value.matter.clock;
  if (isOverdue(matter, now)) return said + stop + lateBy(daysBetween(matter.due!, now));
  const lastMoment = new Date(Date.parse(matter.due!) - 1000).toISOString();
  return said + stop + left(-daysBetween(lastMoment, now));
}

/** What came of these was a result or an answer; all others have ended only. */
const DONE: Schema["EndingKind"][] = ["verified", "answered_at_once", "self_settled", "explained", "unreachable", "not_needed"];

/** It ended with a result or an answer. */
export const isDone = ({ ending }: Matter) => ending != null && DONE.includes(ending);

/** How long ago it was said; of what has ended, when that was and how long it took. */
export function since(matter: Matter, now: Date): string {
  const { steps, ending } = matter;
  const said = steps[0]?.at;
  const ended = ending && [...steps].reverse().find((step) => step.kind === "ended")?.at;
  if (said && ended) {
    const { done, over } = w.value.matter.took;
    return (isDone(matter) ? done : over)(dayOf(ended), daysBetween(said, new Date(ended)));
  }
  const days = said ? daysBetween(said, now) : 0;
  return days > 0 ? w.value.matter.since(days) : w.value.matter.today;
}

/** Whether this voice may say how it was: once for each result, from its review until the window after the end is over. */
export function mayRate(matter: Matter, now: Date): boolean {
  const handled = stands(matter, "submitted", "reworked", "reopened") ? "submitted" : "ended";
  if (stands(matter, "rated", handled)) return false;
  if (matter.ending) return isOpen(matter.rate_until, now);
  return matter.stage === "verifying" && stands(matter, "reviewed", "submitted");
}

/** Until when "not solved" opens the matter again, if that is still so. */
export function reopensUntil({ reopen_until: until }: Matter, now: Date): string | null {
  return until && isOpen(until, now) ? until : null;
}

function isOpen(until: string | null | undefined, now: Date): boolean {
  return until != null && new Date(until) > now;
}
