import type { Line } from "../../queries/matter";

/** What an office has that is overdue. */
export interface Office {
  /** Empty where no unit leads yet. */
  name: string;
  lines: Line[];
}

/** By office, most first; the lines of each stay in their order. */
export function byOffice(lines: Line[]): Office[] {
  const all = new Map<string, Line[]>();
  for (const line of lines) {
    const name = line.lead ?? "";
    all.set(name, [...(all.get(name) ?? []), line]);
  }
  return [...all].map(([name, lines]) => ({ name, lines })).sort((one, other) => other.lines.length - one.lines.length);
}
