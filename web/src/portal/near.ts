import { ref } from "vue";

import { answer, api, type Schema } from "../api/client";

/** What others reported near the place of the draft. */
export const near = ref<Schema["NearMatter"][]>([]);

/** Nobody waits longer for a help. */
const PATIENCE_MS = 5000;

/** What is near; nothing where it cannot be asked. */
export async function lookAround(body: Schema["NearbyBody"]) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
  const found = await answer(api.POST("/api/v1/public/nearby", { body, signal: stop.signal })).catch(() => null);
  clearTimeout(timer);
  near.value = found?.matters ?? [];
}
