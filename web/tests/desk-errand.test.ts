import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE } from "./browser";
import { button, dialog, scene } from "./scene";

const set = scene();

const region = (page: Page, name: string) => page.getByRole("region", { name });

test("an errand is taken in at the door, the papers go back, and the result is handed in", async () => {
  const { page, context, complaints } = await set.at("c01.grid1", "/grid?part=errand", PHONE);
  await looksGood(page, PHONE);
  await button(page, "高龄津贴申领").click();
  await page.getByText("没有签字的授权委托书，不收材料").waitFor();
  await page.getByLabel("为谁办").fill("王芳");
  await region(page, "代办").getByLabel("联系电话").fill("13900000032");
  await page.getByLabel("居民已在授权委托书上签字").check();
  await page.getByLabel("居民身份证（原件）").check();
  await page.getByLabel("户口簿（复印件）").check();
  await looksGood(page, PHONE);
  await button(page, "登记代办").click();
  const done = page.locator("#errand-done");
  await done.getByText("已登记：代办：高龄津贴申领").waitFor();
  await done.getByRole("link", { name: "打开" }).click();

  // It is the own unit's at once. What is here stands on the page, and keeps the result back.
  const errand = region(page, "帮办代办");
  await errand.getByText("已签字，有效至").waitFor();
  await errand.getByText("居民身份证（原件）").waitFor();
  expect(await errand.getByText("在我处").count()).toBe(2);
  const actions = region(page, "可以办理");
  expect(await actions.getByRole("button", { name: "提交办理结果" }).count()).toBe(0);
  await actions.getByText(/现在不能办理/).click();
  await actions.getByText("诉求人的材料原件尚未退还").waitFor();
  await looksGood(page, PHONE);

  // Printed: what is signed, and the receipt of both sides.
  const sheet = async (name: string) => {
    const opened = context.waitForEvent("page");
    await errand.getByRole("link", { name }).click();
    const paper = await opened;
    await paper.getByRole("heading", { name: name.replace("打印", "") }).first().waitFor();
    await looksGood(paper, PHONE);
    return paper;
  };
  const authority = await sheet("打印授权委托书");
  await authority.getByText("帮办代办不收取任何费用").waitFor();
  expect(await authority.getByText("13900000032").count()).toBe(0);
  const receipt = await sheet("打印材料交接单");
  expect(await receipt.getByRole("table").count()).toBe(2);

  await button(page, "授权委托、材料交接").click();
  await dialog(page).getByRole("group", { name: "原件" }).getByLabel("银行卡").check();
  await looksGood(page, PHONE);
  await dialog(page).getByRole("button", { name: "授权委托、材料交接" }).click();
  await errand.getByText("银行卡（原件）").waitFor();
  await button(page, "退还材料").click();
  await looksGood(page, PHONE);
  await dialog(page).getByRole("button", { name: "退还材料" }).click();
  await expect.poll(() => errand.getByText("已退还").count()).toBe(3);
  await button(page, "提交办理结果").click();
  await dialog(page).getByLabel("办理过程").fill("到街道窗口代办");
  await dialog(page).getByLabel("办理结果").fill("已办好，下月起发放");
  await dialog(page).getByRole("button", { name: "提交办理结果" }).click();
  await page.getByText("待回访").first().waitFor();

  // Found again in the list of the day.
  await page.goto(`${set.house.url}/desk/grid?part=day`);
  const day = region(page, "今日记录");
  await day.getByRole("button", { name: "帮办代办" }).click();
  await day.getByRole("link", { name: "代办：高龄津贴申领" }).first().waitFor();
  await looksGood(page, PHONE);
  await context.close();
  expect(complaints).toEqual([]);
});

test("an errand that could not be sent is kept, and taken in once", async () => {
  const { page, context, complaints } = await set.at("c01.grid1", "/grid?part=errand", PHONE);
  await button(page, "社保待遇资格认证").click();
  await page.getByLabel("为谁办").fill("李强");
  // The answer is lost on the way: it was taken in.
  await page.route("**/api/v1/matters", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await button(page, "登记代办").click();
  await page.getByText("没有网络，或没有等到答复").waitFor();
  await page.unroute("**/api/v1/matters");
  await page.reload();
  await button(page, "重发").click();
  await page.locator("#errand-done").getByText("社保待遇资格认证").waitFor();
  await page.goto(`${set.house.url}/desk/grid?part=day`);
  await button(page, "帮办代办").click();
  await page.getByLabel("找记录").fill("社保待遇资格认证");
  await region(page, "今日记录").getByText("1 条", { exact: true }).waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("the office keeps the items, and residents read those that are public", async () => {
  const { page, context, complaints } = await set.at("s1.dispatch1", "/errands", DESK);
  await looksGood(page, DESK);
  await button(page, "加一项").click();
  await dialog(page).getByLabel("事项名称").fill("公租房申请");
  await dialog(page).getByLabel("要收的原件").fill("居民身份证\n收入证明");
  await dialog(page).getByLabel("要收的复印件").fill("户口簿370213199001011234");
  await looksGood(page, DESK);
  await button(page, "保存").click();
  await dialog(page).getByText("内容不符合要求").waitFor();
  await dialog(page).getByLabel("要收的复印件").fill("户口簿");
  await button(page, "保存").click();
  const one = page.getByRole("listitem").filter({ hasText: "公租房申请" });
  await one.getByText("居民身份证（原件）、收入证明（原件）、户口簿（复印件）").waitFor();
  await one.getByRole("button", { name: /^删去/ }).click();
  await page.getByText("已删去代办事项：公租房申请").waitFor();
  await button(page, "撤销").click();
  await page.getByText("已保存代办事项：公租房申请").waitFor();
  await page.goto(`${set.house.url}/portal/errands`);
  await page.getByRole("heading", { name: "公租房申请" }).waitFor();
  await expect.poll(() => page.getByText("代取慢性病药品").count()).toBe(0);
  await context.close();
  expect(complaints).toEqual([]);
});
