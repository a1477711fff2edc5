import { expect, test } from "vitest";

import { looksGood, PHONE, window } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

async function resident(number: string, code: string) {
  const { context, page, complaints } = await window(set.browser, PHONE);
  await page.goto(`${set.house.url}/portal/matters/${number}#${code}`);
  await page.getByText("我的信息：谁看过、保存了什么").click();
  return { context, page, complaints };
}

test("a resident asks for erasure, the office erases, and the page says so", async () => {
  const office = officeOf(set.house);
  const { number, code } = await office.report("请删除我的信息，路灯");
  await office.assign(number);
  const own = await resident(number, code);
  await own.page.getByLabel(/^删除/).check();
  await own.page.getByLabel(/^具体说明/).fill("问题已解决，请删除我的电话");
  await looksGood(own.page);
  await button(own.page, "提交请求").click();
  await own.page.getByText("已经收到。请保存编号和查询码").waitFor();
  const request = (await own.page.locator("dl.keep dd").first().textContent())!.trim();
  expect(request).not.toBe(number);

  const desk = await set.at("supervise1", `/matters/${request}`);
  await desk.page.getByText("个人信息请求").first().waitFor();
  await looksGood(desk.page);
  await desk.page.getByRole("link", { name: number }).click();
  await desk.page.getByRole("heading", { name: /请删除我的信息/ }).waitFor();
  await desk.page.getByText(/更多操作/).click();
  await button(desk.page, "删除诉求人信息").click();
  await dialog(desk.page).getByLabel("个人信息请求的编号").fill(request);
  await looksGood(desk.page);
  await dialog(desk.page).getByRole("button", { name: "删除诉求人信息" }).click();
  await desk.page.getByText("删除诉求人信息：已完成").waitFor();
  await desk.page.getByText(/已删除（依本人请求）/).waitFor();
  await looksGood(desk.page);

  await own.page.goto(`${set.house.url}/portal/`);
  const after = await resident(number, code);
  await after.page.getByText(/依您的请求，姓名和电话已在 .* 删除/).waitFor();
  await after.page.getByText("您的个人信息已删除").waitFor();
  await looksGood(after.page);
  expect([...own.complaints, ...desk.complaints, ...after.complaints]).toEqual([]);
});

test("a consent is taken back at once", async () => {
  const office = officeOf(set.house);
  const { number, code } = await office.report("撤回同意的路灯", { kind: "complaint" });
  const own = await resident(number, code);
  await own.page.getByText("138****0001").or(own.page.getByText("139****0001")).waitFor();
  await button(own.page, "撤回同意，删掉我的姓名和电话").click();
  await own.page.getByText("马上删除，不用谁批准，也找不回来").waitFor();
  await looksGood(own.page);
  await button(own.page, "撤回并删除").click();
  await own.page.getByText(/您在 .* 撤回了同意，姓名和电话已经删除/).waitFor();
  await own.page.getByText("您撤回同意，姓名和电话已删除").waitFor();
  expect(await own.page.getByText("139****0001").count()).toBe(0);
  expect(own.complaints).toEqual([]);
});

test("everybody reads what is done with personal data", async () => {
  const { page, complaints } = await window(set.browser, PHONE);
  await page.goto(`${set.house.url}/portal/privacy`);
  await page.getByRole("heading", { name: "联系和回访" }).waitFor();
  await page.getByText("办结后 1 年，删除").first().waitFor();
  await looksGood(page);
  await button(page, "English").click();
  await page.getByRole("heading", { name: "Contact and callback" }).waitFor();
  await page.getByText("1 year after the end, then deleted").first().waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
});

test("the security administrator writes assessments and breaches, and prints the drafts", async () => {
  const { page, complaints } = await set.at("security1", "/admin/registers");
  await button(page, "登记评估").click();
  await dialog(page).getByLabel("处理活动").fill("按月向统计部门提供脱敏数字");
  await dialog(page).getByLabel("对个人权益的影响和风险").fill("小于 5 的数字可能指向个人");
  await looksGood(page);
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await dialog(page).getByText("请填写“采取的措施”").waitFor();
  await dialog(page).getByLabel("采取的措施").fill("小于 5 的不显示");
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await button(page, "按月向统计部门提供脱敏数字").click();
  await page.getByText("落实措施后处理").waitFor();
  await looksGood(page);

  await button(page, "登记事件").click();
  const said: [string, string][] = [
    ["发生了什么", "一台办公电脑失窃"],
    ["原因", "办公室门未锁"],
    ["涉及的个人信息种类", "姓名、电话"],
    ["大约涉及人数", "12"],
    ["可能造成的危害", "可能接到诈骗电话"],
    ["采取的措施", "已停用账号、更换密钥"],
    ["个人可以怎样减轻危害", "警惕陌生来电"],
    ["联系方式", "街道办事处 0532-00000000"],
  ];
  for (const [label, text] of said) await dialog(page).getByLabel(label, { exact: true }).fill(text);
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await button(page, "一台办公电脑失窃").click();
  const address = await page.getByRole("link", { name: "打印通知稿" }).getAttribute("href");
  await page.goto(`${set.house.url}${address}`);
  await page.getByRole("heading", { name: "个人信息泄露事件告知书（稿）" }).waitFor();
  await page.getByText("四、您可以做的：警惕陌生来电").waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
});

test("the auditor reads what was deleted because its time was over", async () => {
  const { page, complaints } = await set.at("audit1", "/audit");
  await button(page, "删除记录").click();
  await page.getByText("保存期满，由系统自动删除的").waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
});
