import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { OFTEN_MS } from "./queue";
import { store } from "./store";

export type Notification = Schema["Notification"];

/** What one was told. */
export const notificationsKey = ["notifications"] as const;

/** The badge has room for two digits. */
const SHOWN = 99;
export const badge = (unread: number) => (unread > SHOWN ? `${SHOWN}+` : String(unread));

/** How many are not read. */
export function useUnread() {
  return useQuery({
    queryKey: [...notificationsKey, "unread"],
    queryFn: async () => (await answer(api.GET("/api/v1/notifications", { params: { query: { unread: true, limit: 1 } } }))).unread,
    refetchInterval: OFTEN_MS,
  });
}

/** What one was told, page by page. */
export function useNotifications(unread: MaybeRefOrGetter<boolean>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...notificationsKey, "list", toValue(unread)]),
    queryFn: ({ pageParam }) => answer(api.GET("/api/v1/notifications", { params: { query: { unread: toValue(unread), after: pageParam ?? undefined } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    refetchInterval: OFTEN_MS,
  });
}

const renew = () => store.invalidateQueries({ queryKey: notificationsKey });

/** All about a matter is read. */
export async function readAbout(number: string) {
  await answer(api.POST("/api/v1/notifications/read", { body: { number } }));
  await renew();
}

/** All that was listed is read: up to the latest of it. */
export async function readAll(latest: string) {
  await answer(api.POST("/api/v1/notifications/read", { body: { up_to: latest } }));
  await renew();
}

export const choiceKey = ["notification-choice"] as const;
export const useChoice = () => useQuery({ queryKey: choiceKey, queryFn: () => answer(api.GET("/api/v1/notifications/choice")) });

export async function keepChoice(body: Schema["KeepNotificationChoice"]) {
  await answer(api.PUT("/api/v1/notifications/choice", { body }));
  await store.invalidateQueries({ queryKey: choiceKey });
}

export const deliveriesKey = ["deliveries"] as const;
export const useDeliveries = () => useQuery({ queryKey: deliveriesKey, queryFn: () => answer(api.GET("/api/v1/deliveries")), refetchInterval: OFTEN_MS });

/** Sends what was given up anew: one, or all. */
export async function replay(ids?: string[]) {
  const { count } = await answer(api.POST("/api/v1/deliveries/replay", { body: ids ? { ids } : {} }));
  await store.invalidateQueries({ queryKey: deliveriesKey });
  return count;
}
