import { beforeEach, expect, test, vi } from "vitest";
import { nextTick } from "vue";

import { phone } from "./phone";

vi.mock("idb-keyval", () => ({ set: vi.fn(), del: vi.fn(), delMany: vi.fn(), keys: async () => [], entries: async () => [] }));
vi.mock("../src/portal/upload", () => ({ upload: async () => ({ id: "f1" }) }));

let here: ReturnType<typeof phone>;
beforeEach(() => void (here = phone()));

test("files of a draft that another window has sent are not those of the next one", async () => {
  const { draft } = await import("../src/portal/draft");
  const { draftFiles } = await import("../src/portal/files");
  await draftFiles.choose([new File(["…"], "a.mp3", { type: "audio/mpeg" })]);
  await nextTick();
  expect(draft.attached).toBe(1);
  // The other window has sent it, and begun another with two files of its own.
  here.elsewhere("draft", { ...draft, files: "another", attached: 2 });
  await nextTick();
  expect(draftFiles.chosen).toEqual([]);
  expect(draft.attached).toBe(2);
  expect(JSON.parse(here.kept.get("draft")!)).toMatchObject({ files: "another", attached: 2 });
});

test("that a draft is gone is told until another is begun", async () => {
  const { draft, isGone } = await import("../src/portal/draft");
  draft.text = "井盖响";
  await nextTick();
  here.elsewhere("draft", { ...draft, text: "" });
  await nextTick();
  expect(isGone.value).toBe(true);
  draft.text = "路灯不亮";
  await nextTick();
  draft.text = "";
  await nextTick();
  expect(isGone.value).toBe(false);
});
