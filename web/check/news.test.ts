import { expect, test } from "vitest";

import { stepsSince } from "../src/portal/pages/matter/news";

const step = (kind: string, minute: number) => ({ kind, at: `2026-11-20T04:${String(minute).padStart(2, "0")}:00Z` });

test("a step is new by when it was done and what it is, wherever it stands in the list", () => {
  const before = [step("reported", 0), step("accepted", 5), step("submitted", 30)];
  // What was entered late stands where it happened.
  const after = [step("reported", 0), step("joined", 3), step("accepted", 5), step("submitted", 30)];
  expect(stepsSince(before, after)).toEqual(["joined"]);
  // One that is not shown any more makes none of the others new.
  expect(stepsSince(before, [step("reported", 0), step("accepted", 5)])).toEqual([]);
  expect(stepsSince(before, [step("reported", 0), step("accepted", 5), step("reworked", 40)])).toEqual(["reworked"]);
  expect(stepsSince(before, [...before, step("submitted", 50)])).toEqual(["submitted"]);
});
