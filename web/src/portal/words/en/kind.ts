import type { kind as Kind } from "../zh/kind";

export const kind: typeof Kind = {
  title: "It is",
  request: "a request for help",
  complaint: "a complaint",
  consultation: "a question",
  suggestion: "a suggestion",
  wrongdoing_report: "a report of wrongdoing",
  thanks: "thanks",
};
