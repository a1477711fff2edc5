import type { LocationQuery } from "vue-router";

import type { Filter } from "../../queries/matter";
import { endOfDay, startOfDay } from "../../time";

/** What a list can be asked for, beside its queue. It stands in the address, so that a list can be passed on. */
export const asks = ["q", "kind", "stage", "channel", "category", "unit", "light", "from", "until", "sort"] as const;
export type Asked = Partial<Record<(typeof asks)[number], string>>;

export function askedOf(query: LocationQuery): Asked {
  const pairs = asks.map((key) => [key, query[key]] as const).filter(([, value]) => typeof value === "string" && value !== "");
  return Object.fromEntries(pairs) as Asked;
}

/** As the server takes it: days are instants, and a search comes newest first. */
export function filterOf(queue: string | undefined, asked: Asked): Filter {
  const { from, until, sort, ...rest } = asked;
  return {
    ...rest,
    queue,
    from: from && startOfDay(from),
    until: until && endOfDay(until),
    sort: asked.q ? undefined : (sort ?? (queue ? "due" : undefined)),
  } as Filter;
}
