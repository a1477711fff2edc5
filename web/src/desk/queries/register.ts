import { useQuery } from "@tanstack/vue-query";

import { answer, api, type Schema } from "../../api/client";

export type Entry = Schema["RegisterEntry"];
export type Body = Schema["RegisterBody"];

export const registersKey = ["registers"] as const;

/** Assessments and breaches. */
export function useRegisters() {
  return useQuery({ queryKey: [...registersKey], queryFn: () => answer(api.GET("/api/v1/registers")) });
}

/** What is done with personal data, and how long it is kept: with the version of the house, or its configuration. */
export function useProcessing() {
  return useQuery({ queryKey: ["processing"], queryFn: () => answer(api.GET("/api/v1/public/processing")), staleTime: Infinity });
}
