import { shallowRef } from "vue";

export interface Toast {
  text: string;
  act?: { label: string; act: () => Promise<void> };
}

/** What was just done, said at the foot of the page. */
export const toast = shallowRef<Toast | null>(null);

const LONG_MS = 10_000;
let end = 0;

export function say(text: string, act?: Toast["act"]) {
  clearTimeout(end);
  toast.value = { text, act };
  end = window.setTimeout(hush, LONG_MS);
}

export function hush() {
  toast.value = null;
}
