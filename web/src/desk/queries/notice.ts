import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";

export type Notice = Schema["NoticeView"];

export const noticesKey = ["notices"] as const;

/** Those that stand or are to come, or those that are over. */
export function useNotices(over: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...noticesKey, toValue(over)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/notices", { params: { query: { over: toValue(over), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function useNoticeVersions(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...noticesKey, "versions", toValue(id)]),
    queryFn: () => answer(api.GET("/api/v1/notices/{id}/versions", { params: { path: { id: toValue(id) } } })),
  });
}
