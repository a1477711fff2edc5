import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import type { paths } from "../../api/schema";
import { OFTEN_MS, queuesKey } from "./queue";
import { store } from "./store";

export type Filter = Omit<NonNullable<paths["/api/v1/matters"]["get"]["parameters"]["query"]>, "after" | "limit">;
export type Line = Schema["MatterLine"];

/** A list that was left is kept for the way back. */
const KEPT_MS = 60 * 60_000;

/** A long list that was read far is not read anew by itself: that would be slow, and move under the hand. */
const PAGES = 3;
export const isLong = (list: { pages: unknown[] } | undefined) => (list?.pages.length ?? 0) > PAGES;

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
    // Whoever goes through a list from matter to matter comes back to all that was read of it.
    gcTime: KEPT_MS,
    refetchOnMount: ({ state }) => !isLong(state.data),
    refetchInterval: ({ state }) => toValue(filter).queue === "on_duty" && !isLong(state.data) && OFTEN_MS,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export const readMatter = (number: string) => answer(api.GET("/api/v1/matters/{number}", { params: { path: { number } } }));
export const readActions = (number: string) => answer(api.GET("/api/v1/matters/{number}/actions", { params: { path: { number } } }));

/** What the own office did with it; who reads only own steps has not opened it. */
export const readOwnSteps = (number: string) => answer(api.GET("/api/v1/matters/{number}/own-steps", { params: { path: { number } } }));

export function useMatter(number: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => matterKey(toValue(number))), queryFn: () => readMatter(toValue(number)) });
}

/** What one may do with it now, and why not the rest. */
export function useActions(number: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey: computed(() => [...matterKey(toValue(number)), "actions"]),
    queryFn: () => readActions(toValue(number)),
    enabled: computed(() => toValue(enabled)),
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
