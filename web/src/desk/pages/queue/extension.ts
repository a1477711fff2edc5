import { propose } from "../../command/forms/request";
import { readActions } from "../../queries/matter";
import { limit, limitParts } from "../../time";
import { reason } from "../../trouble";
import { w } from "../../words";
import { best } from "./best";
import type { Begun } from "./bulk";
import { readEach } from "./each";

/** What holds for all of them, and for which it does not. */
export async function begin(numbers: string[]): Promise<Begun> {
  const { found, notes } = await readEach(numbers, readActions);
  const longest: { number: string; most: string; amount: number; unit: string }[] = [];
  for (const { number, known } of found) {
    const action = best(known.actions, { verb: "request", what: "extension" });
    const most = action?.bounds?.most ?? "";
    const parts = limitParts(most);
    if (!action?.allowed) notes[number] = action?.problem ? reason(action.problem) : w.value.bulk.notNow;
    else if (parts) longest.push({ number, most, ...parts });
  }
  const unit = commonest(longest.map((one) => one.unit));
  const least = Math.min(...longest.filter((one) => one.unit === unit).map((one) => one.amount));
  for (const one of longest) {
    if (one.unit !== unit) notes[one.number] = w.value.bulk.otherUnit(limit(one.most));
  }
  if (longest.length === 0) return { model: {}, notes };
  return { model: { most: `${least}${unit}`, except: Object.keys(notes).length > 0, by: propose({ amount: least, unit }) }, notes };
}

function commonest(units: string[]): string {
  const times = (unit: string) => units.filter((one) => one === unit).length;
  return [...units].sort((one, other) => times(other) - times(one))[0] ?? "";
}
