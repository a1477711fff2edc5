import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { holds } from "../session";
import { store } from "./store";

export type Bulletin = Schema["BulletinView"];
export type Text = Schema["BulletinText"];
export type Figure = Schema["BulletinFigure"];
export type State = Schema["BulletinState"];

export const bulletinsKey = ["bulletins"] as const;

/** Whoever works at a desk reads them. */
export const readsBulletins = () => holds("intake", "dispatcher", "clerk", "head", "grid_worker", "callback", "supervisor", "leader");

export function useBulletins(state: MaybeRefOrGetter<State>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...bulletinsKey, "list", toValue(state)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/bulletins", { params: { query: { state: toValue(state), after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    // Somebody else issues it, and no live event tells of it.
    staleTime: 0,
  });
}

export function useBulletin(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...bulletinsKey, toValue(id)]),
    queryFn: () => answer(api.GET("/api/v1/bulletins/{id}", { params: { path: { id: toValue(id) } } })),
  });
}

/** The matters behind a number, a part at a time. */
export function useBehind(id: MaybeRefOrGetter<string>, unit: MaybeRefOrGetter<string>, figure: MaybeRefOrGetter<Figure>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...bulletinsKey, toValue(id), "behind", toValue(unit), toValue(figure)]),
    queryFn: ({ pageParam: after }) => {
      const query = { unit: toValue(unit), figure: toValue(figure), after };
      return answer(api.GET("/api/v1/bulletins/{id}/matters", { params: { path: { id: toValue(id) }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** What was done to it is seen at once, and in the lists. */
export function put(bulletin: Bulletin) {
  store.setQueryData([...bulletinsKey, bulletin.id], bulletin);
  void store.invalidateQueries({ queryKey: [...bulletinsKey, "list"] });
}

const seen = ({ id, version }: Bulletin) => ({ path: { id }, header: { "If-Match": `"${version}"` } });

export const reword = async (one: Bulletin, body: Text) => put(await answer(api.PUT("/api/v1/bulletins/{id}/text", { params: seen(one), body })));
export const redraw = async (one: Bulletin, words: boolean) => put(await answer(api.POST("/api/v1/bulletins/{id}/redraw", { params: seen(one), body: { words } })));
export const issue = async (one: Bulletin) => put(await answer(api.POST("/api/v1/bulletins/{id}/issue", { params: seen(one), body: {} })));
export const withdraw = async (one: Bulletin, reason: string) => put(await answer(api.POST("/api/v1/bulletins/{id}/withdraw", { params: seen(one), body: { reason } })));

export async function remove({ id }: Bulletin) {
  await answer(api.DELETE("/api/v1/bulletins/{id}", { params: { path: { id } } }));
  void store.invalidateQueries({ queryKey: [...bulletinsKey, "list"] });
}

export async function takeLetter({ id, bulletin }: Bulletin) {
  const file = await answer(api.POST("/api/v1/bulletins/{id}/letter", { params: { path: { id } }, body: {}, parseAs: "blob" }));
  save(file as unknown as Blob, `${bulletin.text.title}.pdf`);
}

export async function takeSheet({ id, bulletin }: Bulletin) {
  const file = await answer(api.POST("/api/v1/bulletins/{id}/sheet", { params: { path: { id } }, body: { format: "xlsx" }, parseAs: "blob" }));
  save(file as unknown as Blob, `${bulletin.text.title}.xlsx`);
}
