import type { Schema } from "../api/client";
import { isDone, isOverdue } from "./clock";

export type Light = "within" | "overdue" | "done" | "doneLate" | "ended";

/** What was late stays late, also after it has ended. */
export function lampOf(matter: Schema["Followed"], now: Date): Light {
  if (matter.ending && !isDone(matter)) return "ended";
  if (matter.ending) return matter.late ? "doneLate" : "done";
  return isOverdue(matter, now) ? "overdue" : "within";
}
