import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import type { Point } from "../../../map/shape";
import { type Kept, keptDraft } from "../../form/kept";
import { me } from "../../session";
import type { Step } from "./steps";

/** Where it goes instead of becoming a matter of its own, or which one it comes after. */
export interface Into {
  number: string;
  title: string;
  how: "join" | "supplement" | "recurring" | "raised_from";
}

/** What a caller has said so far. It lives on this computer until it is sent, cleared, or old. */
export interface Draft extends Kept {
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
  /** The call that it is said in. */
  call: string | null;
  /** Entries of the knowledge base that it is answered from. */
  knowledge: string[];
  into: Into | null;
  sent: Step[] | null;
}

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
    call: null,
    knowledge: [],
    into: null,
    sent: null,
  };
}

export const { draft, open: openDraft, clear: clearDraft } = keptDraft("intake", blank);

/** What is answered at once is, unless somebody said otherwise, a question; what is settled at once is none. */
export function endAtOnce(as: "answered" | "settled") {
  draft.atOnce = { as, words: draft.atOnce?.words ?? "" };
  if (as === "answered" && draft.kind === "request") draft.kind = "consultation";
  if (as === "settled" && draft.kind === "consultation") draft.kind = "request";
}

export function isBegun(): boolean {
  return draft.contact !== "" || draft.name !== "" || draft.text !== "" || draft.address !== "" || draft.files.length > 0;
}
