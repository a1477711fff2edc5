import { reactive, toRaw, watch } from "vue";

import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import type { Point } from "../../../map/shape";
import { me, state } from "../../session";

/** A record that is being written. It lives on this telephone until it is sent, cleared, or old. */
export interface Draft {
  /** Sent with it: asking again after a lost answer records nothing twice. */
  key: string;
  account: string;
  began: number;
  name: string;
  contact: string;
  category: string | null;
  /** The template it began with. */
  from: Schema["RecordTemplate"] | null;
  /** Of the template, or typed; if empty, it follows the words. */
  title: string;
  /** What was asked for. */
  text: string;
  /** What was done. */
  result: string;
  address: string;
  place: string | null;
  /** The own position, in place of an entry of the gazetteer. */
  point: Point | null;
  before: string[];
  after: string[];
  /** What was sent and not answered yet: it may have arrived, so it is not changed any more. */
  sent: Schema["ReportBody"] | null;
}

const STORE = "grid";
/** Uploaded files wait so long for the record that names them. */
const KEPT_MS = 23 * 3_600_000;

function blank(): Draft {
  return {
    key: randomKey(),
    account: me.value?.account ?? "",
    began: Date.now(),
    name: "",
    contact: "",
    category: null,
    from: null,
    title: "",
    text: "",
    result: "",
    address: "",
    place: null,
    point: null,
    before: [],
    after: [],
    sent: null,
  };
}

/** Of the same person and not too old; what may have arrived is kept until its answer is known. */
function read(): Draft {
  try {
    const found = { ...blank(), ...(JSON.parse(localStorage.getItem(STORE) ?? "{}") as Partial<Draft>) };
    const usable = found.account === me.value?.account && (found.sent !== null || Date.now() - found.began < KEPT_MS);
    return usable ? found : blank();
  } catch {
    return blank();
  }
}

export const draft = reactive(blank());

/** On each opening of the page. */
export function openDraft() {
  Object.assign(draft, read());
}

export function clearDraft() {
  Object.assign(draft, blank());
}

export function isBegun(): boolean {
  const { name, contact, title, text, result, address, before, after } = draft;
  return [name, contact, title, text, result, address].some((words) => words !== "") || before.length + after.length > 0;
}

watch(draft, () => localStorage.setItem(STORE, JSON.stringify(toRaw(draft))));
// Another window of this browser has the same draft.
addEventListener("storage", ({ key }) => key === STORE && Object.assign(draft, read()));
// Who signs out leaves nothing for the next person.
watch(state, (now, before) => now === "out" && before === "in" && clearDraft());
