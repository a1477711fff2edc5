import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import type { Point } from "../../../map/shape";
import { usualUntil } from "../../command/forms/errand";
import { type Kept, keptDraft } from "../../form/kept";
import type { Item } from "../../queries/errand";
import { me } from "../../session";

/** An errand that is being taken in. It lives on this telephone until it is sent, cleared, or old. */
export interface ErrandDraft extends Kept {
  item: Pick<Item, "id" | "item"> | null;
  name: string;
  contact: string;
  text: string;
  address: string;
  place: string | null;
  point: Point | null;
  signed: boolean;
  until: string | null;
  /** Of the item's materials, by their places in its list, those that were handed over. */
  handed: number[];
  sent: Schema["ReportBody"] | null;
}

function blank(): ErrandDraft {
  return {
    key: randomKey(),
    account: me.value?.account ?? "",
    began: Date.now(),
    item: null,
    name: "",
    contact: "",
    text: "",
    address: "",
    place: null,
    point: null,
    signed: false,
    until: usualUntil(),
    handed: [],
    sent: null,
  };
}

export const { draft, open: openDraft, clear: clearDraft } = keptDraft("errand", blank);

export const isBegun = () => draft.item !== null || [draft.name, draft.contact, draft.text].some((words) => words !== "");

/** What a draft becomes: papers only where something was signed for them. */
export function bodyOf(one: ErrandDraft): Schema["ReportBody"] {
  const materials = one.item?.item.materials ?? [];
  const documents = one.handed.flatMap((at) => materials[at] ?? []).map((material) => ({ ...material, count: 1 }));
  return {
    kind: "errand",
    channel: "GRID",
    title: `代办：${one.item?.item.name ?? ""}`,
    text: one.text.trim(),
    address: one.address.trim() || null,
    place: one.place,
    point: one.point && { lon: one.point[0], lat: one.point[1] },
    category: one.item?.item.category ?? null,
    name: one.name || null,
    contact: one.contact.trim() || null,
    errand: { item: one.item?.id ?? null, taken: one.signed ? { until: one.until, documents } : null },
  };
}
