import { del, delMany, entries, keys, set } from "idb-keyval";
import { computed, reactive, ref, watch } from "vue";

import { Refused, type Schema } from "../api/client";
import { draft } from "./draft";
import { HeicUnreadable, prepare } from "./shrink";
import { upload } from "./upload";

/** Files of one message. */
export const MOST_FILES = 9;
/** Some web views never answer when they are asked to keep something. */
const PATIENCE_MS = 3000;

/** A file that was chosen. */
export interface Chosen {
  /** Its place in the order of choosing. */
  at: number;
  name: string;
  type: string;
  /** A URL of the picture, until the page is closed; empty while it is being prepared. */
  preview: string;
  state: "sending" | "waiting" | "sent" | "refused" | "heic";
  /** How much of it has gone, in percent. */
  gone: number;
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

/** The files of one message. They are kept on this phone under its name until it is sent, except on somebody else's phone. */
export function filesOf(message: () => string, keeps = true) {
  const chosen = reactive<Chosen[]>([]);
  const contents = new Map<number, Blob>();
  const stops = new Map<number, AbortController>();
  const allSent = computed(() => chosen.every((one) => one.state === "sent"));
  /** Some will never be taken and have to be removed. */
  const anyRefused = computed(() => chosen.some((one) => one.state === "refused" || one.state === "heic"));
  /** More were picked than fit. */
  const tooMany = ref(false);
  /** This browser keeps nothing: the page must stay open. */
  const unkept = ref(!keeps);
  const key = (at: number) => `${message()}/${at}`;
  const isOwn = (key: string) => key.startsWith(`${message()}/`);

  /** Keeping is a help and never in the way: a browser that cannot is told of, and the message goes on. */
  async function tried<T>(work: Promise<T>): Promise<T | undefined> {
    const late = new Promise<never>((_, fail) => setTimeout(() => fail(new Error("no answer")), PATIENCE_MS));
    return Promise.race([work, late]).catch(() => {
      unkept.value = true;
      return undefined;
    });
  }

  function put(at: number, name: string, type: string): Chosen {
    chosen.push({ at, name, type, preview: "", state: "sending", gone: 0, id: null, problem: null, gps: null });
    return chosen[chosen.length - 1]!;
  }

  /** Takes files, keeps them and sends them. All of them are seen at once, so that none is forgotten. */
  async function choose(picked: File[]) {
    const room = MOST_FILES - chosen.length;
    tooMany.value = picked.length > room;
    const first = Math.max(Date.now(), (chosen[chosen.length - 1]?.at ?? 0) + 1);
    const taken = picked.slice(0, room).map((file, nth) => ({ file, one: put(first + nth, file.name, file.type) }));
    for (const { file, one } of taken) await take(one, file);
  }

  async function take(one: Chosen, file: File) {
    try {
      const { blob, gps } = await prepare(file);
      if (!chosen.includes(one)) return;
      hold(one, blob, gps);
      const own = key(one.at);
      if (keeps) {
        const bytes = await blob.arrayBuffer();
        await tried(set(own, { name: one.name, type: blob.type, bytes, gps } satisfies Kept));
      }
      // Removed while it was being kept.
      if (!chosen.includes(one)) return void tried(del(own));
      await send(one);
    } catch (error) {
      if (!(error instanceof HeicUnreadable)) throw error;
      one.state = "heic";
    }
  }

  function hold(one: Chosen, blob: Blob, gps: [number, number] | null) {
    contents.set(one.at, blob);
    Object.assign(one, { type: blob.type, preview: URL.createObjectURL(blob), gps });
  }

  async function send(one: Chosen) {
    const content = contents.get(one.at);
    if (!content) return;
    const stop = new AbortController();
    stops.set(one.at, stop);
    Object.assign(one, { state: "sending", gone: 0 });
    try {
      one.id = (await upload(content, stop.signal, (share) => (one.gone = Math.floor(share * 100)))).id;
      one.state = "sent";
    } catch (error) {
      const final = error instanceof Refused && error.isFinal;
      one.problem = final ? error.problem : null;
      one.state = final ? "refused" : "waiting";
    }
  }

  /** Takes up again what was chosen before the page was closed. */
  async function restore() {
    if (!keeps || chosen.length > 0) return;
    const own = ((await tried(entries<string, Kept>())) ?? []).filter(([key]) => isOwn(key));
    const kept = own.map(([key, one]) => ({ at: Number(key.slice(message().length + 1)), one }));
    for (const { at, one } of kept.sort((a, b) => a.at - b.at)) {
      const again = put(at, one.name, one.type);
      hold(again, new Blob([one.bytes], { type: one.type }), one.gps);
      await send(again);
    }
  }

  /** Sends again what found no connection. */
  async function resend() {
    for (const one of [...chosen]) if (one.state === "waiting") await send(one);
  }

  /** What was sent is no longer there: an upload that nobody names is kept for a day. */
  function expire() {
    for (const one of chosen) if (one.state === "sent") one.state = "waiting";
  }

  function letGo(one: Chosen) {
    chosen.splice(chosen.indexOf(one), 1);
    contents.delete(one.at);
    stops.get(one.at)?.abort();
    URL.revokeObjectURL(one.preview);
  }

  function remove(one: Chosen) {
    letGo(one);
    void tried(del(key(one.at)));
  }

  /** Another window has sent or removed them: they are not of this message any more. */
  function empty() {
    for (const one of [...chosen]) letGo(one);
  }

  /** Also what an earlier page has kept and this one has not taken up. */
  async function clear() {
    for (const one of [...chosen]) remove(one);
    await tried(forgetFiles(message()));
  }

  return { chosen, allSent, anyRefused, tooMany, unkept, choose, restore, resend, expire, remove, empty, clear };
}

/** Forgets the files that are kept of this message. */
export async function forgetFiles(message: string) {
  await delMany((await keys<string>()).filter((key) => key.startsWith(`${message}/`)));
}

/** The files of the draft. */
export const draftFiles = filesOf(() => `report/${draft.files}`);
// At once, both of them: how many files the draft of another window has is told after that it is another draft.
watch(() => draftFiles.chosen.length, (count) => (draft.attached = count), { flush: "sync" });
watch(() => draft.files, draftFiles.empty, { flush: "sync" });
