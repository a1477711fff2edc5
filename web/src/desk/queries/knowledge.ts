import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { holds } from "../session";
import { store } from "./store";

export type Entry = Schema["KnowledgeView"];
export type Found = Schema["KnowledgeFound"];
/** Which entries are listed. */
export type List = "told" | "awaiting" | "withdrawn";

export const knowledgeKey = ["knowledge"] as const;

/** Everybody at a desk reads it. */
export const readsKnowledge = () => holds("intake", "dispatcher", "grid_worker", "clerk", "head", "callback", "supervisor", "leader");
/** Those who write answers, and those who publish them. */
export const keepsKnowledge = () => holds("dispatcher", "clerk", "head");
export const publishesKnowledge = () => holds("dispatcher", "supervisor");

export function useKnowledge(list: MaybeRefOrGetter<List>, enabled: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...knowledgeKey, toValue(list)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/knowledge", { params: { query: { list: toValue(list), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled,
    // Somebody else publishes, and no live event tells of it: what is chosen is asked anew.
    staleTime: 0,
  });
}

/** What answers the words that are typed. While more is typed, what was found before stands. */
export function useFound(typed: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...knowledgeKey, "found", toValue(typed)]),
    queryFn: () => answer(api.POST("/api/v1/knowledge/search", { body: { text: toValue(typed) } })),
    enabled: computed(() => toValue(typed) !== ""),
    placeholderData: (before) => before,
    gcTime: 0,
  });
}

export function useEntry(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...knowledgeKey, "one", toValue(id)]),
    queryFn: () => answer(api.GET("/api/v1/knowledge/{id}", { params: { path: { id: toValue(id) } } })),
  });
}

export function useVersions(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...knowledgeKey, "versions", toValue(id)]),
    queryFn: () => answer(api.GET("/api/v1/knowledge/{id}/versions", { params: { path: { id: toValue(id) } } })),
  });
}

/** Also where somebody else was quicker: the page shows what is kept now. */
async function andRefresh<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } finally {
    await store.invalidateQueries({ queryKey: knowledgeKey });
  }
}

/** Writes an entry, in place of the version that was seen. */
export function writeEntry(id: string, body: Schema["KnowledgeEntry"], seen?: number) {
  const header = seen === undefined ? {} : { "If-Match": `"${seen}"` };
  return andRefresh(answer(api.PUT("/api/v1/knowledge/{id}", { params: { path: { id }, header }, body })));
}

export const publishEntry = ({ id, version }: Entry) =>
  andRefresh(answer(api.POST("/api/v1/knowledge/{id}/publish", { params: { path: { id } }, body: { version } })));

export const withdrawEntry = ({ id }: Entry, reason: string) =>
  andRefresh(answer(api.POST("/api/v1/knowledge/{id}/withdraw", { params: { path: { id } }, body: { reason } })));

/** Counts that these answers were used in a matter. Nobody is told if one is not counted: it has expired meanwhile. */
export async function countUses(entries: string[], matter: string) {
  const send = (id: string) => answer(api.POST("/api/v1/knowledge/{id}/uses", { params: { path: { id } }, body: { matter } }));
  await Promise.allSettled(entries.map(send));
}
