import { ref, watch } from "vue";

import { me } from "../session";
import { w } from "../words";
import type { Field, Model } from "./field";

type Shelves = Record<string, string[]>;

/** Phrases this person keeps on this computer, by shelf. They are an office's own and hold nobody's data. */
export const ownPhrases = ref<Shelves>(JSON.parse(localStorage.getItem("phrases") ?? "{}") as Shelves);
watch(ownPhrases, (now) => localStorage.setItem("phrases", JSON.stringify(now)));

/** What was used last of each shelf: whoever writes the same to many begins with it. The next person at this computer does not. */
const usedLast = ref<Record<string, string>>({});
watch(() => me.value?.account, () => (usedLast.value = {}));

/** Remembers the phrases of a form that was sent. Only phrases: words of one matter have no place in another. */
export function sent(fields: Field[], model: Model) {
  for (const { at, as } of fields) if (as.is === "words" && as.phrases) remember(as.phrases, (model[at] as string | null) ?? "");
}

function remember(shelf: string, text: string) {
  if (isPhrases(shelf, text)) usedLast.value = { ...usedLast.value, [shelf]: text };
}

/** None of one's own that was deleted meanwhile. */
export function lastPhrase(shelf: string): string {
  const text = usedLast.value[shelf] ?? "";
  return isPhrases(shelf, text) ? text : "";
}

/** Phrases of this shelf and nothing else. */
function isPhrases(shelf: string, text: string): boolean {
  const known = [...(ownPhrases.value[shelf] ?? []), ...shipped(shelf)];
  const left = known.reduce((rest, phrase) => rest.replace(phrase, ""), text);
  return text.trim() !== "" && left.trim() === "";
}

/** Those that come with the house. */
export function shipped(shelf: string): string[] {
  return w.value.form.shipped[shelf] ?? [];
}
