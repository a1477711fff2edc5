import type { print as Print } from "../zh/print";

export const print: typeof Print = {
  go: "Print",
  order: "Order",
  answer: "Answer",
  opinion: "Opinion",
  clock: "Step",
  limit: "Limit",
  signIn: "Signed in by",
  handled: "What was done",
  signOff: "Signed off by",
  dear: "Dear reporter,",
  about: (day, title) => `On ${day} you reported “${title}”. This is the result:`,
  further: "If anything is still wrong, add to it or rate it by number and code, or call 12345.",
};
