import { ref, toRaw } from "vue";

import { answer, api, type Schema } from "../../../api/client";
import { w } from "../../words";
import { draft, type Draft } from "./draft";

/** Shorter is a word that somebody puts in, and no complaint. */
const LEAST = 12;

/** What was done with a text that was pasted, in words; and the draft as it was, to go back to. */
export const filled = ref<{ text: string; before: Partial<Draft> } | null>(null);

/** What was copied out of a chat group or a page goes to its fields. What was typed before stays. */
export async function pasted(event: ClipboardEvent) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim().length < LEAST || draft.text !== "") return;
  // Meanwhile it goes into the field, as anything that is pasted: should the house not answer, nothing is lost.
  const found = await answer(api.POST("/api/v1/pasted", { body: { text } })).catch(() => null);
  if (!found || draft.text.trim() !== text.replaceAll("\r\n", "\n").trim()) return;
  const fields = fieldsOf(found);
  const names = Object.keys(fields).flatMap((field) => w.value.intake.pasted.field[field] ?? []);
  const said = names.length > 0 ? w.value.intake.pasted.filled(names) : "";
  const left = found.files_left > 0 ? w.value.intake.pasted.left(found.files_left) : "";
  if (!said && !left) return;
  const before = Object.fromEntries(Object.keys(fields).map((field) => [field, toRaw(draft[field as keyof Draft])]));
  Object.assign(draft, fields);
  filled.value = { text: said + left, before };
}

/** What is new in it: a field that somebody filled in is left alone. */
function fieldsOf(found: Schema["Pasted"]): Partial<Draft> {
  const fields: Partial<Draft> = {};
  if (found.text !== draft.text.trim()) fields.text = found.text;
  if (found.contact && !draft.contact) fields.contact = found.contact;
  if (found.name && !draft.name) fields.name = found.name;
  if (found.address && !draft.address) fields.address = found.address;
  if (found.category && !draft.category) fields.category = found.category;
  if (found.kind && draft.kind === "request" && found.kind !== "request") fields.kind = found.kind;
  if (found.confidential && !draft.confidential) fields.confidential = true;
  if (found.upstream && !draft.upstream) fields.upstream = found.upstream;
  return fields;
}

/** Back to the text as it was pasted. */
export function unfill() {
  Object.assign(draft, filled.value?.before);
  filled.value = null;
}
