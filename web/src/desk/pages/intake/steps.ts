import { answer, api, type Schema } from "../../../api/client";
import { act } from "../../command/act";
import type { Draft } from "./draft";

/** One thing to send. A new matter has no number yet. */
export type Step =
  | { verb: "report"; body: Schema["ReportBody"] }
  | { verb: "join"; number: string; body: Schema["JoinBody"] }
  | { verb: "supplement"; number: string; body: Schema["Supplement"] };

/** What a draft becomes. */
export function stepsOf(draft: Draft, channel: Schema["Channel"]): Step[] {
  const { into, text, files } = draft;
  if (into?.how === "supplement") return [{ verb: "supplement", number: into.number, body: { report: null, text, files } }];
  if (into?.how === "join") {
    const { confidential } = draft;
    const body = { channel, text, name: draft.name || null, contact: draft.contact.trim() || null, confidential };
    const join: Step = { verb: "join", number: into.number, body };
    // A voice brings words; its files follow.
    return files.length > 0 ? [join, { verb: "supplement", number: into.number, body: { report: null, text: "", files } }] : [join];
  }
  return [{ verb: "report", body: reportOf(draft, channel) }];
}

function reportOf(draft: Draft, channel: Schema["Channel"]): Schema["ReportBody"] {
  const { kind, title, text, place, point, category, urgency, confidential, files, upstream, into } = draft;
  const settled = draft.atOnce?.as === "settled";
  return {
    kind,
    channel,
    title,
    text,
    address: draft.address.trim() || null,
    place,
    point: point && { lon: point[0], lat: point[1] },
    category,
    urgency,
    name: draft.name || null,
    contact: draft.contact.trim() || null,
    confidential,
    on_behalf: draft.onBehalf,
    // What was settled is shown by its files.
    files: settled ? [] : files,
    upstream,
    at_once: atOnceOf(draft),
    follows: into ? { number: into.number, how: into.how === "raised_from" ? into.how : "recurring" } : null,
    call: draft.call,
    subjects: { units: complains(kind) ? draft.subjects : [] },
  };
}

/** Matters of these kinds are about somebody in office. */
export const complains = (kind: Schema["Kind"]) => kind === "complaint" || kind === "wrongdoing_report";

function atOnceOf({ atOnce, files }: Draft): Schema["AtOnceWords"] | null {
  if (!atOnce) return null;
  if (atOnce.as === "answered") return { as: "answered", answer: atOnce.words };
  return { as: "settled", result: atOnce.words, evidence: files };
}

/** Sends them in order, each once for the key. The first answer has number and code. */
export async function sendAll(steps: Step[], key: string): Promise<Schema["Done"]> {
  const done: Schema["Done"][] = [];
  for (const [nth, step] of steps.entries()) done.push(await send(step, nth === 0 ? key : `${key}-${nth}`));
  return done[0]!;
}

function send(step: Step, key: string): Promise<Schema["Done"]> {
  if (step.verb !== "report") return act(step.number, step.verb, step.body, key);
  return answer(api.POST("/api/v1/matters", { params: { header: { "Idempotency-Key": key } }, body: step.body }));
}
