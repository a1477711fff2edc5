import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, window } from "./browser";
import { scene } from "./scene";
import { officeOf } from "./office";

const set = scene();

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const PHRASE = "已电话联系诉求人，了解具体情况。";

test("a clerk goes from matter to matter, and writes nothing twice", async () => {
  const office = officeOf(set.house);
  const titles = ["甲处路灯不亮", "乙处路灯不亮", "丙处路灯不亮"];
  for (const title of titles) await office.assign((await office.report(title)).number);
  const { context, page, complaints } = await window(set.browser, DESK);
  await context.request.post(`${set.house.url}/api/v1/session`, { data: { login: "zhujian.clerk1", password: "huisheng-demo" } });
  await page.goto(`${set.house.url}/desk/queues/in_hand?sort=received`);
  // Newest first.
  const link = (nth: number) => page.getByRole("link", { name: titles[2 - nth]! });
  const heading = (nth: number) => page.getByRole("heading", { level: 1, name: titles[2 - nth]! });
  await link(0).waitFor();
  for (const nth of [0, 1, 2]) await page.getByRole("checkbox", { name: `选中 ${titles[nth]}` }).check();

  // The first is written, the second begins with the same.
  await link(0).click();
  await page.getByText(/1 \/ \d/).waitFor();
  expect(await button(page, "上一件").isDisabled()).toBe(true);
  await button(page, "联系诉求人").click();
  await page.getByRole("dialog").getByLabel("常用语").selectOption(PHRASE);
  await looksGood(page);
  await button(page, "联系诉求人，看下一件").click();
  await heading(1).waitFor();
  await page.getByText("联系诉求人：已完成").waitFor();
  await looksGood(page);
  await button(page, "联系诉求人").click();
  expect(await page.getByRole("dialog").getByLabel("沟通内容").inputValue()).toBe(PHRASE);
  await button(page, "联系诉求人，看下一件").click();
  await heading(2).waitFor();

  // By keys, there and back to the place in the list.
  await page.keyboard.press("k");
  await heading(1).waitFor();
  await page.keyboard.press("j");
  await heading(2).waitFor();
  await button(page, "联系诉求人").click();
  await page.getByRole("dialog").getByRole("button", { name: "联系诉求人", exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.keyboard.press("u");
  await page.getByText("已选 3 件").waitFor();
  await expect.poll(() => page.locator("a:focus").textContent()).toContain(titles[0]);

  // One reply to the three begins with what was written down for them.
  await button(page, "提交办理结果").click();
  const process = page.getByRole("dialog").getByLabel("办理过程");
  await expect.poll(() => process.inputValue()).toBe(PHRASE);
  await looksGood(page);
  const answer = page.getByRole("dialog").getByLabel(/^办理结果/);
  await answer.fill("线路已修复，路灯已亮");
  const buffer = await page.screenshot({ type: "jpeg" });
  await page.getByRole("dialog").locator("input[type=file]").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
  await page.getByRole("dialog").getByText("正在上传").waitFor({ state: "hidden" });
  await page.getByRole("dialog").getByRole("button", { name: "提交办理结果", exact: true }).click();
  await page.getByText("提交办理结果：已完成 3 / 3").waitFor();

  // A result that came back begins with its words, and with what was written down since.
  const { number } = await office.report("丁处路灯不亮");
  await office.assign(number);
  await office.submit(number, "已更换灯泡", buffer);
  await office.callBack(number, "not");
  await office.rework(number);
  await office.progress(number, "又去现场检查线路");
  await page.goto(`${set.house.url}/desk/matters/${number}`);
  await button(page, "提交办理结果").click();
  await expect.poll(() => process.inputValue()).toBe("更换灯具\n又去现场检查线路");
  expect(complaints).toEqual([]);
}, 120_000);

test("the next person at this computer begins anew", async () => {
  const office = officeOf(set.house);
  const title = "戊处路灯不亮";
  const { number } = await office.report(title);
  await office.assign(number);
  const { context, page, complaints } = await window(set.browser, DESK);
  await context.request.post(`${set.house.url}/api/v1/session`, { data: { login: "zhujian.clerk1", password: "huisheng-demo" } });
  await page.goto(`${set.house.url}/desk/queues/in_hand?sort=received`);
  await page.getByRole("checkbox", { name: `选中 ${title}` }).check();
  await page.getByRole("link", { name: title }).click();
  await page.getByText(/1 \/ \d/).waitFor();
  await button(page, "联系诉求人").click();
  await page.getByRole("dialog").getByLabel("常用语").selectOption(PHRASE);
  await page.getByRole("dialog").getByRole("button", { name: "联系诉求人", exact: true }).click();
  await page.getByText("联系诉求人：已完成").waitFor();

  await context.clearCookies();
  await page.getByRole("link", { name: "回到" }).click();
  await button(page, "换一个账号").click();
  await page.getByLabel("登录名").fill("zhujian.head1");
  await page.getByLabel("密码").fill("huisheng-demo");
  await button(page, "登录").click();
  await page.getByRole("link", { name: title }).waitFor();
  expect(await page.getByRole("checkbox", { name: `选中 ${title}` }).isChecked()).toBe(false);
  await page.goto(`${set.house.url}/desk/matters/${number}`);
  await button(page, "联系诉求人").click();
  expect(await page.getByRole("dialog").getByLabel("沟通内容").inputValue()).toBe("");
  expect(await page.getByText(/1 \/ \d/).count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("a list that was read far is not read anew on the way back", async () => {
  const { context, page, complaints } = await window(set.browser, DESK);
  await context.request.post(`${set.house.url}/api/v1/session`, { data: { login: "dispatch1", password: "huisheng-demo" } });
  const reads: string[] = [];
  await page.route("**/api/v1/matters?*", (route) => {
    reads.push(route.request().url());
    return route.continue({ url: route.request().url().replace("limit=50", "limit=5") });
  });
  await page.goto(`${set.house.url}/desk/matters`);
  for (const count of [5, 10, 15]) {
    await page.getByText(`已显示 ${count} 件`).waitFor();
    await button(page, "显示更多").click();
  }
  await page.getByText("已显示 20 件").waitFor();
  expect(reads).toHaveLength(4);
  await page.locator("tbody a").first().click();
  await button(page, "内部备注").click();
  await page.getByRole("dialog").getByLabel(/备注/).fill("已电话核对");
  await page.getByRole("dialog").getByRole("button", { name: "内部备注", exact: true }).click();
  await page.getByText("内部备注：已完成").waitFor();
  await page.keyboard.press("u");
  await page.getByText("已显示 20 件").waitFor();
  expect(reads).toHaveLength(4);
  await button(page, "有变动，点此刷新").click();
  await expect.poll(() => reads.length).toBe(8);
  await button(page, "有变动，点此刷新").waitFor({ state: "hidden" });
  expect(complaints).toEqual([]);
});
