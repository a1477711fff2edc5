import { answer, api, Refused, type Schema } from "../api/client";
import { clearDraft, draft, where } from "./draft";
import { draftFiles } from "./files";
import { randomKey } from "../api/key";
import { NOTICE } from "./notice";
import { type Recent, remember } from "./recent";
import { w } from "./words";

/** The draft as a report. */
function compose(): Schema["ReportBody"] {
  return {
    kind: draft.kind,
    channel: navigator.userAgent.includes("MicroMessenger") ? "WECHAT" : "WEB",
    title: draft.joins?.title ?? (titleOf(draft.text) || wordless()),
    text: draft.text.trim(),
    category: draft.category,
    ...where(),
    name: draft.name.trim() || null,
    contact: draft.contact.trim() || null,
    on_behalf: draft.onBehalf && !draft.joins,
    confidential: draft.confidential,
    notice: NOTICE,
    files: draftFiles.chosen.flatMap((one) => one.id ?? []),
  };
}

/** What arrived: what to keep of it, and what was said. */
export interface Sent {
  kept: Recent;
  body: Schema["ReportBody"];
}

/** Sends the draft and clears it. After a lost answer the very same is sent again and entered once. */
export async function send(): Promise<Sent> {
  const body = (draft.sent ??= compose());
  try {
    const { number, code } = draft.joins ? await join(draft.joins.id, body) : await report(body);
    const kept = { number, code, title: body.title, at: new Date().toISOString() };
    remember(kept);
    await draftFiles.clear();
    clearDraft();
    return { kept, body };
  } catch (error) {
    if (error instanceof Refused && error.isFinal) release(error.problem);
    throw error;
  }
}

function report(body: Schema["ReportBody"]): Promise<Schema["Reported"]> {
  const params = { header: { "Idempotency-Key": draft.key } };
  return answer(api.POST("/api/v1/public/matters", { params, body }));
}

/** 我也遇到: one more voice, and then what it shows. Both are sent again under the same key. */
async function join(id: string, body: Schema["ReportBody"]): Promise<Schema["Reported"]> {
  const { channel, text, name, contact, confidential, notice, files = [] } = body;
  const header = { "Idempotency-Key": draft.key };
  const joined = await answer(
    api.POST("/api/v1/public/nearby/{id}/join", { params: { path: { id }, header }, body: { channel, text, name, contact, confidential, notice } }),
  );
  if (files.length > 0) {
    const params = { path: { number: joined.number }, header: { ...header, "X-Follow-Code": joined.code } };
    await answer(api.POST("/api/v1/public/matters/{number}/supplement", { params, body: { text: "", files } }));
  }
  return joined;
}

/** Refused for what it says: nothing was entered under this key, and it may be changed. */
function release({ code, field, status }: Schema["Problem"]) {
  draft.sent = null;
  // It has ended or is not shown any more: what was written becomes a report of its own.
  if (status === 404 || (status === 409 && code !== "key_reused")) draft.joins = null;
  // Another window has sent an earlier state of this draft.
  if (code === "key_reused") draft.key = randomKey();
  if (field === "files") draftFiles.expire();
}

/** The title of a report that was only spoken or shown, by the fullest of what came with it. */
function wordless(): string {
  const kinds = ["audio", "video", "image"] as const;
  const kind = kinds.find((kind) => draftFiles.chosen.some((one) => one.type.startsWith(`${kind}/`)));
  return w.value.report.wordless[kind ?? "image"];
}

/** The first clause of what was said, or all of it where that is nothing but signs. */
function titleOf(text: string): string {
  const clauses = text.split(/[。！？!?\n；;]/).map((one) => one.trim());
  const title = clauses.find((one) => one !== "") ?? text.trim();
  return [...title].slice(0, 40).join("");
}
