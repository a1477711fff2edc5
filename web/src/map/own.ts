import Feature from "ol/Feature";
import type OlMap from "ol/Map";
import type { StyleFunction } from "ol/style/Style";

import { readGrids, readPlaces, holds, wider } from "./ground";
import { place, shortName } from "./look";
import { shapes } from "./open";
import { type Box, boxOffMap, outlineOnMap, pointOnMap } from "./shape";

/** Grids and places of our own lists, read for what is looked at. `told` hears whether all of it is drawn. */
export function ownGround(map: OlMap, look: StyleFunction, told: (state: "all" | "more" | "away") => void) {
  const places = shapes(place, 2, true);
  // Their names go before those of places.
  const grids = shapes(look, 3, true);
  map.addLayer(grids);
  map.addLayer(places);
  /** What was asked for last and is, or soon will be, all there. */
  let drawn: Box | null = null;
  let turn = 0;

  async function read() {
    const size = map.getSize();
    if (!map.getView().isDef() || !size || size[0] === 0 || size[1] === 0) return;
    const seen = boxOffMap(map.getView().calculateExtent(size));
    if (drawn && holds(drawn, seen)) return;
    const box = wider(seen);
    drawn = box;
    const mine = ++turn;
    try {
      const [ground, named] = await Promise.all([readGrids(box), readPlaces(box)]);
      if (mine !== turn) return;
      const outlines = ground.grids.map(({ id, name, division, kind, level, outline }) => {
        const feature = new Feature({ geometry: outlineOnMap(outline), kind, level, label: shortName(name, division) });
        feature.setId(id);
        return feature;
      });
      const points = named.places.map(({ name, kind, point }) => new Feature({ geometry: pointOnMap(point as [number, number]), kind, label: name }));
      replace(grids.getSource()!, outlines);
      replace(places.getSource()!, points);
      // Where not all of it came, the next look, nearer, asks again.
      if (ground.more || named.more) drawn = null;
      told(ground.more ? "more" : "all");
    } catch {
      if (mine !== turn) return;
      drawn = null;
      told("away");
    }
  }

  // A first frame, alone, is no move.
  map.once("rendercomplete", () => void read());
  map.on("moveend", () => void read());
  return { grids: grids.getSource()!, read };
}

interface Holder {
  clear(fast?: boolean): void;
  addFeatures(features: Feature[]): void;
}

function replace(source: Holder, features: Feature[]) {
  source.clear(true);
  source.addFeatures(features);
}
