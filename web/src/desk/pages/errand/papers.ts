import type { Schema } from "../../../api/client";
import { w } from "../../words";

/** Which kind of paper, and whether the original is needed. */
export const paper = ({ name, original }: Schema["Material"]) => `${name}（${original ? w.value.errand.original : w.value.errand.copy}）`;

/** All that an item needs, in one line. */
export function papersOf({ materials = [] }: Schema["ErrandItem"]): string {
  return materials.length > 0 ? materials.map(paper).join("、") : w.value.errand.noPapers;
}
