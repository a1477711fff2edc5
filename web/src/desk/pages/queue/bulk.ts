import { Refused, type Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import { act } from "../../command/act";
import type { Ask, Verb } from "../../command/form";
import { formOf } from "../../command/forms";
import { choice, words } from "../../command/form";
import type { Field, Model } from "../../form/field";
import { copies } from "../../form/uploads";
import { type Line, readActions, readMatter } from "../../queries/matter";
import type { Role } from "../../session";
import { limit } from "../../time";
import { w } from "../../words";
import { best } from "./best";
import * as extension from "./extension";
import * as reply from "./reply";

/** One command for many matters: each gets a request of its own, with what differs filled in from it. */
export interface Bulk {
  verb: Verb;
  what: Schema["RequestKind"] | null;
  roles: Role[];
  /** Of which lines it can be meant at all; of any if left out. */
  suits?: (line: Line) => boolean;
  start: () => Model;
  /** What the form begins with once it was asked what is known of each. */
  begin?: (numbers: string[]) => Promise<Begun>;
  fields: (model: Model) => Field[];
  /** What the form of one matter begins with, where that is not told by the matter itself. */
  own?: (number: string) => Promise<Model>;
  /** The model of one matter, from what its own form begins with. */
  fill: (model: Model, own: Model) => Model | Promise<Model>;
}

/** What a form begins with, and what is to be said of some of the matters before it is sent. */
export interface Begun {
  model: Model;
  /** By number. */
  notes: Record<string, string>;
}

const offices: Role[] = ["clerk", "head", "grid_worker"];

/** What is left empty keeps what each matter has. */
const given = (model: Model) => Object.fromEntries(Object.entries(model).filter(([, value]) => value !== null && value !== ""));

/** A result is passed, or goes back with what is missing. */
function judged(verb: "sign-off" | "review", roles: Role[]): Bulk {
  return {
    verb,
    what: null,
    roles,
    start: () => ({ pass: "yes", opinion: "" }),
    fields: (model) => [
      choice("pass", w.value.command.pass, { yes: w.value.command.passYes, no: w.value.command.passNo }),
      words("opinion", w.value.command.opinion, model.pass === "yes" ? "pass" : "back", { optional: model.pass === "yes" }),
    ],
    fill: (model) => ({ pass: model.pass === "yes", opinion: model.opinion }),
  };
}

export const bulks: Record<string, Bulk> = {
  accept: { verb: "accept", what: null, roles: ["dispatcher"], start: () => ({}), fields: () => [], fill: (_, own) => own },
  assign: {
    verb: "assign",
    what: null,
    roles: ["dispatcher"],
    start: () => ({ lead: null, opinion: "" }),
    fields: () => [
      { at: "lead", label: w.value.code.share.lead, as: { is: "unit" }, optional: true, hint: w.value.bulk.leadHint },
      words("opinion", w.value.command.opinion, "assign", { optional: true }),
    ],
    // Another lead than the suggested one comes without its supports.
    fill: (model, own) => (model.lead ? { ...own, ...given(model), supports: [] } : { ...own, ...given(model) }),
  },
  "sign-in": { verb: "sign-in", what: null, roles: offices, start: () => ({}), fields: () => [], fill: (_, own) => own },
  submit: {
    verb: "submit",
    what: null,
    roles: offices,
    start: () => ({ process: "", processOwn: 0, result: "", resultOwn: 0, evidence: [] }),
    begin: reply.begin,
    fields: reply.fields,
    own: reply.own,
    fill: async (model, own) => ({ ...own, ...given(model), evidence: await copies(model.evidence as string[]) }),
  },
  extension: {
    verb: "request",
    what: "extension",
    roles: offices,
    start: () => ({ by: "2wd", opinion: "" }),
    begin: extension.begin,
    fields: ({ most, except }) => [{ at: "by", label: w.value.command.extendBy, as: { is: "limit" }, hint: most && w.value.bulk.most(limit(most), except) }, words("opinion", w.value.command.why, "extension")],
    fill: (model, own) => ({ ...own, ...model }),
  },
  "sign-off": judged("sign-off", ["head"]),
  review: judged("review", ["dispatcher"]),
  archive: { verb: "archive", what: null, roles: ["dispatcher"], suits: (line) => line.stage === "closed", start: () => ({}), fields: () => [], fill: (_, own) => own },
};

/** Merging needs a second matter, chosen among those that are selected. */
export function mergeInto(options: { value: string; label: string }[]): Bulk {
  return {
    verb: "merge",
    what: null,
    roles: ["dispatcher"],
    start: () => ({ into: options[0]?.value, reason: "" }),
    fields: () => [{ at: "into", label: w.value.bulk.mergeInto, as: { is: "choice", choices: options } }, words("reason", w.value.command.reason)],
    fill: (model) => model,
  };
}

/** Why one of many was not done, without asking the server for it. */
export class NotNow extends Error {}

/** Does it to one matter. The key stays the same when it is tried again. */
export async function runOne(bulk: Bulk, number: string, model: Model, key = randomKey()) {
  const [matter, { actions }] = await Promise.all([readMatter(number), readActions(number)]);
  const action = best(actions, bulk);
  if (!action) throw new NotNow();
  if (!action.allowed && action.problem) throw new Refused(action.problem);
  const ask: Ask = { matter, of: action.of ?? null, what: bulk.what, procedure: undefined };
  const form = formOf(bulk.verb);
  const own = { ...form.start(ask), ...(await bulk.own?.(number)) };
  return act(number, bulk.verb, form.body(await bulk.fill(model, own), ask), key, matter.version);
}
