import type { bulk as Bulk } from "../zh/bulk";

export const bulk: typeof Bulk = {
  title: (what, selected) => `${what} (${selected})`,
  done: (what, doing) => `${what}: ${doing}`,
  leadHint: "None: each to the office suggested for it",
  evidenceHint: "Each matter gets a copy",
  ownHint: "None: each keeps what was written down for it. Words here replace it in all.",
  someOwnHint: (count) => `${count} of them have words of their own; what is written here replaces them.`,
  reading: "Reading what was written down…",
  mergeInto: "Into which one",
  most: (limit, except) => (except ? `At most ${limit} each, except where noted below.` : `At most ${limit} for each of the selected matters.`),
  otherUnit: (limit) => `Its limit is in another unit: at most ${limit}. Ask for it separately.`,
  notNow: "You cannot do this to this matter now.",
};
