import type { Schema } from "../../../api/client";
import type { Matter, Verb } from "../../command/form";
import { w } from "../../words";

type Action = Schema["Action"];

/** Done by one click: they can be undone, and what they need is known. */
export const direct: Verb[] = ["accept", "sign-in", "undo"];

/** What brings a matter on stands first. */
const usual: Verb[] = [
  "accept", "assign", "sign-in", "decide", "sign-off", "review", "callback", "check", "report-back", "reply", "submit", "contact", "progress",
  "milestone", "request", "take-back", "resume", "rework", "reopen", "sub-assign", "instruct", "answer", "settle", "exit", "note",
];

/** What is rare, or done for a caller, stands below. */
const rare: Verb[] = [
  "consult", "move-upstream", "ask-reporter", "amend", "supplement", "join", "urge", "split", "merge", "unmerge", "revoke", "withdraw", "archive", "close",
  "move-clocks", "undo", "release", "withhold", "quarantine",
];

const order = [...usual, ...rare];

export const isUsual = (action: Action) => usual.includes(action.verb as Verb);

/** What the matter waits for, so that its button stands out. */
export const isNext = ({ verb }: Action) => usual.indexOf(verb as Verb) < usual.indexOf("milestone");

const hasLead = (matter: Matter) => matter.assignments.some((share) => share.role === "lead" && share.state === "open");

export function inOrder(actions: Action[], matter: Matter): Action[] {
  const place = ({ verb }: Action) => (verb === "assign" && hasLead(matter) ? usual.length : order.indexOf(verb as Verb));
  return [...actions].sort((one, other) => place(one) - place(other));
}

/** The verb, and where the same can be done to several, to which. */
export function labelOf(action: Action, matter: Matter, among: Action[]): string {
  const verb = action.verb === "assign" && hasLead(matter) ? w.value.matter.addSupport : w.value.code.verb[action.verb as Verb];
  const name = action.what ? `${verb}${w.value.matter.gap}${w.value.code.request[action.what]}` : verb;
  const several = among.filter((one) => one.verb === action.verb && one.what === action.what).length > 1;
  const share = several ? matter.assignments.find((one) => one.id === action.of) : undefined;
  return share ? `${name}（${share.unit_name}）` : name;
}
