import { saveCsv } from "../../csv";
import { type Filter, type Line, page } from "../../queries/matter";
import { w } from "../../words";
import { type Column, columns } from "./columns";

/** Lines of one export, at most. */
export const MOST = 2000;
const PAGE = 200;

/** Reads the list to its end, or to {@link MOST}. */
export async function readAll(filter: Filter, progress: (done: number) => void): Promise<{ lines: Line[]; more: boolean }> {
  const lines: Line[] = [];
  let after: string | undefined;
  do {
    const { matters, next } = await page(filter, after, PAGE);
    lines.push(...matters);
    after = next ?? undefined;
    progress(lines.length);
  } while (after && lines.length < MOST);
  return { lines: lines.slice(0, MOST), more: after !== undefined };
}

export function save(lines: Line[], shown: Column[]) {
  const { column } = w.value.queue;
  const head = [column.number, column.title, ...shown.map((name) => column[name])];
  const rows = lines.map((line) => [line.number, line.title, ...shown.map((name) => columns[name](line))]);
  saveCsv("huisheng", [head, ...rows]);
}
