import type { Coordinate } from "ol/coordinate";
import { boundingExtent, type Extent } from "ol/extent";
import { type LineString, MultiPolygon, Point as OlPoint, type Polygon } from "ol/geom";
import { fromLonLat, toLonLat, transformExtent } from "ol/proj";

/** Longitude and latitude, WGS-84. */
export type Point = [number, number];
/** Coordinates of a MultiPolygon. */
export type Outline = number[][][][];
/** West, south, east, north. */
export type Box = [number, number, number, number];

/** What somebody draws: ground, or the line along which it is cut. */
export type Drawn = { of: "outline"; outline: Outline } | { of: "line"; line: Point[] };

/** A tenth of a metre: corners that two grids share stay the same number. */
const DIGITS = 1e6;

export const onMap = (point: number[]): Coordinate => fromLonLat(point);

export function offMap(at: Coordinate): Point {
  const [lon, lat] = toLonLat(at) as Point;
  return [Math.round(lon * DIGITS) / DIGITS, Math.round(lat * DIGITS) / DIGITS];
}

export const pointOnMap = (point: Point) => new OlPoint(onMap(point));

export function outlineOnMap(outline: Outline): MultiPolygon {
  return new MultiPolygon(outline.map((polygon) => polygon.map((ring) => ring.map(onMap))));
}

export function outlineOffMap(geometry: Polygon | MultiPolygon): Outline {
  const polygons = geometry instanceof MultiPolygon ? geometry.getCoordinates() : [geometry.getCoordinates()];
  return polygons.map((polygon) => polygon.map((ring) => ring.map(offMap)));
}

export function lineOffMap(geometry: LineString): Point[] {
  return geometry.getCoordinates().map(offMap);
}

export const boxOnMap = (box: Box): Extent => transformExtent(box, "EPSG:4326", "EPSG:3857");
export const boxOffMap = (extent: Extent) => transformExtent(extent, "EPSG:3857", "EPSG:4326") as Box;

/** About so many metres around a point. */
export function around([lon, lat]: Point, metres: number): Box {
  const degrees = metres / 111_000;
  const wide = degrees / Math.cos((lat * Math.PI) / 180);
  return [lon - wide, lat - degrees, lon + wide, lat + degrees];
}

/** What holds all of them; none for none. */
export function boxOf(points: number[][]): Box | null {
  return points.length > 0 ? (boundingExtent(points) as Box) : null;
}
