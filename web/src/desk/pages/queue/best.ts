import type { Schema } from "../../../api/client";
import type { Bulk } from "./bulk";

/** Where the same can be done to several parts of a matter: one to which it may be done, or else why not. */
export function best(actions: Schema["Action"][], { verb, what }: Pick<Bulk, "verb" | "what">) {
  const fitting = actions.filter((one) => one.verb === verb && (one.what ?? null) === what);
  return fitting.find((one) => one.allowed) ?? fitting[0];
}
