import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { today } from "../time";
import { refresh } from "./matter";
import { store } from "./store";

export type Source = Schema["UpstreamSourceView"];
export type Reading = Schema["UpstreamReading"];
export type Reply = Schema["UpstreamReply"];

/** Platforms above. */
export const sourcesKey = ["upstream", "sources"] as const;
/** Answers that they are owed. */
export const repliesKey = ["upstream", "replies"] as const;

export function useSources(enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({ queryKey: sourcesKey, queryFn: () => answer(api.GET("/api/v1/upstream/sources", {})), enabled });
}

export function useReplies(source: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...repliesKey, toValue(source)]),
    queryFn: () => answer(api.GET("/api/v1/upstream/replies", { params: { query: { source: toValue(source) } } })),
  });
}

/** Orders as they came: a sheet, or a text that was copied out of the platform's page. */
export type Orders = File | string;

/** Sends orders; what was found in them comes back. Without `take` they are only compared. */
export async function readOrders(source: string, orders: Orders, take: boolean): Promise<Reading> {
  const params = { query: { source, take } };
  const reading = await (typeof orders === "string" ? answer(api.POST("/api/v1/upstream/texts", { params, body: { orders } })) : sendSheet(params, orders));
  if (take) void refresh(...reading.lines.flatMap((line) => line.ours ?? []));
  return reading;
}

function sendSheet(params: { query: { source: string; take: boolean } }, file: File): Promise<Reading> {
  const form = new FormData();
  form.append("file", file);
  return answer(api.POST("/api/v1/upstream/sheets", { params, body: { file: "" }, bodySerializer: () => form }));
}

/** Takes out the answers that a platform is owed, in its columns. */
export async function takeReplies(source: string, format: Schema["Sheet"]) {
  const file = await answer(api.POST("/api/v1/upstream/replies", { body: { source, format }, parseAs: "blob" }));
  save(file as unknown as Blob, `huisheng-replies-${today()}.${format}`);
}

/** Says which answers were entered there, as they were shown. */
export async function enterReplies(chosen: Reply[]) {
  const replies = chosen.map(({ ours, answered }) => ({ number: ours, answered }));
  const done = await answer(api.POST("/api/v1/upstream/replies/entered", { body: { replies } }));
  await Promise.all([store.invalidateQueries({ queryKey: repliesKey }), refresh(...chosen.map(({ ours }) => ours))]);
  return done;
}
