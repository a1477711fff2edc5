import { reactive, toRaw, watch } from "vue";

import { me, state } from "../session";

/** What every draft has. */
export interface Kept {
  /** Sent with it: asking again after a lost answer enters nothing twice. */
  key: string;
  account: string;
  began: number;
  /** What was sent and not answered yet: it may have arrived, so it is not changed any more. */
  sent: unknown;
}

/** Uploaded files wait so long for the report that names them. */
const KEPT_MS = 23 * 3_600_000;

/** A draft that lives in this browser under a name until it is sent, cleared, or old. */
export function keptDraft<D extends Kept>(name: string, blank: () => D) {
  /** Of the same person and not too old; what may have arrived is kept until its answer is known. */
  function read(): D {
    try {
      const found = { ...blank(), ...(JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<D>) };
      const usable = found.account === me.value?.account && (found.sent !== null || Date.now() - found.began < KEPT_MS);
      return usable ? found : blank();
    } catch {
      return blank();
    }
  }
  const draft = reactive(blank()) as D;
  const clear = () => void Object.assign(draft, blank());
  watch(draft, () => localStorage.setItem(name, JSON.stringify(toRaw(draft))));
  // Another window of this browser has the same draft.
  addEventListener("storage", ({ key }) => key === name && Object.assign(draft, read()));
  // Who signs out leaves nothing for the next person.
  watch(state, (now, before) => now === "out" && before === "in" && clear());
  return {
    draft,
    /** On each opening of the page. */
    open: () => void Object.assign(draft, read()),
    clear,
  };
}
