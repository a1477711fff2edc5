import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE, window } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

// What the desk tells beside what is done: of which matter, how many, how far, and where.

const set = scene();

const toast = (page: Page) => page.locator(".toast");

/** Whether somebody who presses a button presses that, and nothing that lies over it. */
const isFree = (page: Page, name: string) =>
  dialog(page).getByRole("button", { name, exact: true }).evaluate((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });

test("the offer to undo names its matter, goes with it, and lies over no dialog", async () => {
  const office = officeOf(set.house);
  const [one, other] = [(await office.report("甲门路灯不亮")).number, (await office.report("乙门路灯不亮")).number];
  await office.assign(one);
  const { page, complaints } = await set.at("zhujian.clerk1", `/matters/${one}`);
  const contact = async () => {
    await button(page, "联系诉求人").click();
    await dialog(page).getByRole("button", { name: "联系诉求人", exact: true }).click();
    await toast(page).getByText("联系诉求人：已完成").waitFor();
  };
  await contact();
  expect(await toast(page).textContent()).toContain(one);
  await button(page, "撤销").waitFor();
  await looksGood(page, PHONE);

  await button(page, "提交办理结果").click();
  await expect.poll(() => isFree(page, "提交办理结果")).toBe(true);
  expect(await toast(page).evaluate((node) => getComputedStyle(node).visibility)).toBe("hidden");
  await button(page, "取消").click();
  await button(page, "撤销").click();
  await toast(page).getByText("已撤销").waitFor();
  await contact();

  await page.getByRole("searchbox").fill(other);
  await page.keyboard.press("Enter");
  // Not the office's: it is not shown, and neither is what was done to the other.
  await page.getByText("没有这件事项").waitFor();
  await expect.poll(() => toast(page).textContent()).toBe("");
  expect(complaints).toEqual([]);
}, 120_000);

test("who sends and goes on is told which matter that was, until the next but one", async () => {
  const office = officeOf(set.house);
  const titles = ["丙门路灯不亮", "丁门路灯不亮", "戊门路灯不亮"];
  const numbers: string[] = [];
  for (const title of titles) {
    numbers.unshift((await office.report(title)).number);
    await office.assign(numbers[0]!);
  }
  const { page } = await set.at("zhujian.clerk1", "/queues/in_hand?sort=received");
  await page.getByRole("link", { name: titles[2] }).click();
  await button(page, "联系诉求人").click();
  await button(page, "联系诉求人，看下一件").click();
  await page.getByRole("heading", { level: 1, name: titles[1] }).waitFor();
  await toast(page).getByText("联系诉求人：已完成").waitFor();
  expect(await toast(page).textContent()).toContain(numbers[0]);
  await button(page, "下一件").click();
  await page.getByRole("heading", { level: 1, name: titles[0] }).waitFor();
  await expect.poll(() => toast(page).textContent()).toBe("");
});

test("who has done the own part is led on", async () => {
  const office = officeOf(set.house);
  await office.report("己门路灯不亮");
  const { page } = await set.at("callback1", "/matters");
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { level: 1, name: "己门路灯不亮" }).waitFor();
  await button(page, "看下一件").click();
  await page.locator(".trail .nth", { hasText: "2 /" }).waitFor();
});

test("who has assigned a matter is led on to the next that waits", async () => {
  const office = officeOf(set.house);
  const titles = ["子门路灯不亮", "丑门路灯不亮"];
  for (const title of titles) await office.act("dispatch1", (await office.report(title, { category: await office.category("路灯") })).number, "accept", {});
  const { page } = await set.at("dispatch1", "/queues/to_assign?sort=received");
  await page.getByRole("link", { name: titles[1] }).click();
  const assign = button(page, /^交办给/);
  await assign.waitFor();
  expect(await button(page, "看下一件").count()).toBe(0);
  await assign.click();
  await page.locator(".marks .stage", { hasText: "已受理，待签收" }).waitFor();
  await looksGood(page);
  await button(page, "看下一件").click();
  await page.getByRole("heading", { level: 1, name: titles[0] }).waitFor();
  await assign.waitFor();
});

