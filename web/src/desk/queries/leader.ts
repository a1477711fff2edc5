import { useQuery } from "@tanstack/vue-query";
import { computed } from "vue";

import { answer, api, Refused, type Schema } from "../../api/client";
import { today } from "../time";
import { mattersKey, page } from "./matter";

/** A leader glances at the page now and then; what is open there is read again each minute. */
const AGAIN_MS = 60_000;

/** Matters of one worklist that the page looks through, earliest due first. */
export const MOST = 200;

/** The beginning of a worklist, and whether there is more. */
export function useWaiting(queue: Schema["Queue"]) {
  return useQuery({
    queryKey: [...mattersKey, "leader", queue],
    queryFn: () => page({ queue, sort: "due" }, undefined, MOST),
    refetchInterval: AGAIN_MS,
  });
}

/** Monday of this week. */
export function monday(): string {
  const day = new Date(`${today()}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}

/** What came in and how it was handled since a day, by lead unit; `null` for whom it is not. */
export function useFigures() {
  return useQuery({
    queryKey: computed(() => ["reports", monday()]),
    queryFn: async () => {
      try {
        return await answer(api.GET("/api/v1/reports", { params: { query: { from: monday(), by: "unit" } } }));
      } catch (error) {
        if (error instanceof Refused && error.problem.status === 403) return null;
        throw error;
      }
    },
    refetchInterval: AGAIN_MS,
  });
}
