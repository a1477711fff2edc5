import type { board as Board } from "../zh/board";

export const board: typeof Board = {
  hint: "Matters of public space that have ended, in the words of staff: nothing a resident wrote, no names, no doors.",
  category: "Category",
  all: "Every category",
  division: "Where",
  everywhere: "Everywhere",
  more: "More",
  none: "Nothing was made public yet.",
  noneSo: "Nothing public here: try another category or place.",
  withdrawn: "Withdrawn by who reported it",
  dates: (received: string, ended: string) => `Reported on ${received}, ended on ${ended}`,
};