test("a queue's page says the number of its badge", async () => {
  const { page } = await set.at("dispatch1", "/");
  await page.route("**/api/v1/matters?*", (route) => route.continue({ url: route.request().url().replace("limit=50", "limit=1") }));
  const queues = page.locator("nav.queues li").filter({ has: page.locator("b") });
  await queues.first().waitFor();
  for (const queue of await queues.all()) {
    const count = Number(await queue.locator("b").textContent());
    await queue.getByRole("link").click();
    const said = count === 1 ? "共 1 件" : `已显示 1 件，共 ${count} 件`;
    await page.getByRole("heading", { level: 1 }).getByText(said, { exact: true }).waitFor();
  }
});

test("an extension of many says how far it may go, and for which it may not be", async () => {
  const office = officeOf(set.house);
  const titles = ["庚门路灯不亮", "辛门路灯不亮", "壬门路灯不亮"];
  const numbers: string[] = [];
  for (const title of titles) {
    const { number } = await office.report(title);
    await office.assign(number);
    numbers.push(number);
  }
  await office.extend(numbers[2]!, "1wd");
  const { page } = await set.at("zhujian.clerk1", "/queues/in_hand?sort=received");
  for (const title of titles) await page.getByRole("checkbox", { name: `选中 ${title}` }).check();
  await button(page, "延期").click();
  await dialog(page).getByText(/^一次最长延长 \d+ 个工作日，下面有说明的各件除外。$/).waitFor();
  const rows = dialog(page).locator(".rows li");
  expect(await rows.filter({ hasText: titles[2] }).locator(".note").textContent()).not.toBe("");
  expect(await rows.locator(".note").count()).toBe(1);
  await looksGood(page);
  await dialog(page).getByLabel("情况说明").fill("备件在途");
  await dialog(page).getByRole("button", { name: "延期", exact: true }).click();
  await dialog(page).getByText("1 件没有完成，仍保持选中").waitFor();
});

test("without a point of the reporter the map shows the place, and says so", async () => {
  const { number } = await officeOf(set.house).report("癸门路灯不亮", { address: "河畔家属院3号楼" });
  const { page } = await set.at("dispatch1", `/matters/${number}`);
  await page.getByText("楼栋位置，不是诉求人标的点").waitFor();
  await looksGood(page);
});

test("before anybody has signed in, and after, nothing fails in the background", async () => {
  const { page } = await window(set.browser, DESK);
  const failed: string[] = [];
  page.on("response", (response) => response.status() >= 400 && failed.push(`${response.status()} ${response.url()}`));
  const signIn = async () => {
    await page.getByLabel("登录名").fill("dispatch1");
    await page.getByLabel("密码").fill("huisheng-demo");
    await button(page, "登录").click();
    await page.getByRole("heading", { level: 1, name: "待受理" }).waitFor();
  };
  await page.goto(`${set.house.url}/desk/`);
  await signIn();
  await page.locator("details.account summary").click();
  await button(page, "退出登录").click();
  await page.getByLabel("登录名").waitFor();
  await page.reload();
  // The language is chosen before anybody has signed in; a demo offers its accounts.
  await button(page, "English").click();
  await page.getByLabel("Sign-in name").waitFor();
  await button(page, "中文").click();
  await button(page, /^dispatch1/).click();
  await page.getByRole("heading", { level: 1, name: "待受理" }).waitFor();
  expect(failed).toEqual([]);
});

test("one sign-in at a time", async () => {
  const { page } = await window(set.browser, DESK);
  let answered = () => {};
  await page.route("**/api/v1/session", async (route) => {
    if (route.request().method() === "POST") await new Promise<void>((go) => (answered = go));
    await route.continue();
  });
  await page.goto(`${set.house.url}/desk/`);
  await button(page, /^dispatch1/).click();
  await expect.poll(() => page.locator("main.door form button:enabled, main.door .demo button:enabled").count()).toBe(0);
  answered();
  await page.getByRole("heading", { level: 1, name: "待受理" }).waitFor();
});

test("the menu of a phone gives the focus back", async () => {
  const { page } = await set.at("dispatch1", "/matters");
  await page.setViewportSize(PHONE);
  const menu = page.locator("button.menu");
  const all = page.locator("nav.queues").getByRole("link", { name: "全部事项" });
  await menu.click();
  // The page one is on: nothing else takes the focus.
  await all.click();
  await all.waitFor({ state: "hidden" });
  await expect.poll(() => menu.evaluate((node) => node === document.activeElement)).toBe(true);
});
