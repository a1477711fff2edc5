import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";

/** Counters of the worklists of one's posts. */
export const queuesKey = ["queues"] as const;

/** How many wait, exactly as far as the house counts. */
export const badge = ({ count, more }: Schema["Waiting"]) => (more ? `${count}+` : String(count));

export function useQueues() {
  return useQuery({
    queryKey: queuesKey,
    queryFn: async () => (await answer(api.GET("/api/v1/queues"))).queues,
  });
}
