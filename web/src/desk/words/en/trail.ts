import type { trail as Trail } from "../zh/trail";

export const trail: typeof Trail = {
  label: (list) => `Matters of “${list}”`,
  back: (list) => `Back to “${list}”`,
  before: "Previous",
  next: "Next",
  nth: "Position",
  sendNext: (verb) => `${verb}, then the next`,
  sendBack: (verb) => `${verb}, then the list`,
  goNext: "Go to the next matter",
  goBack: "Back to the list",
};
