import type { Schema } from "../api/client";
import { w } from "./words";

/** Where a matter stands, from its page or from a line of a list. */
export interface Stands {
  stage: Schema["Stage"];
  /** The desk that acts next; none once it has ended. */
  desk: string | null | undefined;
  /** A lead unit has it. */
  led: boolean;
}

/** The share that answers for the matter, in hand or done: part of no other, neither returned nor taken back. */
export function leadOf({ assignments }: Pick<Schema["MatterView"], "assignments">) {
  return assignments.find((share) => share.role === "lead" && !share.parent && ["open", "done"].includes(share.state));
}

/** What it waits for: a desk decides on a request once an office has it, and an office signs in first. */
export function next({ stage, desk, led }: Stands): string {
  const { owner } = w.value.code;
  if (desk === "dispatch" && led) return stage === "verifying" ? owner.judge : owner.decide;
  if (desk === "unit") return stage === "assigning" ? owner.sign_in : owner.unit;
  return desk ? owner[desk as keyof typeof owner] : "";
}

/** What has been reached and what it waits for, as one. */
export function standing(stands: Stands): string {
  const { stageLong, then } = w.value.code;
  const reached = stageLong[stands.stage];
  const waits = next(stands);
  return waits && waits !== reached ? then(reached, waits) : reached;
}

/** Of a matter that was read whole. */
export function ofMatter(matter: Schema["MatterView"]): Stands {
  return { stage: matter.stage, desk: matter.owner?.desk, led: Boolean(leadOf(matter)) };
}

/** Of a line of a list. */
export function ofLine({ stage, owner, lead }: Schema["MatterLine"]): Stands {
  return { stage: stage as Schema["Stage"], desk: owner, led: Boolean(lead) };
}
