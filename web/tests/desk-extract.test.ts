import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { looksGood } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const download = page.waitForEvent("download");
  await click();
  return readFileSync(await (await download).path(), "utf8");
}

test("names and telephones leave by two", async () => {
  const office = officeOf(set.house);
  const { number } = await office.report("东门路灯不亮");
  await office.assign(number);

  const clerk = await set.at("zhujian.clerk1", "/extracts");
  await clerk.page.getByText("还没有申请过").waitFor();
  await looksGood(clerk.page);
  await clerk.page.goto(`${set.house.url}/desk/queues/in_hand?kind=request`);
  await button(clerk.page, "导出").click();
  await dialog(clerk.page).getByLabel("CSV").check();
  await dialog(clerk.page).getByLabel("带上姓名和电话").check();
  await looksGood(clerk.page);
  await dialog(clerk.page).getByLabel(/^用来做什么/).fill("停电通知");
  await button(clerk.page, "提交申请").click();
  await clerk.page.getByText("办理中，求助").waitFor();
  await clerk.page.getByText("用途：停电通知").waitFor();
  expect(await button(clerk.page, "下载").count()).toBe(0);

  const head = await set.at("zhujian.head1", "/matters");
  await head.page.getByRole("link", { name: /^导出申请 1$/ }).click();
  await looksGood(head.page);
  await button(head.page, /^审批.+的申请$/).click();
  await dialog(head.page).getByText(/三天内可下载/).waitFor();
  await button(head.page, "确定").click();
  await dialog(head.page).getByText("请选择批准或不批准").waitFor();
  await dialog(head.page).getByLabel("批准", { exact: true }).check();
  await dialog(head.page).getByLabel("理由").fill("仅用于通知");
  await looksGood(head.page);
  await button(head.page, "确定").click();
  await head.page.getByText("没有等待审批的导出申请").waitFor();

  await clerk.page.reload();
  await clerk.page.getByText(/审批：仅用于通知/).waitFor();
  await looksGood(clerk.page);
  const table = await saved(clerk.page, () => button(clerk.page, "下载").click());
  const row = table.split("\n").find((line) => line.startsWith(number));
  expect(row).toContain("王女士");
  expect(row).toContain("zhujian.clerk1");
  expect([...clerk.complaints, ...head.complaints]).toEqual([]);
});
