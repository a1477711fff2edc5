import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, shallowRef, toValue } from "vue";

import { answer, api } from "../../api/client";

/** Lists change seldom; a page that stays open asks again now and then. */
const OLD_MS = 10 * 60_000;

const names = shallowRef(new Map<string, string>());

async function readUnits() {
  const units = await answer(api.GET("/api/v1/units"));
  names.value = new Map(units.map((unit) => [unit.id, unit.name]));
  return units;
}

export function useUnits() {
  return useQuery({ queryKey: ["lists", "units"], queryFn: readUnits, staleTime: OLD_MS });
}

/** The name of a unit, once the units were read. */
export function unitName(id: string): string {
  return names.value.get(id) ?? "";
}

export function useCategories() {
  return useQuery({ queryKey: ["lists", "categories"], queryFn: () => answer(api.GET("/api/v1/categories")), staleTime: OLD_MS });
}

/** The divisions there are today, as everybody may know them. */
export function usePublicDivisions() {
  return useQuery({ queryKey: ["lists", "divisions"], queryFn: () => answer(api.GET("/api/v1/public/divisions")), staleTime: OLD_MS });
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
