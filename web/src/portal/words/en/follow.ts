import type { follow as Follow } from "../zh/follow";

export const follow: typeof Follow = {
  title: "Follow a report",
  number: "Number",
  code: "Code",
  open: "Open",
  wrong: "Number and code do not belong together: look at both and try again.",
  again: "Enter them again",
  noCode: "No number and code?",
  noCodeHint: "If you telephoned, or lost the number, use the mobile number you left.",
  lost: "Lost the code? Telephone intake: after a few questions staff will tell it again.",
};
