import { readActions, readMatter } from "../../queries/matter";
import { next, ofMatter } from "../../stands";
import { moment } from "../../time";
import { w } from "../../words";

/** What a call has led to. */
export interface Follows {
  text: string;
  /** Nobody answered, and somebody calls again. */
  silent: boolean;
  /** Not before. */
  until: string | null;
}

export async function follows(number: string, voice: string): Promise<Follows> {
  const [matter, { actions }] = await Promise.all([readMatter(number), readActions(number)]);
  const words = w.value.callback;
  const over = (text: string) => ({ text, silent: false, until: null });
  if (matter.ending) return over(words.ended(w.value.code.ending[matter.ending.kind]));
  if (matter.result?.rejected) {
    const rework = actions.find((action) => action.verb === "rework");
    return over(rework?.problem?.code === "rework_limit" ? words.noMoreRework(matter.reworks) : words.goesBack);
  }
  const tries = matter.attempts.filter((attempt) => attempt.report === voice);
  const again = actions.find((action) => action.verb === "callback" && action.of === voice);
  if (tries.length > 0 && tries.every((attempt) => !attempt.verdict)) {
    const until = again?.bounds?.not_before ?? null;
    return { text: words.silent(tries.length, until ? moment(until) : ""), silent: true, until };
  }
  return over(matter.owner?.desk === "callback" ? words.othersWait : words.goesOn(next(ofMatter(matter))));
}
