import { computed, shallowRef, watch } from "vue";
import { useRouter } from "vue-router";

import { type Filter, page } from "./queries/matter";
import { me, state } from "./session";
import { say } from "./toast";
import { trouble } from "./trouble";

/** The list from which one came to a matter, in the order it had then: what is done leaves the list, and not the trail. */
export interface Trail {
  /** Address of the list, and what it is called. */
  list: string;
  title: string;
  filter: Filter;
  numbers: string[];
  /** Where the list goes on; none at its end. */
  after: string | null;
  /** The matter that was opened last. */
  here: string;
  /** What was selected in the list. */
  selected: string[];
}

/** It outlives a page that is loaded anew, and ends with the window. */
const kept = shallowRef(JSON.parse(sessionStorage.getItem("trail") ?? "null") as (Trail & { account?: string }) | null);
watch(kept, (now) => (now ? sessionStorage.setItem("trail", JSON.stringify(now)) : sessionStorage.removeItem("trail")));

/** One's own: where a session ran out, the next person at this computer has another account. */
export const trail = computed<Trail | null>({
  get: () => (kept.value?.account === me.value?.account ? kept.value : null),
  set: (now) => (kept.value = now && { ...now, account: me.value?.account }),
});

// Who signs out leaves nothing for the next person.
watch(state, (now) => now === "out" && (kept.value = null));

/** The matter after this one; behind the last that was read, the list is read on. */
async function after(number: string): Promise<string | undefined> {
  for (let now = trail.value; now; now = trail.value) {
    const nth = now.numbers.indexOf(number);
    const next = now.numbers[nth + 1];
    if (next || !now.after) return next;
    const { matters, next: on } = await page(now.filter, now.after);
    const known = now.numbers;
    const fresh = matters.map((line) => line.number).filter((one) => !known.includes(one));
    trail.value = { ...now, numbers: [...known, ...fresh], after: on ?? null };
  }
  return undefined;
}

/** Where a matter stands on the trail, and the way to the next; `at` is null for whoever came another way. */
export function useTrail(number: () => string) {
  const router = useRouter();
  const at = computed(() => {
    const nth = trail.value?.numbers.indexOf(number()) ?? -1;
    if (!trail.value || nth < 0) return null;
    const { numbers, after, list, title } = trail.value;
    return { list, title, nth: nth + 1, of: numbers.length, more: after !== null, last: nth + 1 === numbers.length && !after };
  });
  let going = false;

  /** Behind the last one the list is shown again. */
  async function go(by: 1 | -1) {
    if (!at.value || !trail.value || going) return;
    going = true;
    try {
      const next = by === 1 ? await after(number()) : trail.value.numbers[at.value.nth - 2];
      if (next) {
        trail.value = { ...trail.value, here: next };
        await router.push(`/matters/${next}`);
      } else if (by === 1) await router.push(trail.value.list);
    } catch (error) {
      say(trouble(error));
    } finally {
      going = false;
    }
  }

  return { at, go };
}
