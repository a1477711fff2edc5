import type { staffing as Staffing } from "../zh/staffing";
import { plural } from "./plural";

export const staffing: typeof Staffing = {
  title: "Staffing of grids",
  about: "Posts are counted grid by grid against the template of the area: who is there, how many are missing or too many. Posts and the grids they work in are granted with the accounts, or come with a list of them.",
  area: "Area",
  template: "Template",
  chosen: (name: string) => `The area follows ${name} now`,
  division: "Division and below",
  gapsOnly: "Only grids that are not right",
  sum: (all: number, gaps: number) => (gaps === 0 ? `${plural(all, "grid")}, all of them staffed` : `${plural(all, "grid")}, ${gaps} not as they should be`),
  none: "There is no grid here",
  households: (count: number) => plural(count, "household"),
  missing: (count: number) => `${count} missing`,
  over: (count: number) => `${count} too many`,
  right: "right",
  export: "Export",
  column: { division: "Division", grid: "Grid", code: "Code", households: "Households", found: (need: string) => `${need}: there`, missing: (need: string) => `${need}: missing`, over: (need: string) => `${need}: too many` },
};
