import type { bulk as Bulk } from "../zh/bulk";

export const bulk: typeof Bulk = {
  leadHint: "None: each to the office suggested for it",
  evidenceHint: "Each matter gets a copy",
  mergeInto: "Into which one",
  notNow: "You cannot do this to the matter now.",
};
