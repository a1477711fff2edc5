import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { looksGood } from "./browser";
import { officeOf } from "./office";
import { button, dialog, paste, scene } from "./scene";

const set = scene();

const count = (page: Page, text: string) => page.getByRole("listitem").filter({ hasText: new RegExp(`^\\s*${text}\\s*$`) });

/** A day so many days from now, on the clock of the house. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

const HEADER = "工单编号,受理时间,处置截止,工单状态,诉求内容,补充内容,事发地址,来电人,联系电话,是否保密,备用";
const LAMP = `GD-1,${day(-1)} 08:10,${day(9)},待签收,和美小区西门路灯不亮,,和美小区西门,王芳,13900000021,否,x`;
const WATER = `GD-2,${day(-1)} 09:05,,待签收,三号楼漏水,,,李**,139****0022,要求保密,x`;
const BAD = "GD-3,2026-13-01,,,井盖响,,,,,,";

/** A sheet as it is given out: a title above, a sum below. */
const sheet = (rows: string[], header = HEADER) => ({
  name: "今日工单.csv",
  mimeType: "text/csv",
  buffer: Buffer.from(`市12345交办单,,,,,,,,,,\n${header}\n${rows.join("\n")}\n合计,,,,,,,,,,\n`),
});

async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent("download");
  await click();
  return readFileSync(await (await download).path(), "utf8");
}

test("a morning of orders from above: taken in once, changed, answered and entered there", async () => {
  const office = officeOf(set.house);
  const { page, context, complaints } = await set.at("dispatch1", "/matters");
  const choose = (rows: string[]) => page.getByLabel("选择工单表").setInputFiles(sheet(rows));

  // The platform, with one column of its own naming and a sheet that goes back.
  await page.getByRole("link", { name: "上级工单", exact: true }).click();
  await page.getByText("还没有设置上级平台").waitFor();
  await looksGood(page);
  await button(page, "添加平台").click();
  await dialog(page).getByLabel("名称", { exact: true }).fill("市12345");
  await dialog(page).getByLabel("截止时间", { exact: true }).fill("处置截止");
  await button(page, "加一列").click();
  await dialog(page).getByLabel("第 1 列填什么").selectOption("办理结果");
  expect(await dialog(page).getByLabel("第 1 列的表头").inputValue()).toBe("办理结果");
  await button(page, "保存").click();
  await dialog(page).getByRole("alert").getByText("须有一列填").waitFor();
  await looksGood(page);
  await button(page, "加一列").click();
  await dialog(page).getByLabel("第 2 列填什么").selectOption("上级工单编号");
  await dialog(page).getByLabel("第 2 列的表头").fill("工单编号");
  await button(page, "第 2 列上移").click();
  expect(await dialog(page).getByLabel("第 1 列的表头").inputValue()).toBe("工单编号");
  await button(page, "保存").click();
  await page.getByText("没有待回填的答复").waitFor();
  expect(new URL(page.url()).searchParams.get("source")).toBe("市12345");
  await looksGood(page);

  // It is compared, and nothing is taken in yet.
  await choose([LAMP, WATER, BAD]);
  await page.getByText("比对完成：新增 2 条，有变化 0 条，尚未导入。").waitFor();
  await count(page, "新增 2").waitFor();
  await count(page, "不能导入的行 1").waitFor();
  await page.getByRole("cell", { name: "2026-13-01" }).waitFor();
  await page.getByText("电话不完整或认不出，没有登记电话（1 行）").waitFor();
  await page.getByText("列的对应").click();
  await page.getByText("处置截止", { exact: true }).waitFor();
  await looksGood(page);
  await expect.poll(() => page.getByRole("link", { name: "和美小区西门路灯不亮" }).count()).toBe(0);
  await button(page, "导入 2 条").click();
  await page.getByText("已导入：新增 2 条，更新 0 条。").waitFor();
  await looksGood(page);

  // One is opened; whoever comes back finds the sheet as it was left.
  await page.getByRole("link", { name: "和美小区西门路灯不亮" }).click();
  const facts = page.getByRole("region", { name: "基本情况" });
  await facts.getByText("市12345 GD-1").waitFor();
  await facts.getByText("待签收", { exact: true }).waitFor();
  const number = /\/matters\/(\w+)/.exec(page.url())![1]!;
  await page.goBack();
  await page.getByText("已导入：新增 2 条，更新 0 条。").waitFor();

  // What was copied out of the platform's page is one of them, and another.
  await page.getByLabel("或者粘贴工单").focus();
  await paste(page, `工单编号：GD-2\n诉求内容：三号楼漏水\n\n工单编号：GD-11\n处置截止：${day(9)}\n诉求人：李强  联系电话：13900000029\n诉求内容：青枫名邸门口\n垃圾没人清`);
  await page.getByText("比对完成：新增 1 条，有变化 0 条，尚未导入。").waitFor();
  await looksGood(page);
  await button(page, "导入 1 条").click();
  await page.getByText("已导入：新增 1 条，更新 0 条。").waitFor();

  // More than is taken at once is said, and not compared by itself.
  await page.getByLabel("或者粘贴工单").fill("");
  await paste(page, `工单编号：GD-12\n诉求内容：${"水".repeat(200_000)}`);
  await page.getByText("一次最多粘贴 20 万字").waitFor();
  expect((await page.getByLabel("或者粘贴工单").inputValue()).length).toBe(200_000);
  expect(await page.getByText(/^比对完成/).count()).toBe(0);

  // The same sheet again, and then a changed one.
  await choose([LAMP, WATER]);
  await page.getByText("没有新内容：表里的工单都已登记，与表中一致。").waitFor();
  expect(await button(page, /^导入 /).count()).toBe(0);
  const urged = LAMP.replace("待签收", "已督办").replace(day(9), day(20)).replace("不亮,,", "不亮,来电人催办：晚上摔了人,");
  await choose([urged, WATER]);
  await page.getByText("比对完成：新增 0 条，有变化 1 条，尚未导入。").waitFor();
  await page.getByText("待签收 → 已督办").waitFor();
  await page.getByText("来电人催办：晚上摔了人").waitFor();
  await looksGood(page);
  await button(page, "导入 1 条").click();
  await page.getByText("已导入：新增 0 条，更新 1 条。").waitFor();
  await page.getByRole("link", { name: "和美小区西门路灯不亮" }).click();
  await facts.getByText("已督办", { exact: true }).waitFor();
  const timeline = page.getByRole("region", { name: "办理过程" });
  await timeline.getByText("上级动态").waitFor();
  await timeline.getByText("已督办", { exact: true }).waitFor();
  await timeline.getByText("来电人催办：晚上摔了人").waitFor();

  // What is heard by telephone is written down by hand.
  await page.getByText(/^更多操作/).click();
  await button(page, "登记上级动态").click();
  await dialog(page).getByText("原来登记的是“已督办”").waitFor();
  await dialog(page).getByLabel(/^上级平台上的状态/).fill("督办中");
  await looksGood(page);
  await dialog(page).getByRole("button", { name: "登记上级动态" }).click();
  await facts.getByText("督办中", { exact: true }).waitFor();

  // The office answers, the street reviews: the answer is owed above, and goes there.
  await office.assign(number);
  await office.submit(number, "路灯已修复", await page.screenshot({ type: "jpeg" }));
  await page.goto(`${set.house.url}/desk/upstream?source=${encodeURIComponent("市12345")}`);
  const replies = page.getByRole("region", { name: /^待回填/ });
  await replies.getByText("路灯已修复").waitFor();
  await looksGood(page);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(page, "复制 办理结果 GD-1").click();
  await page.getByText("已复制：办理结果 GD-1").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("路灯已修复");
  const table = await saved(page, () => button(page, "导出回填表（CSV）").click());
  expect(table.replace("\ufeff", "").trim().split(/\r?\n/)).toEqual(["工单编号,办理结果", "GD-1,路灯已修复"]);
  await replies.getByLabel("全选").check();
  await button(page, "标为已回填（1）").click();
  await page.getByText("1 条已标为已回填").waitFor();
  await page.getByText("没有待回填的答复").waitFor();
  await looksGood(page);
  await page.goto(`${set.house.url}/desk/matters/${number}`);
  await timeline.getByText("已回填上级平台").waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
}, 120_000);

