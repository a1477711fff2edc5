import { expect, test } from "vitest";

import { DESK, looksGood, PHONE, window } from "./browser";
import { scene } from "./scene";

const set = scene();

test("the auditor finds who failed to sign in, takes the trail out with a reason, and verifies it", async () => {
  const { page, complaints } = await window(set.browser, DESK);
  await page.goto(`${set.house.url}/desk/`);
  await page.request.post(`${set.house.url}/api/v1/session`, { data: { login: "intake1", password: "not-the-password" } });
  await page.getByLabel("登录名").fill("audit1");
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("link", { name: "审计", exact: true }).click();
  await page.getByText("还没有核验过").waitFor();
  await looksGood(page);

  // What is wrong is said beside its field, and what was typed stays.
  await page.getByLabel("账号（登录名）").fill("nobody-here");
  await page.getByRole("button", { name: "查询" }).click();
  await page.getByRole("alert").waitFor();
  expect(await page.getByLabel("账号（登录名）").inputValue()).toBe("nobody-here");
  await page.getByLabel("账号（登录名）").fill("intake1");
  await page.getByRole("button", { name: "查询" }).click();
  await page.getByText("未成功").waitFor();
  await page.getByText("详情").click();
  await page.getByText("受理", { exact: true }).waitFor();
  await looksGood(page);

  await page.getByRole("button", { name: "导出" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("导出理由").fill("年");
  await dialog.getByRole("button", { name: "导出" }).click();
  await dialog.getByRole("alert").waitFor();
  await looksGood(page);
  await dialog.getByLabel("导出理由").fill("年度合规审计");
  const file = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "导出" }).click();
  expect((await file).suggestedFilename()).toBe("trail.xlsx");
  await page.getByRole("button", { name: "清空" }).click();
  await page.getByText("年度合规审计").waitFor();

  await page.getByRole("button", { name: "立即核验" }).click();
  await page.getByText(/条留痕逐条核对，完整/).waitFor();
  await page.getByRole("button", { name: "事项办理" }).click();
  await page.getByText("第 1 步").first().waitFor();
  await page.setViewportSize(PHONE);
  await looksGood(page);
  expect(complaints).toEqual([]);
});
