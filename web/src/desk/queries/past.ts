import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { holds } from "../session";

export type Ledger = Schema["PastMatters"];

export const takesLedgers = () => holds("dispatcher");

interface How {
  source: string;
  /** Their column of a field; none: the ledger has no such. */
  columns: Record<string, string>;
  take: boolean;
  only_right_rows: boolean;
}

/** An old ledger is looked at, or taken in. */
export function sendLedger(file: File, { columns, ...how }: How): Promise<Ledger> {
  const form = new FormData();
  form.append("file", file);
  const query = { ...how, columns: JSON.stringify(columns) };
  return answer(api.POST("/api/v1/imports/matters", { params: { query }, body: { file: "" }, bodySerializer: () => form }));
}

/** Rows that are in, while a ledger is being taken in. */
export function useRowsDone(id: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ["past", toValue(id)]),
    queryFn: async () => (await answer(api.GET("/api/v1/imports/matters/{id}", { params: { path: { id: toValue(id)! } } }))).rows,
    enabled: computed(() => toValue(id) !== null),
    refetchInterval: 1000,
    gcTime: 0,
  });
}
