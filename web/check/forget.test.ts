import { beforeEach, expect, test, vi } from "vitest";

import { phone } from "./phone";

const files = new Map<string, unknown>();
vi.mock("idb-keyval", () => ({
  keys: async () => [...files.keys()],
  delMany: async (some: string[]) => some.forEach((key) => files.delete(key)),
  clear: async () => files.clear(),
}));

let here: ReturnType<typeof phone>;
beforeEach(async () => {
  here = phone();
  files.clear();
  const { remember } = await import("../src/portal/recent");
  const { keepBegun } = await import("../src/portal/begun");
  for (const number of ["1", "12"]) {
    remember({ number, code: "C", title: "路灯不亮" });
    keepBegun(number, { act: "supplement", text: "还是不亮", attached: 1, question: "", key: "k", sent: null });
    files.set(`${number}/5`, {});
  }
  here.kept.set("language", "en");
});

test("who forgets a matter forgets what was begun to it, and nothing else", async () => {
  const { forgetMatter } = await import("../src/portal/forget");
  const { recent } = await import("../src/portal/recent");
  const { begunTo } = await import("../src/portal/begun");
  await forgetMatter("1");
  expect(recent.value.map((one) => one.number)).toEqual(["12"]);
  expect(begunTo("1")).toBeNull();
  expect(begunTo("12")?.text).toBe("还是不亮");
  expect([...files.keys()]).toEqual(["12/5"]);
});

test("who forgets all leaves nothing of any matter on this phone", async () => {
  const { forgetAll } = await import("../src/portal/forget");
  await forgetAll();
  expect([...here.kept.values()].join("")).not.toMatch(/亮/);
  expect([...here.kept.keys()].filter((key) => key.startsWith("begun"))).toEqual([]);
  expect(here.kept.get("language")).toBe("en");
  expect(files.size).toBe(0);
});
