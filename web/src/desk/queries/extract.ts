import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { holds } from "../session";
import { today } from "../time";

export type Extract = Schema["ExtractView"];

/** Lists with contact data: one's own, and those that wait for one's decision. */
export const extractsKey = ["extracts"] as const;

/** Nothing tells that somebody asked: it is looked for now and then. */
const AGAIN_MS = 60_000;

/** Who may ask for one. */
export const asks = () => holds("intake", "dispatcher", "clerk", "head", "callback", "supervisor", "leader");

/** Who may be the second person. */
export const decides = () => holds("head", "supervisor", "leader");

export function useExtracts(enabled = true) {
  return useQuery({
    queryKey: extractsKey,
    queryFn: () => answer(api.GET("/api/v1/extracts", {})),
    enabled,
    refetchInterval: () => (decides() ? AGAIN_MS : false),
  });
}

/** Takes a list that a second person agreed to. */
export async function take({ id, format }: Extract) {
  const file = await answer(api.POST("/api/v1/extracts/{id}/take", { params: { path: { id } }, parseAs: "blob" }));
  save(file as unknown as Blob, `huisheng-contact-${today()}.${format}`);
}

/** Takes a list without names. */
export async function takeLines(asked: Schema["ListQuery"], format: Schema["Sheet"]) {
  const file = await answer(api.POST("/api/v1/extracts/lines", { body: { asked, format }, parseAs: "blob" }));
  save(file as unknown as Blob, `huisheng-${today()}.${format}`);
}
