import { ref, watch } from "vue";

import type { Line } from "../../queries/matter";
import { next, ofLine } from "../../stands";
import { dueDay, left, moment } from "../../time";
import { w } from "../../words";

/** What stands in a cell, as words. */
export const columns = {
  light: (line: Line) => w.value.code.light[line.light],
  kind: (line: Line) => w.value.code.kind[line.kind as keyof typeof w.value.code.kind],
  stage: (line: Line) => w.value.code.stageLong[line.stage as keyof typeof w.value.code.stageLong],
  owner: (line: Line) => next(ofLine(line)) || endingOf(line),
  lead: (line: Line) => line.lead ?? "",
  due: (line: Line) => (line.next_due ? `${dueDay(line.next_due)} ${left(line.next_due)}` : ""),
  category: (line: Line) => line.category ?? "",
  division: (line: Line) => line.division ?? "",
  channel: (line: Line) => w.value.code.channel[line.channel as keyof typeof w.value.code.channel],
  severity: (line: Line) => w.value.code.severity[line.severity as keyof typeof w.value.code.severity],
  urgency: (line: Line) => w.value.code.urgency[line.urgency as keyof typeof w.value.code.urgency],
  received: (line: Line) => moment(line.received),
  changed: (line: Line) => moment(line.changed),
};

export type Column = keyof typeof columns;
export const allColumns = Object.keys(columns) as Column[];

function endingOf(line: Line): string {
  return line.ending ? w.value.code.ending[line.ending as keyof typeof w.value.code.ending] : "";
}

const usual: Column[] = ["light", "kind", "owner", "lead", "due", "received"];

function remembered(): Column[] {
  const kept = JSON.parse(localStorage.getItem("columns") ?? "null") as Column[] | null;
  return kept?.filter((column) => column in columns) ?? usual;
}

/** The columns this person wants, on this computer. */
export const shown = ref<Column[]>(remembered());
watch(shown, (now) => localStorage.setItem("columns", JSON.stringify(now)));
