import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";
import { rowsOf, sheetOf } from "./workbook";

const set = scene();

const region = (page: Page, name: string | RegExp) => page.getByRole("region", { name });

async function saved(page: Page, click: () => Promise<void>) {
  const download = page.waitForEvent("download");
  await click();
  const file = await download;
  return { name: file.suggestedFilename(), book: readFileSync(await file.path()) };
}

test("the evening's sheet: made from a shipped form, changed, filled, marked as sent", async () => {
  const office = officeOf(set.house);
  const number = await office.give("东门路灯不亮", "zhujian");

  // Last week's ledger of the demo is owed already.
  const { page: desk, complaints } = await set.at("dispatch1", "/", DESK);
  await desk.getByRole("link", { name: "报送表" }).click();
  await region(desk, /^待报送/).getByText("12345办件台账").first().waitFor();
  await looksGood(desk);

  // A new one begins with the form that comes with the house.
  await button(desk, "新建报送表").click();
  await dialog(desk).getByRole("radio", { name: /^12345办件台账：/ }).check();
  await looksGood(desk);
  await button(desk, "开始").click();
  await desk.getByLabel("表名", { exact: true }).fill("每晚报区里");
  await desk.getByRole("radio", { name: "日报" }).check();
  await desk.getByLabel("什么时候报").selectOption({ label: "期末当天" });
  await desk.getByLabel("第 2 栏的栏名").fill("市热线工单号");
  // The title goes up by the keyboard, the number up by a button; the cursor goes along.
  await desk.getByLabel("第 7 栏的栏名").press("Alt+ArrowUp");
  await desk.getByLabel("第 6 栏的栏名").and(desk.locator(":focus")).waitFor();
  expect(await desk.getByLabel("第 6 栏的栏名").inputValue()).toBe("标题");
  await button(desk, "第 3 栏左移").click();
  expect(await desk.getByLabel("第 2 栏的栏名").inputValue()).toBe("本单位编号");
  const preview = desk.getByRole("region", { name: "预览" }).last();
  await preview.getByRole("cell", { name: "东门路灯不亮" }).waitFor();
  await preview.getByRole("columnheader", { name: "市热线工单号" }).waitFor();
  await looksGood(desk);

  // A head row that covers too little is told where it stands.
  await desk.getByLabel("第 1 行第 1 组占几栏").fill("2");
  await desk.getByText("占了 15 栏，一共 16 栏").waitFor();
  await button(desk, "保存").click();
  await desk.getByText(/表头行盖住的列数与实际列数不一致/).first().waitFor();
  await looksGood(desk);
  await desk.getByLabel("第 1 行第 1 组占几栏").fill("3");
  await button(desk, "保存").click();
  await desk.getByRole("heading", { name: "每晚报区里" }).waitFor();
  await desk.getByRole("region", { name: "预览" }).last().getByRole("cell", { name: number }).waitFor();
  await looksGood(desk);

  // It is owed today: one click fills it.
  await desk.goto(`${set.house.url}/desk/forms`);
  const owed = region(desk, /^待报送/).getByRole("listitem").filter({ hasText: "每晚报区里" });
  const { name, book } = await saved(desk, () => owed.getByRole("button", { name: /^填表/ }).click());
  expect(name).toMatch(/^每晚报区里 .*\.xlsx$/);
  const rows = rowsOf(book);
  expect(rows[0]![0]).toMatch(/^青禾县接诉即办指挥中心12345办件台账（\d+年\d+月\d+日）$/);
  expect(rows[1]!.slice(0, 4)).toEqual(["序号", "本单位编号", "市热线工单号", "诉求"]);
  expect(rows[2]!.slice(3, 7)).toEqual(["收到时间", "诉求类型", "标题", "一级分类"]);
  const row = rows.find((cells) => cells.includes(number))!;
  expect(row).toContain("东门路灯不亮");
  const sheet = sheetOf(book);
  expect(sheet).toContain('<mergeCell ref="A1:P1"/>');
  expect(sheet).toContain('<mergeCell ref="D2:H2"/>');
  expect(sheet).not.toContain("13900000041");
  expect(rows[rows.length - 1]![0]).toMatch(/^填表人：/);
  await owed.getByText(/填表，\d+ 行/).waitFor();

  // A superior's codes: what has none is told before anything goes out.
  await owed.getByRole("link").click();
  await desk.getByRole("link", { name: "修改" }).click();
  const kind = desk.getByRole("listitem").filter({ has: desk.locator('input[aria-label="第 5 栏的栏名"]') });
  await kind.getByText("代码对照").click();
  await desk.getByLabel("第 5 栏的代码对照").fill("咨询=02");
  await looksGood(desk);
  await button(desk, "保存").click();
  await button(desk, "填表").first().waitFor();
  await desk.getByRole("radio", { name: /^本期/ }).check();
  await region(desk, "填表").getByRole("button", { name: "填表" }).click();
  const told = desk.getByRole("alert").filter({ hasText: "这些值在代码对照里没有" });
  await told.getByText(/诉求类型：求助/).waitFor();
  await looksGood(desk);
  const anyway = await saved(desk, () => told.getByRole("button", { name: "照填" }).click());
  expect(rowsOf(anyway.book).find((cells) => cells.includes(number))).toContain("求助");

  // On the phone, intake marks it as sent; it was not after all, and then it was.
  const { page: phone } = await set.at("intake1", "/forms", PHONE);
  const here = region(phone, /^待报送/).getByRole("listitem").filter({ hasText: "每晚报区里" });
  await looksGood(phone, PHONE);
  await here.getByRole("button", { name: /^登记已报送/ }).click();
  await here.waitFor({ state: "detached" });
  await button(phone, "撤销").click();
  await here.waitFor();
  await here.getByRole("button", { name: /^登记已报送/ }).click();
  await here.waitFor({ state: "detached" });
  await phone.getByRole("link", { name: "每晚报区里" }).click();
  await region(phone, "各期").getByText(/登记已报送/).waitFor();
  await region(phone, "各期").getByText("按时报送").waitFor();
  await looksGood(phone, PHONE);
  expect(await phone.getByRole("link", { name: "修改" }).count()).toBe(0);

  // It goes, with what was marked of it.
  desk.on("dialog", (asks) => void asks.accept());
  await button(desk, "删除").click();
  await desk.getByRole("heading", { name: "报送表", exact: true }).waitFor();
  await expect.poll(() => desk.getByText("每晚报区里").count()).toBe(0);
  expect(complaints).toEqual([]);
}, 180_000);
