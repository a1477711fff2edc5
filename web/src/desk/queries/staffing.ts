import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api } from "../../api/client";

export const staffingKey = ["staffing"] as const;

export function useStaffing(area: MaybeRefOrGetter<string>, division: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => [...staffingKey, toValue(area), toValue(division)]),
    queryFn: () => answer(api.GET("/api/v1/areas/{area}/staffing", { params: { path: { area: toValue(area) }, query: { division: toValue(division) ?? undefined } } })),
    enabled: computed(() => toValue(area) !== ""),
  });
}
