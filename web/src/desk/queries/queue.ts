import { useQuery } from "@tanstack/vue-query";

import { answer, api } from "../../api/client";

/** Counters of the worklists of one's posts. */
export const queuesKey = ["queues"] as const;

export function useQueues() {
  return useQuery({
    queryKey: queuesKey,
    queryFn: async () => (await answer(api.GET("/api/v1/queues"))).queues,
  });
}
