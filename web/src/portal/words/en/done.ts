import type { done as Done } from "../zh/done";

export const done: typeof Done = {
  title: "It has arrived",
  number: "Number",
  code: "Code",
  keep: "Keep number and code: on another phone you need both to follow, add and rate.",
  save: "Save the picture",
  picture: "Number, code and QR code: press for a while to save it",
  next: "What comes next",
  after: "After you have sent it",
  accept: "Staff see whether it belongs here. Once it is accepted you read who handles it and by when.",
  acceptIn: (limit) => `Usually accepted within ${limit}.`,
  answerIn: { usual: (limit) => `Usually answered within ${limit} of that.`, byList: (limit) => `By the responsibility list, answered within ${limit} of that.` },
  answerInAll: { usual: (limit) => `Usually answered within ${limit}.`, byList: (limit) => `By the responsibility list, answered within ${limit}.` },
  handle: "The office handles it; each step is told where you follow it. ",
  confidential: "It does not see your name and number; intake contacts you instead.",
  ask: "When it is done, somebody outside that office calls your number and asks whether it is solved; then you are asked to rate it.",
  askBehalf: "You report for somebody else: the callback comes to your number, and you are asked to rate it.",
  askNobody: "You left no number: when it is done, somebody outside that office looks at it. With number and code you read the result and rate it.",
  reopen: "If it is not solved, say so in the rating: within its window the matter is handled again.",
  print: "Print",
  look: "Follow it",
};
