import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A message that was answered: what was said, and what an office replied. */
export interface Message {
  title: string;
  text: string;
  reply: string;
}

/** The first messages of the real data, each title once. They are read where they lie and never kept. */
export function messages(count: number): Message[] {
  const folder = process.env.DATA;
  if (!folder) throw new Error("DATA names no folder with the real data: make morning DATA=../shared/data");
  const [head, ...rows] = cells(readFileSync(join(folder, "messages/replied.csv"), "utf8").replace(/^\uFEFF/, ""));
  const at = (name: string) => head!.indexOf(name);
  const all = rows.map((row) => ({ title: row[at("留言主题")]!, text: row[at("留言详情")]!, reply: row[at("答复意见")]! }));
  const known = new Set<string>();
  return all.filter(({ title }) => !known.has(title) && known.add(title)).slice(0, count);
}

/** RFC 4180: words in quotes may hold commas, line ends and doubled quotes. */
function cells(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows[rows.length - 1]!.push((quoted?.replace(/""/g, '"') ?? plain ?? "").trim());
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

/** The two that have the most pairs of characters in common are taken to be about the same. */
export function alike(all: Message[]): [number, number] {
  const pairs = all.map(({ title }) => new Set(Array.from(title.slice(1), (two, nth) => title[nth]! + two)));
  const shared = (one: number, other: number) => [...pairs[one]!].filter((pair) => pairs[other]!.has(pair)).length / (pairs[one]!.size + pairs[other]!.size);
  let best: [number, number] = [0, 1];
  for (let one = 0; one < all.length; one++) {
    for (let other = one + 1; other < all.length; other++) if (shared(one, other) > shared(...best)) best = [one, other];
  }
  return best;
}