test("intake takes sheets in and keeps no platform; one is entered by a click, and taken back", async () => {
  const office = officeOf(set.house);
  const { page, complaints } = await set.at("intake1", "/upstream");
  await page.getByLabel("选择工单表").waitFor();
  expect(await button(page, "平台设置").count()).toBe(0);
  await page.getByLabel("选择工单表").setInputFiles(sheet([LAMP], HEADER.replace("处置截止", "期限")));
  await page.getByRole("alert").getByText("处置截止").waitFor();
  await page.getByText("平台和列名由派单人员设置。").waitFor();
  await looksGood(page);

  const order = { source: "市12345", number: "GD-9", due: new Date(Date.now() + 9 * 86_400_000).toISOString() };
  const { number } = await office.intake("上级转来的井盖", "13900000001", { upstream: order });
  await office.assign(number);
  await office.submit(number, "已更换井盖", await page.screenshot({ type: "jpeg" }));
  await page.getByRole("link", { name: "待回填" }).click();
  await looksGood(page);
  await page.getByRole("link", { name: "上级转来的井盖" }).click();
  await button(page, "登记已回填").click();
  await page.getByText("登记已回填：已完成").waitFor();
  await button(page, "撤销").click();
  await button(page, "登记已回填").waitFor();
  await looksGood(page);

  // Who types an order is offered the name under which its sheet comes.
  await page.getByRole("link", { name: "来电登记" }).click();
  await page.getByLabel("上级工单").check();
  const offered = page.locator("#intake-platforms option");
  await offered.waitFor({ state: "attached" });
  expect(await offered.getAttribute("value")).toBe("市12345");
  expect(complaints).toEqual([]);
});
