import { expect, test, vi } from "vitest";

import type { Schema } from "../src/api/client";

vi.stubGlobal("localStorage", { getItem: () => "zh", setItem: vi.fn() });

const { since } = await import("../src/portal/clock");
const { lampOf } = await import("../src/portal/lamp");

/** Said on the 20th and ended so, or still in hand, two days later. */
const matter = (ending: Schema["EndingKind"] | null) =>
  ({ ending, steps: [{ kind: "reported", at: "2026-11-20T04:00:00Z" }, { kind: "ended", at: "2026-11-22T04:00:00Z" }] }) as Schema["Followed"];
const now = new Date("2026-11-29T04:00:00Z");

test.each(["verified", "answered_at_once", "self_settled", "explained", "unreachable", "not_needed"] as const)("%s is told as done", (ending) => {
  expect(since(matter(ending), now)).toBe("2026年11月22日办结，用了 2 天");
  expect(lampOf(matter(ending), now)).toBe("done");
});

test.each(["exit", "terminated", "withdrawn", "merged", "split", "handed_over", "quarantined"] as const)("%s has ended and is not told as done", (ending) => {
  expect(since(matter(ending), now)).toBe("2026年11月22日结束，用了 2 天");
  expect(lampOf(matter(ending), now)).toBe("ended");
});

test("what is in hand is told by how long that has been", () => {
  expect(since(matter(null), now)).toBe("反映至今 9 天");
});
