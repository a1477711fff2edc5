import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";

/** Counters of the worklists of one's posts. */
export const queuesKey = ["queues"] as const;

/** What nobody touches changes too: at night a matter escalates or a shift begins, and nothing is written that would tell of it. */
export const OFTEN_MS = 60_000;

/** How many wait, exactly as far as the house counts. */
export const badge = ({ count, more }: Schema["Waiting"]) => (more ? `${count}+` : String(count));

/** The badge as the whole of a list that shows so many: the two are read at different times, and the whole is not less than the part. */
export const wholeOf = (queue: Schema["Waiting"], shown: number) => (queue.count >= shown ? badge(queue) : "");

export function useQueues() {
  return useQuery({
    queryKey: queuesKey,
    queryFn: async () => (await answer(api.GET("/api/v1/queues"))).queues,
    refetchInterval: OFTEN_MS,
  });
}
