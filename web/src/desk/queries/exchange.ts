import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { today } from "../time";
import { OFTEN_MS } from "./queue";
import { store } from "./store";

export type Partner = Schema["ExchangePartnerView"];
/** Which orders with a partner somebody looks at. */
export type Shown = "waiting" | "dead" | "refused";

export const exchangeKey = ["exchange"] as const;

export function usePartners() {
  return useQuery({ queryKey: [...exchangeKey, "partners"], queryFn: () => answer(api.GET("/api/v1/exchange/partners", {})), refetchInterval: OFTEN_MS });
}

export function useMappings() {
  return useQuery({ queryKey: [...exchangeKey, "mappings"], queryFn: () => answer(api.GET("/api/v1/exchange/mappings")), staleTime: Infinity });
}

/** Orders with a partner that wait, were given up, or of which the rules here refused something. */
export function useOrders(partner: MaybeRefOrGetter<string>, only: MaybeRefOrGetter<Shown>) {
  return useQuery({
    queryKey: computed(() => [...exchangeKey, "orders", toValue(partner), toValue(only)]),
    queryFn: () => answer(api.GET("/api/v1/exchange/orders", { params: { query: { partner: toValue(partner), only: toValue(only) } } })),
    refetchInterval: OFTEN_MS,
  });
}

const renew = () => store.invalidateQueries({ queryKey: exchangeKey });

/** Keeps a partner; `seen` is the one that is changed. */
export async function keepPartner(body: Schema["ExchangePartnerBody"], seen: Partner | null): Promise<Partner> {
  const header = seen ? { "If-Match": `"${seen.version}"` } : {};
  try {
    return await answer(api.PUT("/api/v1/exchange/partners", { params: { header }, body }));
  } finally {
    // Also where somebody else was quicker: the page shows what is kept now.
    await renew();
  }
}

/** Sends again: these orders, or all that were given up. */
export async function sendAgain(partner: string, numbers?: string[]): Promise<number> {
  const { orders } = await answer(api.POST("/api/v1/exchange/orders/again", { body: { partner, numbers } }));
  await renew();
  return orders;
}

/** Takes out the file that is carried to a partner. */
export async function takeFile(partner: string) {
  const file = await answer(api.POST("/api/v1/exchange/files", { body: { partner }, parseAs: "blob" }));
  save(file as unknown as Blob, `huisheng-exchange-${today()}.txt`);
  await renew();
}

/** Takes in a file that was carried here. */
export async function bringFile(partner: string, file: File): Promise<Schema["ExchangeBroughtIn"]> {
  const form = new FormData();
  form.append("file", file);
  const brought = await answer(api.POST("/api/v1/exchange/files/in", { params: { query: { partner } }, body: { file: "" }, bodySerializer: () => form }));
  await renew();
  return brought;
}
