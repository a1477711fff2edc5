import type { notice as Notice } from "../zh/notice";

export const notice: typeof Notice = {
  kind: { outage: "Water and power", road: "Roads", weather: "Weather", service: "Services", other: "Other" },
  whole: "Everywhere",
  where: (division, until) => `${division}, until ${until}`,
  by: (unit, day) => `${unit}, from ${day}`,
  all: "All notices",
  place: "Place",
  none: "There are no notices now.",
};
