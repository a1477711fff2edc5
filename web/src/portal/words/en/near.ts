import type { near as Near } from "../zh/near";

export const near: typeof Near = {
  title: "In hand nearby",
  ask: "Somebody has reported these nearby. If yours is one of them, add your voice: no need to write it again. You get a number and a code, are called back and rate it all the same.",
  join: "Me too",
  other: "None of these: go on",
  joins: (title: string) => `Your voice is added to: ${title}`,
  apart: "Report it apart",
  gone: "That matter has just ended or is not shown any more. All you wrote is kept: check it again and send it as a report of its own.",
  metres: (metres: number) => (metres > 0 ? `about ${metres} m away` : "right here"),
  voices: (count: number) => `${count} ${count === 1 ? "voice" : "voices"}`,
  since: (day: string) => `since ${day}`,
  where: "Where to look",
  look: "Look",
  found: (count: number) => `${count} within 500 m`,
  none: "Nothing that is public is in hand within 500 m.",
};
