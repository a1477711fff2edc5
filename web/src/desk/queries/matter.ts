import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import type { paths } from "../../api/schema";
import { queuesKey } from "./queue";
import { store } from "./store";

export type Filter = Omit<NonNullable<paths["/api/v1/matters"]["get"]["parameters"]["query"]>, "after" | "limit">;
export type Line = Schema["MatterLine"];

/** Lists of matters, by what was asked for. */
export const mattersKey = ["matters"] as const;
/** One matter and all that is read of it. */
export const matterKey = (number: string) => ["matter", number] as const;

export function page(filter: Filter, after: string | undefined, limit = 50) {
  return answer(api.GET("/api/v1/matters", { params: { query: { ...filter, after, limit } } }));
}

export function useMatters(filter: MaybeRefOrGetter<Filter>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...mattersKey, toValue(filter)]),
    queryFn: ({ pageParam }) => page(toValue(filter), pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export const readMatter = (number: string) => answer(api.GET("/api/v1/matters/{number}", { params: { path: { number } } }));
export const readActions = (number: string) => answer(api.GET("/api/v1/matters/{number}/actions", { params: { path: { number } } }));

export function useMatter(number: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => matterKey(toValue(number))), queryFn: () => readMatter(toValue(number)) });
}

/** What one may do with it now, and why not the rest. */
export function useActions(number: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...matterKey(toValue(number)), "actions"]),
    queryFn: () => readActions(toValue(number)),
  });
}

/** Its files with their types. */
export function useFiles(number: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...matterKey(toValue(number)), "files"]),
    queryFn: () => answer(api.GET("/api/v1/matters/{number}/files", { params: { path: { number: toValue(number) } } })),
  });
}

/** Where it is, with the outline of its grid. */
export function useWhere(number: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => [...matterKey(toValue(number)), "place"]),
    queryFn: () => answer(api.GET("/api/v1/matters/{number}/place", { params: { path: { number: toValue(number) } } })),
    enabled: computed(() => toValue(wanted)),
  });
}

export function useClocks(number: MaybeRefOrGetter<string>, wanted: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => [...matterKey(toValue(number)), "clocks"]),
    queryFn: () => answer(api.GET("/api/v1/matters/{number}/clocks", { params: { path: { number: toValue(number) } } })),
    enabled: computed(() => toValue(wanted)),
  });
}

/** Something was done: what shows the matter is read again. */
export async function refresh(...numbers: string[]) {
  void store.invalidateQueries({ queryKey: queuesKey });
  void store.invalidateQueries({ queryKey: mattersKey });
  await Promise.all(numbers.map((number) => store.invalidateQueries({ queryKey: matterKey(number) })));
}
