import type { LocationQuery } from "vue-router";

import type { Filter } from "../../queries/matter";
import { endOfDay, startOfDay } from "../../time";

/** What a list can be asked for, beside its queue. It stands in the address, so that a list can be passed on. */
export const asks = ["q", "kind", "stage", "channel", "category", "unit", "division", "light", "reopened", "from", "until", "sort"] as const;
export type Asked = Partial<Record<(typeof asks)[number], string>>;

export function askedOf(query: LocationQuery): Asked {
  const pairs = asks.map((key) => [key, query[key]] as const).filter(([, value]) => typeof value === "string" && value !== "");
  return Object.fromEntries(pairs) as Asked;
}

/** These come in an order of their own: a search, what is owed above and what may be archived newest first, what one handled oneself by the last step. */
export const hasOwnOrder = (queue: string | undefined, asked: Asked) => Boolean(asked.q) || queue === "mine" || queue === "to_enter" || queue === "to_exclude" || queue === "to_archive";

/** As the server takes it: days are instants. */
export function filterOf(queue: string | undefined, asked: Asked): Filter {
  const { from, until, sort, reopened, ...rest } = asked;
  return {
    ...rest,
    queue,
    from: from && startOfDay(from),
    until: until && endOfDay(until),
    reopened: reopened ? true : undefined,
    sort: hasOwnOrder(queue, asked) ? undefined : (sort ?? (queue ? "due" : undefined)),
  } as Filter;
}
