import type { Schema } from "../../../api/client";
import type { Bulletin, Figure } from "../../queries/bulletin";
import { w } from "../../words";

export type Rates = Schema["Rates"];

/** `98.21%`; a dash where there is nothing to divide by. */
export const percent = (rate: number | null | undefined) => (rate == null ? "—" : `${rate.toFixed(2)}%`);

/** Before exclusions, and after them where that is another. */
export function both(line: Bulletin["total"], of: keyof Rates): { before: string; after: string | null } {
  const [before, after] = [percent(line.before[of]), percent(line.after[of])];
  return { before, after: before === after ? null : after };
}

/** A column of the table: a number behind which a list stands, or a rate. */
export type Column = { figure: Figure } | { rate: keyof Rates };

export const columns: Column[] = [
  { figure: "assigned" },
  { figure: "signed_in_late" },
  { rate: "signed_in_on_time" },
  { figure: "due" },
  { figure: "missed" },
  { rate: "on_time" },
  { figure: "returned" },
  { figure: "called_back" },
  { figure: "not_solved" },
  { rate: "solved" },
  { figure: "dissatisfied" },
  { rate: "satisfied" },
  { figure: "rated_low" },
  { figure: "excluded" },
];

export const nameOf = (column: Column) => ("figure" in column ? w.value.bulletin.figure[column.figure] : w.value.bulletin.rate[column.rate] ?? "");

export const numberOf = (line: Bulletin["total"], figure: Figure) => line.figures.find((one) => one.figure === figure)?.n ?? 0;

/** `2026-11-23 — 2026-11-29`, a day alone as itself. */
export const period = ({ from, to }: { from: string; to: string }) => (from === to ? from : `${from} — ${to}`);

/** Paragraphs of a text: an empty line parts them. */
export const paragraphs = (text: string) => text.split(/\n+/).filter((one) => one.trim() !== "");
