import { answer, api, type Schema } from "../api/client";
import { w } from "./words";

/** What a reporter may expect of a kind of matter, as the procedure it begins under says. None if that cannot be asked. */
export async function expectedOf(kind: Schema["Kind"]): Promise<Schema["Expected"] | null> {
  const all = await answer(api.GET("/api/v1/procedures")).catch(() => []);
  return all.find(({ begins }) => begins.includes(kind))?.expected ?? null;
}

/** `5wd` as people say it. */
export function limitWords(code: string): string {
  const [, amount, unit] = /^(\d+)(h|wh|wd|d|mo)$/.exec(code) ?? [];
  return amount && unit ? w.value.limit(Number(amount), unit as "h" | "wh" | "wd" | "d" | "mo") : code;
}
