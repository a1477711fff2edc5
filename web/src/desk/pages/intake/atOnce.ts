import { computed, type ComputedRef } from "vue";

import { useProcedures } from "../../queries/intake";
import { holds } from "../../session";
import { draft } from "./draft";

/** Whether some procedure of this kind lets the desk answer or settle at once; an order from above never is. */
export function useAtOnce(): ComputedRef<boolean> {
  const { data: procedures } = useProcedures();
  return computed(() => {
    if (draft.upstream || !holds("intake", "dispatcher")) return false;
    const taking = (procedures.value ?? []).filter((procedure) => procedure.kinds.includes(draft.kind));
    return taking.some((procedure) => procedure.at_once !== "never");
  });
}
