import { beforeEach, expect, test } from "vitest";
import { effectScope, nextTick, reactive } from "vue";

import type { Schema } from "../src/api/client";
import { phone } from "./phone";

let here: ReturnType<typeof phone>;
beforeEach(() => void (here = phone()));

const question = (id: string) => ({ id, text: "几号楼？", at: "2026-11-20T04:00:00Z" });

/** The page of matter 7, as it is opened; `attached` files are chosen on it. */
async function opened(keeps = true, shown: object = {}) {
  const { useMessage } = await import("../src/portal/pages/matter/message");
  const page = reactive({ matter: { number: "7", ending: null, question: null, ...shown } as unknown as Schema["Followed"], attached: 0 });
  const scope = effectScope();
  const said = scope.run(() => useMessage(() => page.matter, () => page.attached, keeps))!;
  return { page, ...said, close: () => scope.stop() };
}

const slot = () => JSON.parse(here.kept.get("begun/7") ?? "null") as { act: string; text: string; key: string } | null;

test("folding and another act lose no text; putting it away does", async () => {
  const { message, isOpen, begin, drop } = await opened();
  begin("supplement");
  message.text = "昨晚也不亮";
  begin("supplement");
  expect(isOpen.value).toBe(false);
  await nextTick();
  expect(slot()?.text).toBe("昨晚也不亮");
  begin("urge");
  expect([isOpen.value, message.act, message.text]).toEqual([true, "urge", "昨晚也不亮"]);
  drop();
  await nextTick();
  expect([isOpen.value, message.text, slot()]).toEqual([false, "", null]);
});

test("what was begun is there when the page is opened again, and an empty form is not", async () => {
  const first = await opened();
  first.begin("supplement");
  await nextTick();
  expect(slot()).toBeNull();
  first.page.attached = 1;
  await nextTick();
  first.close();
  const second = await opened();
  expect([second.isOpen.value, second.message.act]).toEqual([true, "supplement"]);
  second.drop();
  second.close();
  expect((await opened()).isOpen.value).toBe(false);
});

test("on somebody else's phone nothing is kept", async () => {
  const { message, begin } = await opened(false);
  begin("supplement");
  message.text = "昨晚也不亮";
  await nextTick();
  expect([...here.kept.keys()]).toEqual([]);
});

test("what cannot be done any more leaves its text to read", async () => {
  const { page, message, begin, isStale, drop } = await opened();
  begin("urge");
  message.text = "快一点";
  page.matter.ending = "verified";
  expect([isStale.value, message.text]).toEqual([true, "快一点"]);
  drop();
  expect(isStale.value).toBe(false);
});

test("an answer goes to the question that stands there", async () => {
  const first = await opened(true, { question: question("q1") });
  first.begin("reply");
  first.message.text = "3 号楼";
  await nextTick();
  first.close();
  const { message, isAnother, page } = await opened(true, { question: question("q2") });
  expect([message.question, message.text, isAnother.value]).toEqual(["q2", "3 号楼", true]);
  expect(message.key).not.toBe(first.message.key);
  page.matter.question = null;
  await nextTick();
  page.matter.question = question("q3") as Schema["Followed"]["question"];
  await nextTick();
  expect(message.question).toBe("q3");
});

test("what was sent and not answered is the very same when it is sent again", async () => {
  const first = await opened();
  first.begin("supplement");
  first.message.text = " 昨晚也不亮 ";
  first.message.sent = { text: "昨晚也不亮", files: ["f1"] };
  await nextTick();
  first.close();
  const { message, begin, release } = await opened();
  expect([message.sent, message.key]).toEqual([{ text: "昨晚也不亮", files: ["f1"] }, first.message.key]);
  begin("urge");
  expect(message.act).toBe("supplement");
  release();
  expect(message.sent).toBeNull();
  expect(message.key).not.toBe(first.message.key);
});

test("another window has sent it, or goes on with it", async () => {
  const { message, begin, isGone } = await opened();
  begin("supplement");
  message.text = "昨晚也不亮";
  await nextTick();
  here.elsewhere("begun/7", { ...message, text: "昨晚也不亮，今晚也是" });
  expect([message.text, isGone.value]).toEqual(["昨晚也不亮，今晚也是", false]);
  here.elsewhere("begun/8", null);
  expect(isGone.value).toBe(false);
  here.elsewhere("begun/7", null);
  expect([message.text, isGone.value]).toEqual(["", true]);
  await nextTick();
  expect(slot()).toBeNull();
});
