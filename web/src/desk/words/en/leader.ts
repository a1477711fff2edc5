import type { leader as Leader } from "../zh/leader";

export const leader: typeof Leader = {
  title: "Leader's desk",
  week: "This week",
  since: (day: string) => `since ${day}`,
  figure: {
    received: "Received",
    ended: "Ended",
    overdue: "Ended late",
    reopened: "Reopened",
    onTime: "On time",
    solved: "Solved",
    satisfied: "Satisfied",
  },
  cameBack: (reopened: number, reworked: number) => `This week: reopened ${reopened}, done again ${reworked}`,
  times: (reopened: number, reworked: number) => [reopened > 0 ? `reopened ${reopened}` : "", reworked > 0 ? `done again ${reworked}` : ""].filter(Boolean).join(", "),
  overdue: "Overdue and open",
  noneOverdue: "Nothing is overdue.",
  nobody: "Not assigned",
  longest: (time: string) => `longest: ${time}`,
  partly: (most: number) => `Counted among the ${most} due earliest.`,
  all: (count: number, more: boolean) => `Show all ${count}${more ? "+" : ""}`,
  none: {
    to_approve: "No suspension waits for your approval.",
    to_arbitrate: "No return waits for your ruling.",
    to_report_back: "Every instruction was answered.",
  },
  settle: "Settle",
  instruct: "Instruct",
  instructUnit: (unit: string) => `Instruct ${unit}:`,
  own: "In own words…",
  decide: (request: string, unit: string) => `Decide ${request.toLowerCase()} asked by ${unit}`,
};
