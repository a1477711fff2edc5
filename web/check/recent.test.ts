import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) });
  vi.stubGlobal("addEventListener", vi.fn());
  vi.resetModules();
});

const at = (day: string, serial: number) => ({ number: `990101${day.replace(/-/g, "")}${serial}`, code: "C", title: day, at: `${day}T04:00:00Z` });

test("what was found by telephone stands among what was sent from here, the latest first", async () => {
  const { recent, remember, rememberFound, showOnly } = await import("../src/portal/recent");
  const titles = () => recent.value.map((one) => one.title);
  remember(at("2026-11-20", 1));
  rememberFound([at("2026-11-25", 2), at("2026-08-01", 3)]);
  expect(titles()).toEqual(["2026-11-25", "2026-11-20", "2026-08-01"]);
  // Found later, older ones do not come first.
  rememberFound([at("2026-06-30", 4)]);
  expect(titles()).toEqual(["2026-11-25", "2026-11-20", "2026-08-01", "2026-06-30"]);
  showOnly([at("2026-09-09", 5)]);
  expect(titles()).toEqual(["2026-11-25", "2026-11-20", "2026-09-09", "2026-08-01", "2026-06-30"]);
});

test("what was kept without its time has the day in its number", async () => {
  const { recent, remember, rememberFound } = await import("../src/portal/recent");
  remember({ number: "99010120261110000012", code: "C", title: "kept before" });
  rememberFound([at("2026-11-25", 2), at("2026-08-01", 3)]);
  expect(recent.value.map((one) => one.title)).toEqual(["2026-11-25", "kept before", "2026-08-01"]);
});

test("of those found by telephone, what was found before gives way", async () => {
  const { recent, remember, rememberFound } = await import("../src/portal/recent");
  remember(at("2026-01-01", 0));
  const found = (month: string) => Array.from({ length: 28 }, (_, day) => at(`2026-${month}-${String(28 - day).padStart(2, "0")}`, day));
  rememberFound(found("05"));
  rememberFound(found("03"));
  const titles = recent.value.map((one) => one.title);
  expect(titles).toHaveLength(51);
  expect([titles[0], titles[21], titles[22], titles[49], titles[50]]).toEqual(["2026-05-28", "2026-05-07", "2026-03-28", "2026-03-01", "2026-01-01"]);
});
