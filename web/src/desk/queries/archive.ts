import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { holds } from "../session";

export type Line = Schema["ArchivedLine"];

export const archiveKey = ["archive"] as const;

/** Those who keep the archive. */
export const keepsArchive = () => holds("dispatcher", "supervisor");

export type Days = {
  first: string;
  last: string;
};

/** What was archived in these days, a part at a time. */
export function useArchived(days: MaybeRefOrGetter<Days>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...archiveKey, toValue(days)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/archive", { params: { query: { ...toValue(days), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    // Others archive, and no live event tells of it here.
    staleTime: 0,
  });
}

/** Saves the transfer list of these days. */
export async function takeList(days: Days, format: Schema["Sheet"], name: string) {
  const file = await answer(api.POST("/api/v1/archive/sheet", { body: { ...days, format }, parseAs: "blob" }));
  save(file as unknown as Blob, `${name}.${format}`);
}

/** Saves the file 卷宗 of a matter. */
export async function takeDossier(number: string) {
  const file = await answer(api.GET("/api/v1/matters/{number}/dossier", { params: { path: { number } }, parseAs: "blob" }));
  save(file as unknown as Blob, `${number}.zip`);
}
