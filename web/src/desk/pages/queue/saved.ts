import { ref, watch } from "vue";

import type { Asked } from "./asked";

export interface Saved {
  name: string;
  queue: string | null;
  asked: Asked;
}

/** Filters this person keeps on this computer. */
export const saved = ref<Saved[]>(JSON.parse(localStorage.getItem("filters") ?? "[]") as Saved[]);
watch(saved, (now) => localStorage.setItem("filters", JSON.stringify(now)));

export function keep(filter: Saved) {
  saved.value = [...saved.value.filter((one) => one.name !== filter.name), filter];
}

export function forget(name: string) {
  saved.value = saved.value.filter((one) => one.name !== name);
}
