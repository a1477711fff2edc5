import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";
import { holds } from "../session";
import { store } from "./store";

export type Item = Schema["ErrandItemView"];

/** Items of errands, of the own unit and of those above. */
export const itemsKey = ["errand-items"] as const;

/** Those who take errands in, and those who keep the list. */
export const takesErrands = () => holds("intake", "dispatcher", "grid_worker", "clerk", "head");
export const keepsItems = () => holds("dispatcher", "clerk", "head");

export function useItems() {
  return useQuery({ queryKey: itemsKey, queryFn: () => answer(api.GET("/api/v1/errand-items", {})), enabled: takesErrands() });
}

/** Keeps an item, in place of the version that was seen. */
export async function keepItem(id: string, body: Schema["ErrandItem"], seen?: number) {
  const header = seen === undefined ? {} : { "If-Match": `"${seen}"` };
  try {
    await answer(api.PUT("/api/v1/errand-items/{id}", { params: { path: { id }, header }, body }));
  } finally {
    // Also where somebody else was quicker: the page shows what is kept now.
    await store.invalidateQueries({ queryKey: itemsKey });
  }
}

export async function removeItem(id: string) {
  await answer<unknown>(api.DELETE("/api/v1/errand-items/{id}", { params: { path: { id } } }));
  await store.invalidateQueries({ queryKey: itemsKey });
}
