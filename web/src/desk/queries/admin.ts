import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { store } from "./store";

export type ListName = Schema["ListName"];
export type Account = Schema["AccountView"];
export type Rules = Schema["Rules"];

export const accountsKey = ["accounts"] as const;

/** What an account is linked to at the identity provider. */
export function identityOf(id: string) {
  const path = { params: { path: { id } } };
  return { queryKey: [...accountsKey, "identity", id], queryFn: () => answer(api.GET("/api/v1/accounts/{id}/identity", path)) };
}

export function useAccounts(unit: MaybeRefOrGetter<string | null>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...accountsKey, toValue(unit)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/accounts", { params: { query: { unit: toValue(unit) ?? undefined, after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** They change with the version of the house only. */
export function usePolicies() {
  return useQuery({ queryKey: ["policies"], queryFn: () => answer(api.GET("/api/v1/policies")), staleTime: Infinity });
}

export function useActions() {
  return useQuery({ queryKey: ["policies", "actions"], queryFn: () => answer(api.GET("/api/v1/policies/actions")), staleTime: Infinity });
}

export const proceduresKey = ["procedures"] as const;

export function useProcedures() {
  return useQuery({ queryKey: [...proceduresKey], queryFn: () => answer(api.GET("/api/v1/procedures/versions")) });
}

/** A version, whole; it never changes. */
export function useRules(version: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ["rules", toValue(version)]),
    queryFn: () => answer(api.GET("/api/v1/procedures/{version}/rules", { params: { path: { version: toValue(version)! } } })),
    enabled: computed(() => toValue(version) !== null),
    staleTime: Infinity,
  });
}

export const responsibilitiesKey = ["responsibilities"] as const;

export function useListVersions() {
  return useQuery({ queryKey: [...responsibilitiesKey], queryFn: () => answer(api.GET("/api/v1/responsibilities/versions")) });
}

export const territoryKey = ["territory"] as const;

export function useDivisions() {
  return useQuery({ queryKey: [...territoryKey, "divisions"], queryFn: () => answer(api.GET("/api/v1/divisions")) });
}

export function useGrids(division: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => [...territoryKey, "grids", toValue(division)]),
    queryFn: () => answer(api.GET("/api/v1/grids", { params: { query: { division: toValue(division)! } } })),
    enabled: computed(() => toValue(division) !== null),
  });
}

export function useGridProblems(wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: [...territoryKey, "problems"],
    queryFn: () => answer(api.GET("/api/v1/grids/problems")),
    enabled: computed(() => toValue(wanted)),
  });
}

export const calendarKey = ["calendar"] as const;

export function useYear(year: MaybeRefOrGetter<number>, division: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...calendarKey, toValue(year), toValue(division)]),
    queryFn: () => answer(api.GET("/api/v1/calendar/days", { params: { query: { year: toValue(year), division: toValue(division) || undefined } } })),
  });
}

export interface Taking {
  dry_run: boolean;
  only_right_rows?: boolean;
  draft?: boolean;
}

/** Sends a list as a file; what was found in it comes back. */
export async function takeList(list: ListName, file: File, query: Taking) {
  const form = new FormData();
  form.append("file", file);
  const taken = await answer(
    api.POST("/api/v1/imports/{list}", { params: { path: { list }, query }, body: { file: "" }, bodySerializer: () => form }),
  );
  if (!query.dry_run) {
    for (const queryKey of [["lists"], territoryKey, calendarKey, responsibilitiesKey]) void store.invalidateQueries({ queryKey });
  }
  return taken;
}
