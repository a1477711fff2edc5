import { answer, api, type Schema } from "../../../api/client";
import type { Field, Model } from "../../form/field";
import type { Drawn } from "../../../map/shape";
import { today } from "../../time";
import { w } from "../../words";

/** How ground is divided anew 划分调整. */
export type Action = "draw" | "redraw" | "split" | "merge";
export const ACTIONS: Action[] = ["draw", "redraw", "split", "merge"];

export type Grid = Schema["GridView"];
export type Redivided = Schema["RedividedView"];
/** A part of a grid that is split; names are proposed by the server. */
export type Part = Schema["GridPartBody"];

/** What is asked for. */
export interface Asked {
  action: Action;
  division: string;
  grids: Grid[];
  drawn: Drawn | null;
  model: Model;
  parts: Part[] | null;
}

/** What is drawn for it; nothing for a merge. */
export const drawnFor: Record<Action, Drawn["of"] | null> = { draw: "outline", redraw: "outline", split: "line", merge: null };

export function isReady({ action, grids, drawn, model }: Asked): boolean {
  if (!model.from || (drawnFor[action] && !drawn)) return false;
  if (action === "merge") return grids.length > 1 && Boolean(model.name);
  return action === "draw" ? Boolean(model.name) : grids.length === 1;
}

/** From the day that is looked at, if that is still to come. */
export function begin(grids: Grid[], on: string): Model {
  return { name: grids[0]?.name ?? "", code: "", kind: "base", level: 1, parent: "", households: 0, persons: 0, from: on > today() ? on : today() };
}

/** Fields of an action; `standing` are the grids that a smaller one may lie in. */
export function fieldsOf(action: Action, standing: Grid[], model: Model): Field[] {
  const t = w.value.land;
  const name: Field = { at: "name", label: t.name, as: { is: "line" } };
  const code: Field = { at: "code", label: t.code, optional: true, as: { is: "line", most: 64 } };
  const from: Field = { at: "from", label: t.from, hint: t.fromHint, as: { is: "date" } };
  if (action === "redraw" || action === "split") return [from];
  if (action === "merge") return [name, code, from];
  const kinds = Object.entries(t.kind).map(([value, label]) => ({ value, label }));
  const around = standing.filter((one) => one.kind === "base" && one.level < Math.max(model.level, 2));
  const parents = [{ value: "", label: t.noParent }, ...around.map((one) => ({ value: one.id, label: one.name }))];
  return [
    name,
    code,
    { at: "kind", label: t.kindOf, as: { is: "choice", choices: kinds } },
    { at: "level", label: t.levelOf, as: { is: "choice", choices: [1, 2].map((value) => ({ value, label: t.level(value) })) } },
    { at: "parent", label: t.parent, optional: true, as: { is: "select", choices: parents } },
    { at: "households", label: t.households, as: { is: "number" } },
    { at: "persons", label: t.persons, as: { is: "number" } },
    from,
  ];
}

/** Asks what would come of it, or does it. */
export function redivide({ action, division, grids, drawn, model, parts }: Asked, dry_run: boolean): Promise<Redivided> {
  const query = { dry_run };
  const { name, kind, level, households, persons, from } = model;
  const code = model.code.trim() || null;
  const outline = drawn?.of === "outline" ? drawn.outline : [];
  const id = grids[0]?.id ?? "";
  switch (action) {
    case "draw":
      return answer(api.POST("/api/v1/grids", { params: { query }, body: { name, code, division, kind, level, parent: model.parent || null, outline, households, persons, from } }));
    case "redraw":
      return answer(api.POST("/api/v1/grids/{id}/redraw", { params: { path: { id }, query }, body: { outline, from } }));
    case "split":
      return answer(api.POST("/api/v1/grids/{id}/split", { params: { path: { id }, query }, body: { line: drawn?.of === "line" ? drawn.line : [], from, parts } }));
    case "merge":
      return answer(api.POST("/api/v1/grids/merge", { params: { query }, body: { grids: grids.map((one) => one.id), name, code, from } }));
  }
}

/** What a grid was split into, without smaller ones inside that begin again under them. */
export function partsOf({ begun }: Redivided, { kind, level }: Grid): Part[] {
  return begun.filter((one) => one.kind === kind && one.level === level).map(({ name, code, households, persons }) => ({ name, code, households, persons }));
}

/** Whether a grid stands on a day. */
export function stands(grid: Grid, on: string): boolean {
  return grid.valid_from <= on && (!grid.valid_to || on < grid.valid_to);
}

export const hectares = (square: number) => (square / 10_000).toFixed(1);
