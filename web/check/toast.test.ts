import { beforeEach, expect, test, vi } from "vitest";

import * as session from "../src/desk/session";
import { hush, leave, onPage, say, toast } from "../src/desk/toast";

vi.mock("../src/api/client", async (original) => ({
  ...(await original<object>()),
  answer: async () => undefined,
  api: { use: () => undefined, DELETE: () => undefined },
}));

beforeEach(() => {
  for (const store of ["localStorage", "sessionStorage"]) vi.stubGlobal(store, { removeItem: () => undefined });
  vi.stubGlobal("window", { setTimeout: () => 0 });
  hush();
});

const about = { number: "990101202611270001", title: "路灯不亮" };
const page = `/matters/${about.number}`;

test("what was done to a matter goes when its page is left, unless sending led on", () => {
  say("已完成", { about });
  leave(page);
  expect(toast.value).toBeNull();
  say("已完成", { about, goesOn: true });
  leave(page);
  expect(toast.value?.text).toBe("已完成");
  leave("/matters/the-next");
  expect(toast.value).toBeNull();
});

test("an answer that comes after its matter was left is not said beside the next", () => {
  const since = onPage();
  leave(page);
  say("已完成", { about, since });
  expect(toast.value).toBeNull();
  say("已完成", { about, since, goesOn: true });
  expect(toast.value?.text).toBe("已完成");
  hush();
  leave("/matters/the-next");
  say("已完成", { about, since, goesOn: true });
  expect(toast.value).toBeNull();
});

test("what is said of no matter stays", () => {
  say("已导出");
  leave("/matters");
  expect(toast.value?.text).toBe("已导出");
});

test("who signs out leaves nothing to undo for the next person", async () => {
  say("已完成", { about });
  await session.signOut();
  expect(toast.value).toBeNull();
});
