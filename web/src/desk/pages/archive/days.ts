import type { LocationQuery } from "vue-router";

import type { Days } from "../../queries/archive";

/** The days in the address; this month up to today where none stand there. */
export function daysOf(query: LocationQuery, today: string): Days {
  const day = (value: unknown, otherwise: string) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : otherwise);
  return { first: day(query.first, `${today.slice(0, 8)}01`), last: day(query.last, today) };
}
