import { answer, api, type Schema } from "../api/client";
import { w } from "./words";

/** What a reporter may expect of a report of this kind, category and place. None if that cannot be asked. */
export function expectedOf(about: Schema["ExpectedBody"]): Promise<Schema["ExpectedHere"] | null> {
  return answer(api.POST("/api/v1/public/expected", { body: about })).catch(() => null);
}

/** `5wd` as people say it. */
export function limitWords(code: string): string {
  const [, amount, unit] = /^(\d+)(h|wh|wd|d|mo)$/.exec(code) ?? [];
  return amount && unit ? w.value.limit(Number(amount), unit as "h" | "wh" | "wd" | "d" | "mo") : code;
}
