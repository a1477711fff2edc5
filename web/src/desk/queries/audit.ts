import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";

export type Entry = Schema["EntryView"];
export type Act = Schema["ActView"];

/** What is searched for; an empty field asks for nothing. */
export interface Asked {
  login: string;
  kind: string;
  number: string;
  from: string;
  to: string;
}

export const nothing = (): Asked => ({ login: "", kind: "", number: "", from: "", to: "" });

/** As the API takes it. */
export const given = (asked: Asked) =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value.trim() !== "")) as Partial<Asked>;

export const auditKey = ["audit"] as const;

export function useEntries(asked: MaybeRefOrGetter<Asked>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...auditKey, "entries", toValue(asked)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/audit/entries", { params: { query: { ...given(toValue(asked)), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    retry: false,
  });
}

export function useActs(asked: MaybeRefOrGetter<Asked>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...auditKey, "acts", toValue(asked)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/audit/acts", { params: { query: { ...given(toValue(asked)), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    retry: false,
  });
}

/** What was deleted because its time was over. */
export function useDeletions() {
  return useQuery({ queryKey: [...auditKey, "deletions"], queryFn: () => answer(api.GET("/api/v1/audit/deletions")) });
}

export function useTrailState() {
  return useQuery({ queryKey: [...auditKey, "state"], queryFn: () => answer(api.GET("/api/v1/audit/state")) });
}
