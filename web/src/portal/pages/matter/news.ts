import type { Schema } from "../../../api/client";
import { w } from "../../words";

/** A step that this page does not know yet is told by its code. */
export function stepName(kind: string): string {
  const names: Record<string, string> = w.value.matter.step;
  return names[kind] ?? kind;
}

/** The steps that came while the page was open, by their codes. */
export function stepsSince(before: Schema["Followed"], after: Schema["Followed"]): string[] {
  return after.steps.slice(before.steps.length).map((step) => step.kind);
}
