import { ref, watch } from "vue";

import { w } from "../words";

type Shelves = Record<string, string[]>;

/** Phrases this person keeps on this computer, by shelf. They are an office's own and hold nobody's data. */
export const ownPhrases = ref<Shelves>(JSON.parse(localStorage.getItem("phrases") ?? "{}") as Shelves);
watch(ownPhrases, (now) => localStorage.setItem("phrases", JSON.stringify(now)));

/** Those that come with the house. */
export function shipped(shelf: string): string[] {
  return w.value.form.shipped[shelf] ?? [];
}
