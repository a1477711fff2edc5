import { reactive, toRaw, watch } from "vue";

import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import type { Point } from "../../../map/shape";
import { me, state } from "../../session";
import type { Step } from "./steps";

/** Where it goes instead of becoming a matter of its own, or which one it comes after. */
export interface Into {
  number: string;
  title: string;
  how: "join" | "supplement" | "recurring" | "raised_from";
}

/** What a caller has said so far. It lives on this computer until it is sent, cleared, or old. */
export interface Draft {
  /** Sent with it: asking again after a lost answer enters nothing twice. */
  key: string;
  account: string;
  began: number;
  contact: string;
  name: string;
  text: string;
  title: string;
  /** The title was put by hand, and no longer follows the words. */
  titled: boolean;
  address: string;
  place: string | null;
  /** Where that entry lies, to open the map there. */
  placeAt: Point | null;
  /** Chosen on the map. */
  point: Point | null;
  category: string | null;
  kind: Schema["Kind"];
  urgency: Schema["Urgency"];
  confidential: boolean;
  onBehalf: boolean;
  /** Units complained of. */
  subjects: string[];
  files: string[];
  upstream: Schema["Upstream"] | null;
  atOnce: { as: "answered" | "settled"; words: string } | null;
  into: Into | null;
  /** What was sent and not answered yet: it may have arrived, so it is not changed any more. */
  sent: Step[] | null;
}

const STORE = "intake";
/** Uploaded files wait so long for the report that names them. */
const KEPT_MS = 23 * 3_600_000;

function blank(): Draft {
  return {
    key: randomKey(),
    account: me.value?.account ?? "",
    began: Date.now(),
    contact: "",
    name: "",
    text: "",
    title: "",
    titled: false,
    address: "",
    place: null,
    placeAt: null,
    point: null,
    category: null,
    kind: "request",
    urgency: "normal",
    confidential: false,
    onBehalf: false,
    subjects: [],
    files: [],
    upstream: null,
    atOnce: null,
    into: null,
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

/** What is answered at once is, unless somebody said otherwise, a question; what is settled at once is none. */
export function endAtOnce(as: "answered" | "settled") {
  draft.atOnce = { as, words: draft.atOnce?.words ?? "" };
  if (as === "answered" && draft.kind === "request") draft.kind = "consultation";
  if (as === "settled" && draft.kind === "consultation") draft.kind = "request";
}

export function isBegun(): boolean {
  return draft.contact !== "" || draft.name !== "" || draft.text !== "" || draft.address !== "" || draft.files.length > 0;
}

watch(draft, () => localStorage.setItem(STORE, JSON.stringify(toRaw(draft))));
// Another window of this browser has the same draft.
addEventListener("storage", ({ key }) => key === STORE && Object.assign(draft, read()));
// Who signs out leaves nothing for the next person.
watch(state, (now, before) => now === "out" && before === "in" && clearDraft());
