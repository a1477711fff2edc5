/** Something that is being written to a matter. */
export interface Begun {
  /** What it is meant for; nothing was begun without. */
  act: "supplement" | "urge" | "withdraw" | "reply" | null;
  text: string;
  /** How many files are kept with it. */
  attached: number;
  /** The question that is answered: another may come meanwhile. */
  question: string;
  /** What is tried again after a lost answer is done once. */
  key: string;
  /** What was sent and not answered yet: it may have arrived, so it is not changed any more. */
  sent: { text: string; files: string[] } | null;
}

const STORE = "begun";

/** Under which the phone keeps what was begun to this matter. */
export function slotOf(number: string): string {
  return `${STORE}/${number}`;
}

/** What was begun to this matter and neither sent nor put away. */
export function begunTo(number: string): Begun | null {
  try {
    return JSON.parse(localStorage.getItem(slotOf(number)) ?? "null") as Begun | null;
  } catch {
    return null;
  }
}

export function keepBegun(number: string, one: Begun) {
  localStorage.setItem(slotOf(number), JSON.stringify(one));
}

export function dropBegun(number: string) {
  localStorage.removeItem(slotOf(number));
}

/** What was begun to any matter. */
export function forgetBegun() {
  const keys = Array.from({ length: localStorage.length }, (_, nth) => localStorage.key(nth) ?? "");
  for (const key of keys) if (key.startsWith(STORE)) localStorage.removeItem(key);
}
