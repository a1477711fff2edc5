import { answer, api, type Schema } from "../../api/client";
import { randomKey } from "../../api/key";
import { readActions, refresh } from "../queries/matter";
import { say } from "../toast";
import { trouble } from "../trouble";
import { w } from "../words";
import type { Verb } from "./form";

/** Does a command, on the version that was seen and once for each key. */
export function act(number: string, verb: Verb, body: object, key: string, version?: number) {
  const header = { "Idempotency-Key": key, "If-Match": version === undefined ? undefined : `"${version}"` };
  // Every verb goes the same way; its form has made the body that this verb takes.
  const address = `/api/v1/matters/{number}/${verb}` as "/api/v1/matters/{number}/note";
  return answer(api.POST(address, { params: { path: { number }, header }, body: body as Schema["Note"] }));
}

/** Says what was done, and offers to take it back where the house allows. */
export async function told(number: string, name: string, done: Schema["Done"]) {
  await refresh(number, ...(done.with ?? []));
  const undo = (await readActions(number)).actions.find((action) => action.verb === "undo");
  const text = w.value.command.done(name);
  const back = () => takeBack(number, done.version);
  say(text, undo?.allowed ? { label: w.value.command.undo, act: back } : undefined);
}

async function takeBack(number: string, version: number) {
  try {
    const done = await act(number, "undo", {}, randomKey(), version);
    await refresh(number, ...(done.with ?? []));
    say(w.value.command.undone);
  } catch (error) {
    say(trouble(error));
  }
}
