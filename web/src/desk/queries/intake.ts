import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { w } from "../words";
import { later } from "./later";

const PLACES_PAUSE_MS = 150;

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

/** Places of the gazetteer that go on from what stands in a field, as it offers them; none where one was `taken` already. */
export function usePlaceOffers(typed: () => string, taken: () => string | null) {
  const asked = later(() => (taken() ? "" : [...typed().trim()].slice(0, 100).join("")), PLACES_PAUSE_MS);
  const { data: places } = useQuery({
    queryKey: computed(() => ["places", asked.value]),
    queryFn: () => answer(api.POST("/api/v1/places", { body: { q: asked.value } })),
    enabled: computed(() => asked.value !== ""),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  const offers = computed(() => {
    if (!asked.value || taken()) return [];
    return (places.value ?? []).map((place) => ({ value: place.id, label: place.name, hint: place.grid ?? "" }));
  });
  return { places, offers };
}

export function useProcedures() {
  return useQuery({ queryKey: ["lists", "procedures"], queryFn: () => answer(api.GET("/api/v1/procedures")), staleTime: Infinity });
}
