import { del, entries, set } from "idb-keyval";
import { computed, reactive } from "vue";

import { answer, api, Refused, type Schema } from "../api/client";
import { HeicUnreadable, prepare } from "./shrink";

/** Files of one report. */
export const MOST_FILES = 9;

/** A file chosen for the draft. Its bytes stay on this phone until the report is sent. */
export interface Chosen {
  /** Its place in the order of choosing, and its key on this phone. */
  at: number;
  name: string;
  type: string;
  /** A URL of the picture, until the page is closed. */
  preview: string;
  state: "sending" | "waiting" | "sent" | "refused" | "heic";
  /** The id by which the report names it. */
  id: string | null;
  /** Why the server does not take it. */
  problem: Schema["Problem"] | null;
  gps: [number, number] | null;
}

/** What stays on the phone. Blobs lose their content in some web views; bytes do not. */
interface Kept {
  name: string;
  type: string;
  bytes: ArrayBuffer;
  gps: [number, number] | null;
}

export const chosen = reactive<Chosen[]>([]);
export const allSent = computed(() => chosen.every((one) => one.state === "sent"));

/** Takes files, keeps them and sends them. */
export async function choose(files: Iterable<File>) {
  for (const file of files) {
    if (chosen.length >= MOST_FILES) return;
    try {
      const { blob, gps } = await prepare(file);
      const kept = { name: file.name, type: blob.type, bytes: await blob.arrayBuffer(), gps };
      const at = Math.max(Date.now(), (chosen.at(-1)?.at ?? 0) + 1);
      await set(at, kept);
      await send(put(at, kept), kept);
    } catch (error) {
      if (!(error instanceof HeicUnreadable)) throw error;
      const one = put(Date.now(), { name: file.name, type: file.type, bytes: new ArrayBuffer(0), gps: null });
      one.state = "heic";
    }
  }
}

/** Takes up again what was chosen before the page was closed. */
export async function restore() {
  if (chosen.length > 0) return;
  const kept = await entries<number, Kept>();
  for (const [at, one] of kept.sort(([a], [b]) => a - b)) await send(put(at, one), one);
}

/** Sends again what found no connection. */
export async function resend() {
  const kept = new Map(await entries<number, Kept>());
  for (const one of chosen.filter((one) => one.state === "waiting")) {
    const bytes = kept.get(one.at);
    if (bytes) await send(one, bytes);
  }
}

export async function remove(one: Chosen) {
  chosen.splice(chosen.indexOf(one), 1);
  URL.revokeObjectURL(one.preview);
  await del(one.at);
}

export async function removeAll() {
  for (const one of [...chosen]) await remove(one);
}

function put(at: number, kept: Kept): Chosen {
  const preview = URL.createObjectURL(new Blob([kept.bytes], { type: kept.type }));
  const { name, type, gps } = kept;
  chosen.push({ at, name, type, preview, state: "waiting", id: null, problem: null, gps });
  return chosen[chosen.length - 1]!;
}

async function send(one: Chosen, kept: Kept) {
  one.state = "sending";
  const form = new FormData();
  form.append("file", new File([kept.bytes], "file", { type: kept.type }));
  try {
    const sent = api.POST("/api/v1/public/files", { body: { file: "" }, bodySerializer: () => form });
    one.id = (await answer(sent)).id;
    one.state = "sent";
  } catch (error) {
    one.problem = error instanceof Refused ? error.problem : null;
    one.state = error instanceof Refused ? "refused" : "waiting";
  }
}
