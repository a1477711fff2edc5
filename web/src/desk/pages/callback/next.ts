import type { Schema } from "../../../api/client";
import { page, readActions, readMatter } from "../../queries/matter";
import { moment } from "../../time";
import { reason } from "../../trouble";
import { w } from "../../words";
import { giveUp, take } from "./hold";

/** Somebody to call: one voice of a matter. */
export interface Person {
  matter: Schema["MatterView"];
  voice: string;
}

/** Not called now, and why. */
export interface Passed {
  number: string;
  title: string;
  why: string;
  /** From then on it can be; null while this page is open. */
  until: string | null;
}

/** Lines read at a time. */
const PART = 20;

/** Whoever waits longest and can be called now, taken from the other callers. Those who cannot are put with the passed. */
export async function nextPerson(passed: Map<string, Passed>): Promise<Person | null> {
  let after: string | undefined;
  do {
    const part = await page({ queue: "to_call_back", sort: "due" }, after, PART);
    for (const line of part.matters) {
      if (stillPassed(passed.get(line.number))) continue;
      const held = await take(line.number);
      const found = held ? { why: w.value.callback.held, until: held } : await callable(line.number);
      if ("voice" in found) return found;
      if (!held) giveUp(line.number);
      passed.set(line.number, { number: line.number, title: line.title, ...found });
    }
    after = part.next ?? undefined;
  } while (after);
  return null;
}

function stillPassed(before: Passed | undefined): boolean {
  return before !== undefined && (before.until === null || Date.parse(before.until) > Date.now());
}

/** The voice of this matter that can be called now, or why there is none. */
export async function callable(number: string): Promise<Person | Pick<Passed, "why" | "until">> {
  const { actions } = await readActions(number);
  const calls = actions.filter((action) => action.verb === "callback");
  // Who was called a short while ago is not called again at once.
  const now = calls.find((call) => call.allowed && call.of && !call.bounds?.not_before);
  if (now?.of) return { matter: await readMatter(number), voice: now.of };
  const problems = calls.flatMap((call) => call.problem ?? []);
  const soon = calls.map((call) => call.bounds?.not_before).filter((at): at is string => Boolean(at));
  const until = soon.sort()[0] ?? null;
  if (until) return { why: w.value.callback.notBefore(moment(until)), until };
  return { why: problems[0] ? reason(problems[0]) : w.value.callback.notNow, until: null };
}
