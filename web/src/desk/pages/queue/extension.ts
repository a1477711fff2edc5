import type { Schema } from "../../../api/client";
import { readActions, readEach } from "../../queries/matter";
import { limit } from "../../time";
import { reason } from "../../trouble";
import { w } from "../../words";
import type { Begun } from "./bulk";

const partsOf = (most: string) => /^(\d+)(\D+)$/.exec(most)?.slice(1) ?? [];

/** What holds for all of them, and for which it does not. */
export async function begin(numbers: string[]): Promise<Begun> {
  const notes: Begun["notes"] = {};
  const longest: { number: string; most: string; amount: number; unit: string }[] = [];
  const read = await readEach(numbers, readActions);
  read.forEach(({ actions }, nth) => {
    const number = numbers[nth]!;
    const found = best(actions);
    const most = found?.bounds?.most;
    if (!found) notes[number] = w.value.bulk.notNow;
    else if (!found.allowed) notes[number] = found.problem ? reason(found.problem) : w.value.bulk.notNow;
    else if (most) longest.push({ number, most, amount: Number(partsOf(most)[0]), unit: partsOf(most)[1] ?? "" });
  });
  const unit = commonest(longest.map((one) => one.unit));
  const least = Math.min(...longest.filter((one) => one.unit === unit).map((one) => one.amount));
  for (const one of longest) {
    if (one.unit !== unit) notes[one.number] = w.value.bulk.otherUnit(limit(one.most));
  }
  if (longest.length === 0) return { model: {}, notes };
  return { model: { most: `${least}${unit}`, except: Object.keys(notes).length > 0, by: `${Math.min(2, least)}${unit}` }, notes };
}

function best(actions: Schema["Action"][]) {
  const fitting = actions.filter((one) => one.verb === "request" && one.what === "extension");
  return fitting.find((one) => one.allowed) ?? fitting[0];
}

function commonest(units: string[]): string {
  const times = (unit: string) => units.filter((one) => one === unit).length;
  return [...units].sort((one, other) => times(other) - times(one))[0] ?? "";
}
