import { ref, watch } from "vue";

/** A report of one's own, remembered on this phone only. */
export interface Recent {
  number: string;
  code: string;
  title: string;
}

const STORE = "recent";

function read(): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]") as Recent[];
  } catch {
    return [];
  }
}

/** The latest first. */
export const recent = ref(read());

watch(recent, () => localStorage.setItem(STORE, JSON.stringify(recent.value)));

export function remember(one: Recent) {
  recent.value = [one, ...recent.value.filter((other) => other.number !== one.number)].slice(0, 20);
}

export function forget(number: string) {
  recent.value = recent.value.filter((other) => other.number !== number);
}
