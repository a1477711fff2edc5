import { answer, api, type Schema } from "../../api/client";
import { randomKey } from "../../api/key";
import { matterKey, readActions, refresh } from "../queries/matter";
import { store } from "../queries/store";
import { onPage, say, type Toast } from "../toast";
import { trouble } from "../trouble";
import { w } from "../words";
import type { Matter, Verb } from "./form";

/** Does a command, on the version that was seen and once for each key. */
export function act(number: string, verb: Verb, body: object, key: string, version?: number) {
  const header = { "Idempotency-Key": key, "If-Match": version === undefined ? undefined : `"${version}"` };
  // Every verb goes the same way; its form has made the body that this verb takes.
  const address = `/api/v1/matters/{number}/${verb}` as "/api/v1/matters/{number}/note";
  return answer(api.POST(address, { params: { path: { number }, header }, body: body as Schema["Note"] }));
}

/** Says what was done to which matter, and offers to take it back where the house allows; nothing to whoever has left it `since`. */
export async function told(number: string, name: string, done: Schema["Done"], since: number, goesOn = false) {
  const title = store.getQueryData<Matter>(matterKey(number))?.history[0]?.words.title ?? "";
  const about = { number, title };
  await refresh(number, ...(done.with ?? []));
  const undo = (await readActions(number)).actions.find((action) => action.verb === "undo");
  const back = () => takeBack(about, done.version);
  say(w.value.command.done(name), { about, goesOn, since, act: undo?.allowed ? { label: w.value.command.undo, act: back } : undefined });
}

async function takeBack(about: NonNullable<Toast["about"]>, version: number) {
  const since = onPage();
  try {
    const done = await act(about.number, "undo", {}, randomKey(), version);
    await refresh(about.number, ...(done.with ?? []));
    say(w.value.command.undone, { about, since });
  } catch (error) {
    say(trouble(error), { about, since });
  }
}
