import type { mine as Mine } from "../zh/mine";

export const mine: typeof Mine = {
  passing: "What was found is not remembered: it is gone once the page is closed.",
  hint: "Kept on this phone only. Who uses this phone sees them, too.",
  none: "This phone remembers no report.",
  asked: "The office asks you a question",
};
