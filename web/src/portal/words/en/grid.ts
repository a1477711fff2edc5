import type { grid as Grid } from "../zh/grid";

export const grid: typeof Grid = {
  title: "My grid worker",
  where: "Where you are, or live",
  ask: "Find",
  unknown: "This place was not found",
  call: (phone: string) => `Call ${phone}`,
  hotline: "Try the name of a quarter or road, or telephone 12345.",
};
