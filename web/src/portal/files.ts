import { del, entries, set } from "idb-keyval";
import { computed, reactive } from "vue";

import { answer, api, Refused, type Schema } from "../api/client";
import { HeicUnreadable, prepare } from "./shrink";

/** Files of one message. */
export const MOST_FILES = 9;

/** A file that was chosen. */
export interface Chosen {
  /** Its place in the order of choosing. */
  at: number;
  name: string;
  type: string;
  /** A URL of the picture, until the page is closed. */
  preview: string;
  state: "sending" | "waiting" | "sent" | "refused" | "heic";
  /** The id by which the message names it. */
  id: string | null;
  /** Why the server does not take it. */
  problem: Schema["Problem"] | null;
  /** Where the camera stood: longitude, latitude. */
  gps: [number, number] | null;
}

/** What stays on the phone. Blobs lose their content in some web views; bytes do not. */
interface Kept {
  name: string;
  type: string;
  bytes: ArrayBuffer;
  gps: [number, number] | null;
}

export type Files = ReturnType<typeof filesOf>;

/** The files of one message. Their bytes stay on this phone until it is sent. */
export function filesOf(message: string) {
  const chosen = reactive<Chosen[]>([]);
  const allSent = computed(() => chosen.every((one) => one.state === "sent"));
  const key = (at: number) => `${message}/${at}`;

  async function kept(): Promise<[number, Kept][]> {
    const all = await entries<string, Kept>();
    const own = all.filter(([key]) => key.startsWith(`${message}/`));
    return own.map(([key, one]): [number, Kept] => [Number(key.slice(message.length + 1)), one]).sort(([a], [b]) => a - b);
  }

  function put(at: number, { name, type, bytes, gps }: Kept): Chosen {
    const preview = URL.createObjectURL(new Blob([bytes], { type }));
    chosen.push({ at, name, type, preview, state: "waiting", id: null, problem: null, gps });
    return chosen[chosen.length - 1]!;
  }

  /** Takes files, keeps them and sends them. */
  async function choose(files: Iterable<File>) {
    for (const file of files) {
      if (chosen.length >= MOST_FILES) return;
      const at = Math.max(Date.now(), (chosen.at(-1)?.at ?? 0) + 1);
      const { name, type } = file;
      try {
        const { blob, gps } = await prepare(file);
        const one = { name, type: blob.type, bytes: await blob.arrayBuffer(), gps };
        await set(key(at), one);
        await upload(put(at, one), one);
      } catch (error) {
        if (!(error instanceof HeicUnreadable)) throw error;
        put(at, { name, type, bytes: new ArrayBuffer(0), gps: null }).state = "heic";
      }
    }
  }

  /** Takes up again what was chosen before the page was closed. */
  async function restore() {
    if (chosen.length > 0) return;
    for (const [at, one] of await kept()) await upload(put(at, one), one);
  }

  /** Sends again what found no connection. */
  async function resend() {
    const bytes = new Map(await kept());
    for (const one of chosen.filter((one) => one.state === "waiting")) {
      const own = bytes.get(one.at);
      if (own) await upload(one, own);
    }
  }

  async function remove(one: Chosen) {
    chosen.splice(chosen.indexOf(one), 1);
    URL.revokeObjectURL(one.preview);
    await del(key(one.at));
  }

  async function clear() {
    for (const one of [...chosen]) await remove(one);
  }

  return { chosen, allSent, choose, restore, resend, remove, clear };
}

async function upload(one: Chosen, { bytes, type }: Kept) {
  one.state = "sending";
  const form = new FormData();
  form.append("file", new File([bytes], "file", { type }));
  try {
    const sent = api.POST("/api/v1/public/files", { body: { file: "" }, bodySerializer: () => form });
    one.id = (await answer(sent)).id;
    one.state = "sent";
  } catch (error) {
    one.problem = error instanceof Refused ? error.problem : null;
    one.state = error instanceof Refused ? "refused" : "waiting";
  }
}

/** The files of the draft. */
export const draftFiles = filesOf("report");
