import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { holds } from "../session";
import { store } from "./store";

export type Form = Schema["Form"];
export type FormLine = Schema["FormLine"];
export type FormView = Schema["FormView"];
export type Filing = Schema["FilingView"];
export type Unmapped = Schema["FormUnmapped"];
export type Column = Schema["FormColumn"];

export const formsKey = ["forms"] as const;

/** Those who fill forms. */
export const fillsForms = () => holds("intake", "dispatcher", "clerk", "head", "supervisor");

export function useForms() {
  // The calendar makes them owed, and somebody else sends them: no live event tells of it.
  return useQuery({ queryKey: [...formsKey, "list"], queryFn: () => answer(api.GET("/api/v1/forms", {})), staleTime: 0 });
}

export function useShipped() {
  return useQuery({ queryKey: [...formsKey, "shipped"], queryFn: () => answer(api.GET("/api/v1/forms/shipped", {})), staleTime: Infinity });
}

const read = (id: string) => answer(api.GET("/api/v1/forms/{id}", { params: { path: { id } } }));

export function useForm(id: MaybeRefOrGetter<string>) {
  return useQuery({ queryKey: computed(() => [...formsKey, "one", toValue(id)]), queryFn: () => read(toValue(id)) });
}

/** Once, for the editor: what is typed is not changed by what others do. */
export const formOf = read;

export function useFilings(id: MaybeRefOrGetter<string>) {
  return useInfiniteQuery({
    queryKey: computed(() => [...formsKey, "filings", toValue(id)]),
    queryFn: ({ pageParam: after }) => answer(api.GET("/api/v1/forms/{id}/filings", { params: { path: { id: toValue(id) }, query: { after } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 0,
  });
}

const fresh = () => store.invalidateQueries({ queryKey: formsKey });

/** Keeps a form, in place of the version that was seen. */
export async function keepForm(id: string, body: Form, seen?: number) {
  const header = seen === undefined ? {} : { "If-Match": `"${seen}"` };
  await answer(api.PUT("/api/v1/forms/{id}", { params: { path: { id }, header }, body }));
  await fresh();
}

export async function removeForm(id: string) {
  await answer<unknown>(api.DELETE("/api/v1/forms/{id}", { params: { path: { id } } }));
  await fresh();
}

export const preview = (form: Form) => answer(api.POST("/api/v1/forms/preview", { body: { form } }));

export interface Asked {
  day: string;
  last?: string | undefined;
  format: Schema["Sheet"];
  unmapped?: boolean;
}

/** Fills a form, and saves the file. */
export async function fillForm({ id, name }: { id: string; name: string }, asked: Asked) {
  const { day, last = null, format, unmapped = false } = asked;
  try {
    const file = await answer(api.POST("/api/v1/forms/{id}/fill", { params: { path: { id } }, body: { day, last, format, unmapped }, parseAs: "blob" }));
    save(file as unknown as Blob, `${name} ${day}.${format}`);
  } finally {
    void fresh();
  }
}

/** 已报送, or not after all. */
export async function mark(id: string, { first, last }: Filing, sent: boolean) {
  const to = sent ? "/api/v1/forms/{id}/send" : "/api/v1/forms/{id}/unsend";
  await answer(api.POST(to, { params: { path: { id } }, body: { first, last } }));
  await fresh();
}
