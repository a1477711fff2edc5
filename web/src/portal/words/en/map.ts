import type { map as Map } from "../zh/map";

export const map: typeof Map = {
  open: "Choose on a map",
  close: "Fold the map",
  taken: "The place chosen on the map is used",
  colon: ": ",
  near: (place) => `Near ${place}`,
  outside: "No grid is known here: put the place in words, too",
};
