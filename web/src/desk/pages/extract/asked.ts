import type { Schema } from "../../../api/client";
import { moment } from "../../time";
import { w } from "../../words";

/** Which matters a list holds, in words; what is named by its id is only said to narrow it. */
export function inWords(asked: Schema["ListQuery"]): string {
  const { code, queue, extract } = w.value;
  const name = (names: Record<string, string>, key: string | null | undefined) => (key ? names[key] : undefined);
  const ids = (["category", "unit", "division", "grid"] as const).filter((key) => asked[key]);
  const said = [
    name(queue.name, asked.queue),
    name(code.kind, asked.kind),
    name(code.stageLong, asked.stage),
    name(code.channel, asked.channel),
    name(code.light, asked.light),
    asked.from ? extract.from(moment(asked.from)) : undefined,
    asked.until ? extract.until(moment(asked.until)) : undefined,
    asked.reopened ? queue.reopened : undefined,
    ids.length > 0 ? extract.narrowed(ids.map((key) => (key === "grid" ? extract.grid : queue.column[key === "unit" ? "lead" : key]))) : undefined,
  ];
  return said.filter(Boolean).join("，") || queue.all;
}
