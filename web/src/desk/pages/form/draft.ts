import type { Schema } from "../../../api/client";
import type { Choice, Field, Model } from "../../form/field";
import type { Column, Form } from "../../queries/form";
import { w } from "../../words";

export type Group = Schema["FormGroup"];
export type Holds = Schema["FormField"];

/** Kinds and channels that the house makes itself are left to who asks for none. */
const named = (names: Record<string, string>): Choice[] => Object.entries(names).map(([value, label]) => ({ value, label }));

const OF_UNITS = /^(count_|rate_|rank$|unit$|unit_code$)/;
const ANYWHERE: Holds[] = ["running", "constant", "period", "filing_unit"];
export const DATED: Holds[] = ["received", "accepted", "assigned", "signed_in", "due", "upstream_due", "answered", "ended"];

/** What a column may hold, in groups, by what a row is. */
export function choices(rows: Form["rows"]) {
  const all = Object.keys(w.value.forms.holdsName) as Holds[];
  const { group } = w.value.forms;
  const free = all.filter((one) => !ANYWHERE.includes(one) && OF_UNITS.test(one) === (rows === "units"));
  const times = free.filter((one) => DATED.includes(one));
  const rest = free.filter((one) => !DATED.includes(one));
  return [
    { label: group.any, holds: ANYWHERE },
    { label: rows === "units" ? group.units : group.matter, holds: rest },
    { label: group.times, holds: times },
  ].filter((one) => one.holds.length > 0);
}

/** Our values of a column with a short list of them, by code; null: any code of a list; undefined: it takes no code table. */
export function valuesOf(holds: Holds): Record<string, string> | null | undefined {
  const { code } = w.value;
  const closed: Partial<Record<Holds, Record<string, string>>> = {
    kind: code.kind,
    channel: code.channel,
    stage: code.stage,
    light: code.light,
    kept: { kept: "kept", missed: "missed" },
    solved: { solved: "solved", basically: "basically", not: "not" },
    satisfied: { 5: "5", 4: "4", 3: "3", 2: "2", 1: "1" },
    ending: code.ending,
    urgency: { normal: "normal", urgent: "urgent", critical: "critical" },
    severity: { general: "general", major: "major" },
  };
  if (closed[holds]) return closed[holds];
  const listed: Holds[] = ["category", "category_first", "category_second", "category_third", "division", "division_above", "grid", "lead", "unit"];
  return listed.includes(holds) ? null : undefined;
}

/** `request=01`, a line each. */
export const codesText = (codes: Column["codes"] = {}) => Object.entries(codes).map(([ours, theirs]) => `${ours}=${theirs}`).join("\n");

/** What was typed, read back; our words are taken for their codes. */
export function codesOf(text: string, holds: Holds): Record<string, string> {
  const values = valuesOf(holds) ?? {};
  const lines = text.split("\n").map((line) => line.split(/[=＝]/)).filter(([ours]) => ours?.trim());
  return Object.fromEntries(lines.map(([ours, ...theirs]) => {
    const typed = ours!.trim();
    const known = Object.entries(values).find(([, name]) => name === typed);
    return [known?.[0] ?? typed, theirs.join("=").trim()];
  }));
}

export const blankColumn = (holds: Holds): Column => ({ heading: holds === "constant" ? "" : w.value.forms.holdsName[holds], width: 12, holds, text: "", date: "day", codes: {} });

export function emptyForm(): Form {
  return {
    name: "",
    superior: "",
    title: "",
    rows: "matters",
    heads: [],
    columns: [blankColumn("running"), blankColumn("number"), blankColumn("title")],
    filter: {},
    counted: "received",
    period: "month",
    schedule: null,
    foot: { sums: false, signed: false },
  };
}

/** What the fields of a page hold of a form; heads and columns have parts of their own. */
export function modelOf(form: Form): Model {
  const { name, superior = "", title = "", rows, period, counted, filter, foot, schedule } = form;
  return {
    name,
    superior,
    title,
    rows,
    period,
    counted,
    state: filter?.state ?? "all",
    kinds: [...(filter?.kinds ?? [])],
    channels: [...(filter?.channels ?? [])],
    categories: [...(filter?.categories ?? [])],
    divisions: [...(filter?.divisions ?? [])],
    due: schedule ? String(schedule.days_after) : "none",
    sums: foot?.sums ?? false,
    signed: foot?.signed ?? false,
  };
}

/** The form of what was typed. What does not go with the rows is left out. */
export function formOf(model: Model, heads: Group[][], columns: Column[]): Form {
  const units = model.rows === "units";
  const scheduled = model.due !== "none" && model.period !== "chosen";
  return {
    name: model.name as string,
    superior: model.superior as string,
    title: model.title as string,
    rows: model.rows as Form["rows"],
    period: model.period as Form["period"],
    counted: units ? "received" : (model.counted as Form["counted"]),
    filter: {
      kinds: model.kinds as Schema["Kind"][],
      channels: model.channels as Schema["Channel"][],
      categories: model.categories as string[],
      divisions: model.divisions as string[],
      state: units ? "all" : (model.state as Schema["FormState"]),
    },
    schedule: scheduled ? { days_after: Number(model.due) } : null,
    heads,
    columns,
    foot: { sums: model.sums as boolean, signed: model.signed as boolean },
  };
}

/** Field of the page that a field of the server is typed in. */
export const fieldOf = (field: string) => (field === "schedule" ? "due" : field.replace(/^filter\./, ""));

/** The days after a period on which superiors want their sheets, and the one that is chosen already. */
function dues(now: string): Choice[] {
  const days = [...new Set([0, 1, 2, 3, 5, 7, 10, 15, ...(now === "none" ? [] : [Number(now)])])].sort((one, other) => one - other);
  return [{ value: "none", label: w.value.forms.unscheduled }, ...days.map((n) => ({ value: String(n), label: w.value.forms.dues(n) }))];
}

export function whatFields(model: Model): Field[] {
  const t = w.value.forms;
  const f = t.field;
  const all: Field[] = [
    { at: "name", label: f.name, hint: f.nameHint, as: { is: "line", most: 60 } },
    { at: "superior", label: f.superior, optional: true, as: { is: "line", most: 60 } },
    { at: "period", label: f.period, as: { is: "choice", choices: named(t.period) } },
  ];
  if (model.period !== "chosen") all.push({ at: "due", label: f.due, as: { is: "select", choices: dues(model.due as string) } });
  all.push({ at: "rows", label: f.rows, as: { is: "choice", choices: named(t.rows) } });
  return all;
}

export function whichFields(model: Model, categories: Choice[]): Field[] {
  const t = w.value.forms;
  const f = t.field;
  const { kind, channel } = w.value.code;
  const all: Field[] = [
    { at: "kinds", label: f.kinds, hint: f.kindsHint, optional: true, as: { is: "several", choices: named(kind) } },
    { at: "channels", label: f.channels, optional: true, as: { is: "several", choices: named(channel) } },
    { at: "categories", label: f.categories, optional: true, as: { is: "several", choices: categories } },
    { at: "divisions", label: f.divisions, optional: true, as: { is: "divisions" } },
  ];
  if (model.rows === "units") return all;
  const { counted, state } = t;
  return [{ at: "counted", label: f.counted, as: { is: "choice", choices: named(counted) } }, { at: "state", label: f.state, as: { is: "choice", choices: named(state) } }, ...all];
}
