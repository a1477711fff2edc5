import { shallowRef, watch } from "vue";

import type { Orders, Reading } from "../../queries/upstream";
import { me } from "../../session";
import { w } from "../../words";

/** Orders of a platform, and what was found in them. */
export interface Sheet {
  source: string;
  orders: Orders;
  reading: Reading;
}

/** The one that was read last: whoever opens a matter from it finds it on coming back. */
export const last = shallowRef<Sheet | null>(null);

// Another person, or the same in another post, does not see what this one sees.
watch([() => me.value?.account, () => me.value?.acting], () => (last.value = null));

/** What has become of a sheet, in a sentence. */
export function outcome({ taken, rows, new: fresh, changed, refused, bad_rows, lines }: Reading): string {
  const said = w.value.upstream.sheet;
  if (taken) {
    const left = (change: string) => lines.filter((line) => line.refusal && line.change === change).length;
    const done = said.taken(fresh - left("new"), changed - left("changed"));
    return refused > 0 ? `${done}${said.refused(refused)}` : done;
  }
  if (fresh + changed > 0) return said.compared(fresh, changed);
  return rows > bad_rows ? said.nothing : said.noRow;
}
