/** Something that is being written to a matter. */
export interface Begun {
  number: string;
  act: "supplement" | "urge" | "withdraw" | "reply";
  text: string;
  /** The question that is answered: another may come meanwhile. */
  question: string;
  /** What is tried again after a lost answer is done once. */
  key: string;
}

const STORE = "begun";

function read(): Begun | null {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null") as Begun | null;
  } catch {
    return null;
  }
}

/** What was begun to this matter and neither sent nor put away. The phone keeps the last one. */
export function begunTo(number: string): Begun | null {
  const kept = read();
  return kept?.number === number ? kept : null;
}

export function keepBegun(one: Begun) {
  localStorage.setItem(STORE, JSON.stringify(one));
}

export function dropBegun(number: string) {
  if (begunTo(number)) forgetBegun();
}

export function forgetBegun() {
  localStorage.removeItem(STORE);
}
