import type { Schema } from "../api/client";
import { isOverdue } from "./clock";

export type Light = "within" | "overdue" | "done" | "doneLate";

/** What was late stays late, also after it has ended. */
export function lampOf(matter: Schema["Followed"], now: Date): Light {
  if (matter.ending) return matter.late ? "doneLate" : "done";
  return isOverdue(matter, now) ? "overdue" : "within";
}
