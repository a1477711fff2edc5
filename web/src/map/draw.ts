import type { Coordinate } from "ol/coordinate";
import Feature from "ol/Feature";
import { LineString, type MultiPolygon, type Polygon } from "ol/geom";
import { DoubleClickZoom, Draw, type Interaction, Modify, Snap } from "ol/interaction";
import type OlMap from "ol/Map";
import type VectorSource from "ol/source/Vector";

import { drawing } from "./look";
import { type Drawn, lineOffMap, onMap, outlineOffMap, outlineOnMap, type Point } from "./shape";

/** Corners and borders so near, in pixels, are meant. */
const NEAR = 12;

/** Draws point by point, with the mouse or by what is under the cross. */
export interface Pen {
  add(at: Point): void;
  back(): void;
  finish(): void;
  stop(): void;
}

export function pen(map: OlMap, of: Drawn["of"], near: VectorSource[], done: (drawn: Drawn) => void): Pen {
  const draw = new Draw({ type: of === "line" ? "LineString" : "Polygon", style: drawing() });
  const snaps = near.map((source) => new Snap({ source, pixelTolerance: NEAR }));
  draw.on("drawend", ({ feature }) => done(drawnOf(feature)));
  const stop = use(map, draw, ...snaps);

  /** On a border that is near. */
  function snapped(at: Coordinate): Coordinate {
    const pixel = map.getPixelFromCoordinate(at);
    for (const snap of snaps) {
      const { vertex } = snap.snapTo(pixel, at, map) ?? {};
      if (vertex) return vertex;
    }
    return at;
  }

  return {
    add: (at) => draw.appendCoordinates([snapped(onMap(at))]),
    back: () => draw.removeLastPoint(),
    finish: () => draw.finishDrawing(),
    stop,
  };
}

/** Lets what was drawn be changed; returns how to end it. */
export function change(map: OlMap, source: VectorSource, near: VectorSource[], done: (drawn: Drawn) => void): () => void {
  const modify = new Modify({ source, pixelTolerance: NEAR });
  modify.on("modifyend", () => done(drawnOf(source.getFeatures()[0]!)));
  return use(map, modify, ...near.map((one) => new Snap({ source: one, pixelTolerance: NEAR })));
}

/** While somebody draws, a double click ends the drawing and does not zoom. */
function use(map: OlMap, ...added: Interaction[]): () => void {
  const zooms = map.getInteractions().getArray().filter((one) => one instanceof DoubleClickZoom);
  for (const zoom of zooms) zoom.setActive(false);
  for (const one of added) map.addInteraction(one);
  return () => {
    for (const one of added) map.removeInteraction(one);
    // The double click itself is not over yet.
    setTimeout(() => zooms.forEach((zoom) => zoom.setActive(true)), 300);
  };
}

function drawnOf(feature: Feature): Drawn {
  const geometry = feature.getGeometry();
  if (geometry instanceof LineString) return { of: "line", line: lineOffMap(geometry) };
  return { of: "outline", outline: outlineOffMap(geometry as Polygon | MultiPolygon) };
}

export function featureOf(drawn: Drawn): Feature {
  return new Feature(drawn.of === "line" ? new LineString(drawn.line.map(onMap)) : outlineOnMap(drawn.outline));
}
