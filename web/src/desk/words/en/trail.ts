import type { trail as Trail } from "../zh/trail";

export const trail: typeof Trail = {
  label: (list) => `Matters of “${list}”`,
  back: (list) => `Back to “${list}”`,
  before: "Previous",
  next: "Next",
  nth: "Position",
  sendNext: (verb) => `${verb}, then the next`,
  sendBack: (verb) => `${verb}, then the list`,
  goNext: "On to the next",
  goBack: "Back to the list",
};
