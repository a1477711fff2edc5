import type { FeatureLike } from "ol/Feature";
import { Circle, Fill, Stroke, Style, Text } from "ol/style";

/** Colours of the faces. What a colour says a line, a shape or a word says too. */
const MAIN = "#0b5c8a";
const INK = "#1b2733";
const SOFT = "#51606e";
const WRONG = "#a8201a";
const VIOLET = "#5b4b8a";

const FAMILY = 'system-ui, -apple-system, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

/** Letters grow with those of the page. */
function font(rem: number, weight = "normal"): string {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return `${weight} ${Math.round(rem * root)}px ${FAMILY}`;
}

function words(text: string, colour: string, rem: number, weight?: string) {
  return new Text({
    text,
    font: font(rem, weight),
    fill: new Fill({ color: colour }),
    stroke: new Stroke({ color: "#fff", width: 4 }),
    overflow: true,
  });
}

/** Metres of a pixel from which on smaller things are left out. */
const GRID_NAMES = 12;
const QUARTER_NAMES = 5;
const BUILDINGS = 1.5;

/** A name without that of the community it stands in. */
export function shortName(name: string, division: string): string {
  return name.startsWith(division) && name !== division ? name.slice(division.length) : name;
}

interface GridLike {
  kind: string;
  level: number;
}

function border({ kind, level }: GridLike, colour: string, width: number) {
  const dashed = kind === "dedicated" ? [8, 5] : level > 1 ? [2, 4] : undefined;
  return new Stroke({ color: colour, width, lineDash: dashed });
}

/** A grid of the ground. */
export function grid(feature: FeatureLike, resolution: number): Style {
  const { kind, level, label } = feature.getProperties() as GridLike & { label: string };
  const colour = kind === "dedicated" ? VIOLET : MAIN;
  const isNamed = resolution < GRID_NAMES / level;
  return new Style({
    stroke: border({ kind, level }, colour, 1.5),
    fill: new Fill({ color: kind === "dedicated" ? "rgba(91, 75, 138, .06)" : "rgba(11, 92, 138, .04)" }),
    text: isNamed ? words(label, colour, 0.8) : undefined,
  });
}

/** Around what somebody works on. */
export function neighbour(feature: FeatureLike): Style {
  const { kind, level } = feature.getProperties() as GridLike;
  return new Style({ stroke: border({ kind, level }, "#9aa5af", 1) });
}

/** A quarter or a building. */
export function place(feature: FeatureLike, resolution: number): Style | undefined {
  const { kind, label } = feature.getProperties() as { kind: string; label: string };
  const isBuilding = kind === "building";
  if (resolution > (isBuilding ? BUILDINGS : QUARTER_NAMES)) return undefined;
  const text = words(label, SOFT, isBuilding ? 0.7 : 0.75);
  text.setOffsetY(12);
  return new Style({ image: new Circle({ radius: isBuilding ? 2 : 3, fill: new Fill({ color: SOFT }) }), text });
}

/** The place that is meant: its name stands below the point, which may be the same. */
export function named(feature: FeatureLike): Style {
  const text = words(String(feature.get("label")), INK, 0.8);
  text.setOffsetY(24);
  return new Style({ text, zIndex: 9 });
}

/** The place of which nobody told a point: a ring, and not the mark of a point. */
export function spot(feature: FeatureLike): Style[] {
  const ring = new Circle({ declutterMode: "obstacle", radius: 10, fill: new Fill({ color: "rgba(255, 255, 255, .7)" }), stroke: new Stroke({ color: MAIN, width: 4, lineDash: [6, 4] }) });
  return [new Style({ image: ring, zIndex: 9 }), named(feature)];
}

/** The one point that is meant; names make room for it. */
export const mark = () => [
  new Style({ image: new Circle({ declutterMode: "obstacle", radius: 11, fill: new Fill({ color: WRONG }), stroke: new Stroke({ color: "#fff", width: 3 }) }), zIndex: 9 }),
  new Style({ image: new Circle({ declutterMode: "obstacle", radius: 4, fill: new Fill({ color: "#fff" }) }), zIndex: 10 }),
];

/** One of several, by its number in the list beside. */
export function numbered(feature: FeatureLike): Style {
  const text = new Text({ text: String(feature.get("label")), font: font(0.85, "bold"), fill: new Fill({ color: "#fff" }), offsetY: 1 });
  return new Style({ image: new Circle({ radius: 14, fill: new Fill({ color: MAIN }), stroke: new Stroke({ color: "#fff", width: 2 }) }), text, zIndex: 8 });
}

/** Something to look at, by its number in the list of problems. */
export function problem(feature: FeatureLike): Style {
  const style = numbered(feature);
  style.setImage(new Circle({ radius: 14, fill: new Fill({ color: WRONG }), stroke: new Stroke({ color: "#fff", width: 2 }) }));
  return style;
}

/** A grid that the page is about: chosen ones have a tick, those that would end are dashed grey, new ones thick. */
export function ownGrid(feature: FeatureLike): Style {
  const { kind, level, label, state } = feature.getProperties() as GridLike & { label: string; state: "plain" | "meant" | "chosen" | "ends" | "begins" };
  const looks = {
    plain: { stroke: border({ kind, level }, kind === "dedicated" ? VIOLET : MAIN, 2), fill: "rgba(11, 92, 138, .05)", text: words(label, INK, 0.85) },
    meant: { stroke: border({ kind, level }, MAIN, 4), fill: "rgba(11, 92, 138, .12)", text: words(label, MAIN, 0.9, "bold") },
    chosen: { stroke: border({ kind, level }, MAIN, 4), fill: "rgba(11, 92, 138, .22)", text: words(`✓ ${label}`, MAIN, 0.9, "bold") },
    ends: { stroke: new Stroke({ color: SOFT, width: 1.5, lineDash: [3, 5] }), fill: "rgba(81, 96, 110, .05)", text: undefined },
    begins: { stroke: border({ kind, level }, "#1d6b39", 4), fill: "rgba(29, 107, 57, .12)", text: words(`＋ ${label}`, "#1d6b39", 0.9, "bold") },
  }[state];
  return new Style({ stroke: looks.stroke, fill: new Fill({ color: looks.fill }), text: looks.text, zIndex: { ends: 1, plain: 2, meant: 3, chosen: 3, begins: 4 }[state] });
}

/** What is being drawn. */
export const drawing = () =>
  new Style({
    stroke: new Stroke({ color: WRONG, width: 3 }),
    fill: new Fill({ color: "rgba(168, 32, 26, .08)" }),
    image: new Circle({ radius: 6, fill: new Fill({ color: WRONG }), stroke: new Stroke({ color: "#fff", width: 2 }) }),
    zIndex: 9,
  });
