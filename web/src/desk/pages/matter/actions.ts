import type { Schema } from "../../../api/client";
import type { Matter, Verb } from "../../command/form";
import { leadOf } from "../../stands";
import { w } from "../../words";

type Action = Schema["Action"];

/** Done by one click: they can be undone, and what they need is known. */
export const direct: Verb[] = ["accept", "sign-in", "enter-upstream", "undo"];

/** What brings a matter on stands first. */
const usual: Verb[] = [
  "accept", "assign", "sign-in", "decide", "decide-unsealing", "decide-exclusion", "sign-off", "review", "callback", "check", "rework", "report-back", "submit", "return-documents", "take-documents", "contact", "ask-reporter", "progress",
  "enter-upstream", "answer-upstream", "reply", "milestone", "request", "take-back", "resume", "reopen", "sub-assign", "instruct", "answer", "settle", "exit", "note",
];

/** What is rare, or done for a caller, stands below. */
const rare: Verb[] = [
  "consult", "ask-upstream", "move-upstream", "hear-upstream", "rate-upstream", "amend", "supplement", "join", "urge", "split", "merge", "unmerge", "revoke", "withdraw", "archive", "close",
  "ask-exclusion", "ask-unsealing", "name-subjects", "recuse", "move-clocks", "undo", "release", "withhold", "erase-voice", "quarantine",
];

const order = [...usual, ...rare];

export const isUsual = (action: Action) => usual.includes(action.verb as Verb);

/** Whoever may do one of these is waited for. */
const awaited: Verb[] = ["accept", "sign-in", "decide", "decide-unsealing", "decide-exclusion", "sign-off", "review", "check", "rework", "report-back", "submit", "enter-upstream", "answer-upstream"];

/** The matter waits for this person to do it. What one may do at any time, nobody waits for. */
export function isNext({ verb, of, bounds }: Action, matter: Matter, among: Action[]): boolean {
  const sealed = matter.reports.every((voice) => voice.sealed);
  switch (verb) {
    case "assign":
      return !leadOf(matter);
    case "exit":
    case "answer":
    case "settle":
      return matter.stage === "received";
    // The result waits for it.
    case "contact":
      return leadOf(matter)?.id === of && !leadOf(matter)?.contacted && !sealed;
    // Who is sealed is reached by the house alone.
    case "ask-reporter":
      return sealed && among.some((one) => one.verb === "contact" && one.of === leadOf(matter)?.id) && !leadOf(matter)?.contacted;
    case "callback":
      return !bounds?.not_before;
    default:
      return awaited.includes(verb as Verb);
  }
}

export function inOrder(actions: Action[], matter: Matter): Action[] {
  const place = ({ verb }: Action) => (verb === "assign" && leadOf(matter) ? usual.length : order.indexOf(verb as Verb));
  return [...actions].sort((one, other) => place(one) - place(other));
}

/** The verb, and where the same can be done to several, to which. */
export function labelOf(action: Action, matter: Matter, among: Action[]): string {
  const verb = action.verb === "assign" && leadOf(matter) ? w.value.matter.addSupport : w.value.code.verb[action.verb as Verb];
  const name = action.what ? `${verb}${w.value.matter.gap}${w.value.code.request[action.what]}` : verb;
  const several = among.filter((one) => one.verb === action.verb && one.what === action.what).length > 1;
  const share = several ? matter.assignments.find((one) => one.id === action.of) : undefined;
  return share ? `${name}（${share.unit_name}）` : name;
}
