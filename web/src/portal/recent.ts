import { ref } from "vue";

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

/** Read anew before it is written: another window may have added to it. */
function change(to: (all: Recent[]) => Recent[]) {
  recent.value = to(read());
  localStorage.setItem(STORE, JSON.stringify(recent.value));
}

export function remember(one: Recent) {
  change((all) => [one, ...all.filter((other) => other.number !== one.number)].slice(0, 20));
}

export function forget(number: string) {
  change((all) => all.filter((other) => other.number !== number));
}

export function forgetRecent() {
  change(() => []);
}
