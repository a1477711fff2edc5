import type { Schema } from "../../../api/client";
import { readActions, readMatter } from "../../queries/matter";
import { moment } from "../../time";
import { w } from "../../words";

/** What a call has led to, and what comes next. */
export async function follows(number: string, voice: string): Promise<string> {
  const [matter, { actions }] = await Promise.all([readMatter(number), readActions(number)]);
  const words = w.value.callback;
  if (matter.ending) return words.ended(w.value.code.ending[matter.ending.kind]);
  if (matter.result?.rejected) {
    const rework = actions.find((action) => action.verb === "rework");
    return rework?.problem?.code === "rework_limit" ? words.noMoreRework(matter.reworks) : words.goesBack;
  }
  const again = actions.find((action) => action.verb === "callback" && action.of === voice);
  const soon = again?.problem?.facts?.not_before;
  if (soon) return words.againFrom(tries(matter, voice), moment(soon));
  const owner = matter.owner?.desk;
  return owner === "callback" ? words.othersWait : words.goesOn(owner ? w.value.code.owner[owner] : "");
}

/** Tries to reach this voice since the result. */
export function tries(matter: Schema["MatterView"], voice: string): number {
  return matter.attempts.filter((attempt) => attempt.report === voice).length;
}
