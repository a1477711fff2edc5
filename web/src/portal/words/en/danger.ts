import type { danger as Danger } from "../zh/danger";

export const danger: typeof Danger = {
  title: "In danger, telephone first",
  police: "Police",
  fire: "Fire",
  medical: "Ambulance",
  hotline: "Not urgent",
};
