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
      const found = await taken(line.number);
      if ("voice" in found) return found;
      passed.set(line.number, { number: line.number, title: line.title, ...found });
    }
    after = part.next ?? undefined;
  } while (after);
  return null;
}

function stillPassed(before: Passed | undefined): boolean {
  return before !== undefined && (before.until === null || Date.parse(before.until) > Date.now());
}

type NotNow = Pick<Passed, "why" | "until">;

/** Taken only once it can be called: even a short hold sends another caller past it. */
async function taken(number: string): Promise<Person | NotNow> {
  const before = await voiceOf(number);
  if ("why" in before) return before;
  const held = await take(number);
  if (held) return { why: w.value.callback.held, until: held };
  try {
    // Meanwhile somebody else may have called.
    const found = await callable(number);
    if ("why" in found) giveUp(number);
    return found;
  } catch (error) {
    giveUp(number);
    throw error;
  }
}

/** Who of this matter can be called now, or why nobody. */
export async function callable(number: string): Promise<Person | NotNow> {
  const found = await voiceOf(number);
  return "why" in found ? found : { ...found, matter: await readMatter(number) };
}

async function voiceOf(number: string): Promise<Pick<Person, "voice"> | NotNow> {
  const { actions } = await readActions(number);
  const calls = actions.filter((action) => action.verb === "callback");
  // Who was called a short while ago is not called again at once.
  const now = calls.find((call) => call.allowed && call.of && !call.bounds?.not_before);
  if (now?.of) return { voice: now.of };
  const problems = calls.flatMap((call) => call.problem ?? []);
  const soon = calls.map((call) => call.bounds?.not_before).filter((at): at is string => Boolean(at));
  const until = soon.sort()[0] ?? null;
  if (until) return { why: w.value.callback.notBefore(moment(until)), until };
  return { why: problems[0] ? reason(problems[0]) : w.value.callback.notNow, until: null };
}
