import type { Schema } from "../../../api/client";
import { randomKey } from "../../../api/key";
import type { Point } from "../../../map/shape";
import { type Kept, keptDraft } from "../../form/kept";
import { me } from "../../session";

/** A record that is being written. It lives on this telephone until it is sent, cleared, or old. */
export interface Draft extends Kept {
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
  sent: Schema["ReportBody"] | null;
}

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

export const { draft, open: openDraft, clear: clearDraft } = keptDraft("grid", blank);

export function isBegun(): boolean {
  const { name, contact, title, text, result, address, before, after } = draft;
  return [name, contact, title, text, result, address].some((words) => words !== "") || before.length + after.length > 0;
}
