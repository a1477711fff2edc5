import { answer, api, type Schema } from "../api/client";
import type { Box } from "./shape";

export type Ground = Schema["MapView"];

let asked: Promise<Ground> | undefined;

/** What the map of this house has: its extent, and what the configured provider gives. Asked once. */
export function readGround() {
  asked ??= answer(api.GET("/api/v1/map"));
  asked.catch(() => (asked = undefined));
  return asked;
}

export function readGrids([west, south, east, north]: Box) {
  return answer(api.GET("/api/v1/map/grids", { params: { query: { west, south, east, north } } }));
}

export function readPlaces([west, south, east, north]: Box) {
  return answer(api.GET("/api/v1/map/places", { params: { query: { west, south, east, north } } }));
}

/**
 * A box that holds this one, on lines that many boxes share: the server and the browser keep few answers, and an
 * address in a log does not tell where exactly somebody looked.
 */
export function wider([west, south, east, north]: Box): Box {
  const step = 2 ** Math.ceil(Math.log2(Math.max(east - west, north - south) / 2));
  const down = (degrees: number) => Math.floor(degrees / step) * step;
  return [Math.max(down(west), -180), Math.max(down(south), -90), Math.min(down(east) + step, 180), Math.min(down(north) + step, 90)];
}

export function holds(outer: Box, inner: Box): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}
