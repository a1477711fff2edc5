import type { Schema } from "../../../api/client";
import { w } from "../../words";

/** A step that this page does not know yet is told by its code. */
export function stepName(kind: string): string {
  const names: Record<string, string> = w.value.matter.step;
  return names[kind] ?? kind;
}

type Step = Pick<Schema["PublicStep"], "at" | "kind">;

/** The steps that came while the page was open, by their codes. What was entered late stands between the others. */
export function stepsSince(before: Step[], after: Step[]): string[] {
  const known = new Set(before.map(({ at, kind }) => `${at} ${kind}`));
  return after.filter(({ at, kind }) => !known.has(`${at} ${kind}`)).map((step) => step.kind);
}
