import { files, words } from "../../command/form";
import { recorded } from "../../command/forms/handle";
import type { Field, Model } from "../../form/field";
import { lastPhrase } from "../../form/phrases";
import { readOwnSteps } from "../../queries/matter";
import { w } from "../../words";
import type { Begun } from "./bulk";
import { readEach } from "./each";

type Part = "process" | "result";

/** The words that the own office has written down for one of them: the form counts these, and these are sent. */
export const own = async (number: string) => recorded({ matter: await readOwnSteps(number) });

/** One reply to many begins with the words they have in common; without any, with the phrase that was used last. */
export async function begin(numbers: string[]): Promise<Begun> {
  const { found, notes } = await readEach(numbers, own);
  const known = found.map((one) => one.known);
  const model = { ...alike(known.map((one) => one.process), "process"), ...alike(known.map((one) => one.result), "result"), of: known.length };
  return { model, notes };
}

function alike(all: string[], at: Part): Model {
  const same = all.every((text) => text === all[0]);
  return { [at]: same ? all[0] || lastPhrase(at) : "", [`${at}Own`]: same ? 0 : all.filter(Boolean).length };
}

export function fields(model: Model): Field[] {
  return [part(model, "process"), part(model, "result"), files("evidence", { hint: w.value.bulk.evidenceHint })];
}

/** Where every matter has words of its own they are kept, unless others are typed. */
function part(model: Model, at: Part): Field {
  const own = model[`${at}Own`] as number;
  const optional = own > 0 && own === model.of;
  const hint = own === 0 ? undefined : optional ? w.value.bulk.ownHint : w.value.bulk.someOwnHint(own);
  return words(at, w.value.command[at], at, { optional, hint });
}
