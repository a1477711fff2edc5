import { computed, ref } from "vue";

/** A report of one's own. */
export interface Recent {
  number: string;
  code: string;
  title: string;
  /** When it was said. */
  at?: string;
  /** It was found by telephone and can be found so again. */
  found?: boolean;
}

const STORE = "recent";
/** Of those found by telephone, as many as are found at a time. */
const MOST = 50;

function read(): Recent[] {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]") as Recent[];
  } catch {
    return [];
  }
}

/** Remembered on this phone. */
const kept = ref(read());
// Another window may have sent one.
addEventListener("storage", ({ key }) => {
  if (key === STORE) kept.value = read();
});
/** Shown until the page is closed, and kept nowhere: on somebody else's phone. */
const passing = ref<Recent[]>([]);

const without = (all: Recent[], some: Recent[]) => all.filter((one) => !some.some((other) => other.number === one.number));

/** When it was said. What was kept without that has its day in the number, behind the code of the area. */
const saidAt = ({ at, number }: Recent) => at ?? number.slice(6, 14).replace(/(....)(..)(..)/, "$1-$2-$3");

/** The latest first. */
export const recent = computed(() => {
  const all = [...passing.value, ...without(kept.value, passing.value)];
  return all.sort((one, other) => (saidAt(one) === saidAt(other) ? 0 : saidAt(one) < saidAt(other) ? 1 : -1));
});

/** Read anew before it is written: another window may have added to it. */
function change(to: (all: Recent[]) => Recent[]) {
  kept.value = to(read());
  localStorage.setItem(STORE, JSON.stringify(kept.value));
}

/** What was sent from here. Its code may be nowhere else, so it stays until it is forgotten. */
export function remember(one: Recent) {
  change((all) => [one, ...without(all, [one])]);
}

/** What was found by telephone. It takes nothing away but what was found so before. */
export function rememberFound(some: Recent[]) {
  change((all) => {
    const found = without(some, all.filter((one) => !one.found)).map((one) => ({ ...one, found: true }));
    let room = MOST;
    return [...found, ...without(all, found)].filter((one) => !one.found || room-- > 0);
  });
}

/** Codes of these and of their parts, by number. They stand in no address: the browser keeps addresses. */
const passingCodes = new Map<string, string>();

export function showOnly(some: Recent[]) {
  passing.value = some;
  for (const { number, code } of some) passingCodes.set(number, code);
}

/** The code of what is not remembered; none for all else. */
export function passingCode(number: string): string | undefined {
  return passingCodes.get(number);
}

/** Its parts open with its code, and are not remembered either. */
export function passParts(number: string, parts: string[]) {
  const code = passingCode(number);
  if (code) for (const part of parts) passingCodes.set(part, code);
}

/** Where a report is read. */
export function addressOf(number: string, code: string) {
  return { path: `/matters/${number}`, hash: passingCode(number) === code ? "" : `#${code}` };
}

/** Whether some of what is shown is not remembered. */
export const isPassing = computed(() => passing.value.length > 0);

export function forget(number: string) {
  passing.value = passing.value.filter((one) => one.number !== number);
  passingCodes.delete(number);
  change((all) => all.filter((other) => other.number !== number));
}

export function forgetRecent() {
  passing.value = [];
  passingCodes.clear();
  change(() => []);
}
