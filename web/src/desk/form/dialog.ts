import { ref, watch } from "vue";

import { beside } from "../trouble";
import type { Wrong } from "./field";

/** What every dialog with a form goes through: it is open, at work, refused, shut. `closed` is called once it is shut. */
export function useDialog(closed: () => void) {
  const open = ref(true);
  const busy = ref(false);
  const wrong = ref<Wrong | null>(null);
  watch(open, (now) => !now && closed());

  /** Does the work, once at a time, and shuts; where it is refused, the dialog stays and says at which field. */
  async function run(work: () => Promise<void>) {
    if (busy.value) return;
    busy.value = true;
    wrong.value = null;
    try {
      await work();
      open.value = false;
    } catch (error) {
      wrong.value = beside(error);
    } finally {
      busy.value = false;
    }
  }

  return { open, busy, wrong, run };
}
