import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { w } from "../words";

/** What somebody has said so far. */
export type SaidSoFar = Schema["SaidSoFar"];

/** Category, office, and what is open nearby; once enough was said. While more is said in the same `call`, what was suggested before stands; never
 * that of the call before. */
export function useSuggestions(said: MaybeRefOrGetter<SaidSoFar | null>, call: MaybeRefOrGetter<string> = "") {
  return useQuery({
    queryKey: computed(() => ["suggestions", toValue(call), toValue(said)]),
    queryFn: () => answer(api.POST("/api/v1/suggestions", { body: toValue(said)! })),
    enabled: computed(() => toValue(said) !== null),
    placeholderData: (before, query) => (query?.queryKey[1] === toValue(call) ? before : undefined),
    gcTime: 0,
  });
}

/** Earlier matters of a telephone. Each reading is recorded: it is done once, and not by itself again. */
export function useEarlier(contact: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["callers", toValue(contact)]),
    queryFn: () => answer(api.POST("/api/v1/callers", { body: { contact: toValue(contact), reason: w.value.intake.lookReason } })),
    enabled: computed(() => toValue(contact) !== ""),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
  });
}

export function usePlaces(words: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ["places", toValue(words)]),
    queryFn: () => answer(api.POST("/api/v1/places", { body: { q: toValue(words) } })),
    enabled: computed(() => toValue(words) !== ""),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

export function useProcedures() {
  return useQuery({ queryKey: ["lists", "procedures"], queryFn: () => answer(api.GET("/api/v1/procedures")), staleTime: Infinity });
}
