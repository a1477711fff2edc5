import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api } from "../../api/client";
import { store } from "./store";

/** Lists change seldom; a page that stays open asks again now and then. */
const OLD_MS = 10 * 60_000;

export function useUnits() {
  return useQuery({ queryKey: ["lists", "units"], queryFn: () => answer(api.GET("/api/v1/units")), staleTime: OLD_MS });
}

export function useCategories() {
  return useQuery({ queryKey: ["lists", "categories"], queryFn: () => answer(api.GET("/api/v1/categories")), staleTime: OLD_MS });
}

/** A version of a procedure never changes. */
export function useProcedure(version: MaybeRefOrGetter<string | undefined>) {
  return useQuery({
    queryKey: computed(() => ["lists", "procedure", toValue(version)]),
    queryFn: () => answer(api.GET("/api/v1/procedures/{version}", { params: { path: { version: toValue(version)! } } })),
    enabled: computed(() => toValue(version) !== undefined),
    staleTime: Infinity,
  });
}

/** The name of a unit, once the units were read. */
export function unitName(id: string): string {
  const units = store.getQueryData<{ id: string; name: string }[]>(["lists", "units"]);
  return units?.find((unit) => unit.id === id)?.name ?? "";
}
