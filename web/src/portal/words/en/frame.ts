import type { frame as Frame } from "../zh/frame";

export const frame: typeof Frame = {
  name: "Huisheng",
  slogan: "Every matter gets an answer",
  language: "中文",
  large: "Large text",
  largeOff: "Normal text",
  skip: "Skip to the text",
  back: "Back",
  next: "Next",
  optional: "may be left out",
  loading: "Loading…",
  again: "Try again",
  copy: "Copy",
  copied: "Copied",
  unreachable: "The network or the server cannot be reached. What you wrote is kept: try again in a while.",
  refused: (reason: string, remedy: string) => `${reason}: ${remedy}`,
  limit: (amount, unit) => `${amount} ${{ h: "hour", wh: "working hour", wd: "working day", d: "day", mo: "month" }[unit]}${amount === 1 ? "" : "s"}`,
};
