import { reactive, ref, toRaw, watch } from "vue";

import type { Schema } from "../api/client";
import { randomKey } from "../api/key";

/** A report that was begun. It lives on this phone until it is sent or cleared. */
export interface Draft {
  /** Sent with the report: asking again after a lost answer enters nothing twice. */
  key: string;
  /** Under which its files are kept on this phone: those of an earlier report are not of this one. */
  files: string;
  /** How many there are. */
  attached: number;
  kind: Schema["Kind"];
  text: string;
  category: string | null;
  address: string;
  /** An entry of the gazetteer that was chosen. */
  place: Schema["PlaceView"] | null;
  /** Longitude and latitude, WGS-84. */
  point: [number, number] | null;
  /** The point is the phone's own, within so many metres; 0 if a photo or the map gave it. */
  metres: number;
  /** It was chosen on the map. */
  mapped: boolean;
  name: string;
  contact: string;
  onBehalf: boolean;
  confidential: boolean;
  /** What others reported already and this is one more voice on. */
  joins: { id: string; title: string } | null;
  /** What was sent and not answered yet: it may have arrived, so it is not changed any more. */
  sent: Schema["ReportBody"] | null;
}

const STORE = "draft";

function blank(): Draft {
  return {
    key: randomKey(),
    files: randomKey(),
    attached: 0,
    kind: "request",
    text: "",
    category: null,
    address: "",
    place: null,
    point: null,
    metres: 0,
    mapped: false,
    name: "",
    contact: "",
    onBehalf: false,
    confidential: false,
    joins: null,
    sent: null,
  };
}

function read(): Draft {
  try {
    return { ...blank(), ...(JSON.parse(localStorage.getItem(STORE) ?? "{}") as Partial<Draft>) };
  } catch {
    return blank();
  }
}

export const draft = reactive(read());

/** Another window has sent or cleared what this one shows. */
export const isGone = ref(false);

// Another window of this browser has the same draft.
addEventListener("storage", ({ key }) => {
  if (key !== STORE) return;
  const was = isBegun();
  Object.assign(draft, read());
  isGone.value = !isBegun() && (was || isGone.value);
});

watch(draft, () => {
  localStorage.setItem(STORE, JSON.stringify(toRaw(draft)));
  // Another was begun.
  if (isBegun()) isGone.value = false;
});

/** Where it is, as the server takes it. */
export function where() {
  const { address, place, point } = draft;
  return { address: address.trim() || null, place: place?.id ?? null, point: point && { lon: point[0], lat: point[1] } };
}

/** Whether somebody has begun to write. */
export function isBegun(): boolean {
  return draft.joins !== null || draft.attached > 0 || draft.text !== "" || draft.address !== "" || draft.name !== "" || draft.contact !== "";
}

export function clearDraft() {
  Object.assign(draft, blank());
}
