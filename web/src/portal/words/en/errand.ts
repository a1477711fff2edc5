import type { errand as Errand } from "../zh/errand";

export const errand: typeof Errand = {
  hint: "If you cannot go yourself, call the community, the street office or your grid worker: they come and do it for you, free of charge. You sign an authority; papers are taken against a receipt, and originals come back. No document is photographed.",
  none: "No errands are listed here yet. Call 12345, or ask your grid worker.",
  papers: "Papers",
  noPapers: "none",
  original: "original",
  copy: "copy",
  counters: { community: "done in the community", street: "done at the street or township", county: "done at the county hall" },
};
