import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";
import { holds } from "../session";
import { store } from "./store";

export type Template = Schema["RecordTemplateView"];

/** Templates of records, of the own unit and of those above. */
export const templatesKey = ["record-templates"] as const;

/** Those who record. */
export const records = () => holds("grid_worker", "clerk", "head");

export function useTemplates() {
  return useQuery({ queryKey: templatesKey, queryFn: () => answer(api.GET("/api/v1/record-templates", {})), enabled: records() });
}

/** Keeps a template, in place of the version that was seen. */
export async function keepTemplate(id: string, body: Schema["RecordTemplate"], seen?: number) {
  const header = seen === undefined ? {} : { "If-Match": `"${seen}"` };
  try {
    await answer(api.PUT("/api/v1/record-templates/{id}", { params: { path: { id }, header }, body }));
  } finally {
    // Also where somebody else was quicker: the page shows what is kept now.
    await store.invalidateQueries({ queryKey: templatesKey });
  }
}

export async function removeTemplate(id: string) {
  await answer<unknown>(api.DELETE("/api/v1/record-templates/{id}", { params: { path: { id } } }));
  await store.invalidateQueries({ queryKey: templatesKey });
}
