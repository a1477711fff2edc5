import { focus, platformModifierKey, targetNotEditable } from "ol/events/condition";
import { DoubleClickZoom, DragPan, KeyboardPan, KeyboardZoom, MouseWheelZoom, PinchZoom } from "ol/interaction";
import TileLayer from "ol/layer/Tile";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import VectorSource from "ol/source/Vector";
import XYZ from "ol/source/XYZ";
import type { StyleFunction, StyleLike } from "ol/style/Style";
import View from "ol/View";

import type { Schema } from "../api/client";

/** A map without buttons: those are the page's own, with words. It shows nothing until it is told where to look. */
export function openMap(target: HTMLElement): OlMap {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const duration = still ? 0 : 200;
  return new OlMap({
    target,
    keyboardEventTarget: target,
    controls: [],
    interactions: [
      new DragPan(),
      new DoubleClickZoom({ duration }),
      new PinchZoom({ duration }),
      // The wheel turns the page until somebody has gone into the map.
      new MouseWheelZoom({ condition: focus, duration }),
      new KeyboardPan({ pixelDelta: 64, duration }),
      new KeyboardZoom({ duration, condition: (event) => !platformModifierKey(event) && targetNotEditable(event) }),
    ],
    view: new View({ maxZoom: 20, minZoom: 3, enableRotation: false }),
  });
}

/** Own shapes, drawn by a function; names give way to each other. */
export function shapes(style: StyleFunction | StyleLike, zIndex: number, declutter = false): VectorLayer {
  return new VectorLayer({ source: new VectorSource(), style, zIndex, declutter });
}

/** The provider's picture, through our server. */
export function tiles({ layer, max_zoom: maxZoom }: Schema["TilesView"]): TileLayer<XYZ> {
  const source = new XYZ({ url: `/api/v1/map/tiles/${layer}/{z}/{x}/{y}`, maxZoom, transition: 0 });
  return new TileLayer({ source, zIndex: layer === "base" ? 0 : 1 });
}
