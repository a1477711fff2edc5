import { shallowRef } from "vue";

export interface Toast {
  text: string;
  /** The matter it was done to. */
  about?: { number: string; title: string };
  /** One goes on from that matter by having done it. */
  goesOn?: boolean;
  /** When it was begun, by {@link onPage}. */
  since?: number;
  act?: { label: string; act: () => Promise<void> };
}

/** What was just done, said at the foot of the page. */
export const toast = shallowRef<Toast | null>(null);

const LONG_MS = 10_000;
let end = 0;

/** Pages that were left so far. */
let left = 0;

/** Where one is now: what is said later tells by it whether one is still there. */
export const onPage = () => left;

export function say(text: string, more: Omit<Toast, "text"> = {}) {
  const { about, goesOn, since = left } = more;
  // Whoever left a matter meanwhile stands at another one.
  if (about && left - since > (goesOn ? 1 : 0)) return;
  clearTimeout(end);
  toast.value = { text, ...more };
  end = window.setTimeout(hush, LONG_MS);
}

export function hush() {
  toast.value = null;
}

/** Another page came: what was said of one matter is not said beside the next, unless sending led there. */
export function leave(from: string) {
  left += 1;
  const now = toast.value;
  if (now?.about && !(now.goesOn && from === `/matters/${now.about.number}`)) hush();
}
