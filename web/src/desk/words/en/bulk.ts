import type { bulk as Bulk } from "../zh/bulk";

export const bulk: typeof Bulk = {
  leadHint: "None: each to the office suggested for it",
  evidenceHint: "Each matter gets a copy",
  ownHint: "None: each keeps what was written down for it. Words here replace it in all.",
  someOwnHint: (count) => `${count} of them have words of their own; what is written here replaces them.`,
  reading: "Reading what was written down…",
  mergeInto: "Into which one",
  most: (limit, except) => (except ? `${limit} at most, but for those with a note below.` : `For all that are chosen: ${limit} at most.`),
  otherUnit: (limit) => `This one is counted otherwise, ${limit} at most: ask for it alone`,
  notNow: "You cannot do this to the matter now.",
};
