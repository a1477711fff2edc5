import type { Schema } from "../../../api/client";
import { latest, type Matter } from "../../command/form";

/** What a template begins with, and which one it changes. */
export interface Filled {
  id: string | null;
  version?: number;
  template: Schema["RecordTemplate"];
}

const NAME = 20;

/** A record that was made, without whom and where. */
export function fromMatter(matter: Matter): Filled {
  const words = matter.history[0]?.words ?? {};
  const title = words.title ?? "";
  const result = latest({ matter, of: null, what: null, procedure: undefined }, ["ended"], "result");
  return { id: null, template: { name: title.slice(0, NAME), category: matter.category ?? null, title, words: words.text ?? "", result } };
}
