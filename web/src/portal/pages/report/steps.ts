import { draft } from "../../draft";

export type StepName = "words" | "place" | "person" | "check";

/** What is joined has its place already. */
export function stepsOf(): StepName[] {
  return draft.joins ? ["words", "person", "check"] : ["words", "place", "person", "check"];
}

/** The address of a step. */
export function toStep(name: StepName) {
  return { query: { step: stepsOf().indexOf(name) + 1 } };
}
