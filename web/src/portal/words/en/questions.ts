import type { questions as Questions } from "../zh/questions";

export const questions: typeof Questions = {
  hint: "A few words find it. The office that answers for it says so, and until when it holds.",
  find: "What do you want to know?",
  none: "Nothing was found. Say it otherwise, or report it: somebody answers you.",
  empty: "Nothing is published here yet. Call 12345.",
  often: "Asked most",
  source: "Source",
  holds: (day: string) => `valid until ${day}`,
  report: "No answer? Report it",
};
