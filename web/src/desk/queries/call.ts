import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { holds } from "../session";
import { store } from "./store";

export type Call = Schema["CallView"];
/** Which calls are listed. */
export type List = "all" | "missed";

export const callsKey = ["calls"] as const;

/** Those who answer the hotline. */
export const takesCalls = () => holds("intake", "dispatcher");

const read = (list: List | "mine", after?: string) => answer(api.GET("/api/v1/calls", { params: { query: { list, after } } }));

/** What rings at the own seat, or is being spoken about. */
export function useOwnCalls(enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({ queryKey: [...callsKey, "mine"], queryFn: () => read("mine"), enabled });
}

export function useCalls(list: MaybeRefOrGetter<List>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...callsKey, toValue(list)]),
    queryFn: ({ pageParam: after }) => read(toValue(list), after),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export const refreshCalls = () => store.invalidateQueries({ queryKey: callsKey });

/** The whole number, which is written down. */
export async function openCall(id: string): Promise<string> {
  const { number } = await answer(api.POST("/api/v1/calls/{id}/open", { params: { path: { id } }, body: {} }));
  return number ?? "";
}

export async function calledBack(id: string) {
  try {
    await answer(api.POST("/api/v1/calls/{id}/called-back", { params: { path: { id } }, body: {} }));
  } finally {
    await refreshCalls();
  }
}
