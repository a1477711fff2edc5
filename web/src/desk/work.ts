import { ref } from "vue";

import { trouble } from "./trouble";

/** Work that a page waits for: whether it is under way, and what went wrong. */
export function useWork() {
  const busy = ref(false);
  const wrong = ref("");

  async function run(work: () => Promise<void>) {
    busy.value = true;
    wrong.value = "";
    try {
      await work();
    } catch (error) {
      wrong.value = trouble(error);
    } finally {
      busy.value = false;
    }
  }

  return { busy, wrong, run };
}
