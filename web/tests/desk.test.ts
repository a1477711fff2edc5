import { readFileSync } from "node:fs";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DESK, launch, looksGood, violations, window } from "./browser";
import { type House, open } from "./house";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const password = "huisheng-demo";

describe.each(["sqlite", "postgres"] as const)("the desk on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  /** A window in which somebody is signed in. */
  async function desk(login: string, path: string) {
    const opened = await window(browser, DESK);
    await opened.context.request.post(`${house.url}/api/v1/session`, { data: { login, password } });
    await opened.page.goto(`${house.url}/desk${path}`);
    return opened;
  }

  /** A resident reports a street lamp, which the responsibility list gives to an office of the demo. */
  async function reported(title: string): Promise<string> {
    const categories = (await (await fetch(`${house.url}/api/v1/categories`)).json()) as { id: string; name: string }[];
    const category = categories.find((one) => one.name === "路灯")!.id;
    const said = { kind: "request", channel: "WEB", title, text: "三天不亮了，晚上看不清路", category, name: "王女士", contact: "13900000001" };
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) };
    const answer = await fetch(`${house.url}/api/v1/public/matters`, init);
    return ((await answer.json()) as { number: string }).number;
  }

  const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  const dialog = (page: Page) => page.getByRole("dialog");

  /** Does what an open dialog asks. */
  async function send(page: Page, verb: string) {
    await dialog(page).getByRole("button", { name: verb, exact: true }).click();
    await page.getByText(`${verb}：已完成`).waitFor();
  }

  test("a matter goes from acceptance to its end", async () => {
    const number = await reported("东门路灯不亮");

    const dispatcher = await window(browser, DESK);
    await dispatcher.page.goto(`${house.url}/desk/queues/to_accept`);
    await dispatcher.page.getByLabel("登录名").fill("dispatch1");
    await dispatcher.page.getByLabel("密码").fill("wrong");
    await button(dispatcher.page, "登录").click();
    await dispatcher.page.getByRole("alert").waitFor();
    await looksGood(dispatcher.page);
    await dispatcher.page.getByLabel("密码").fill(password);
    await button(dispatcher.page, "登录").click();
    await dispatcher.page.getByRole("link", { name: "东门路灯不亮" }).waitFor();
    await looksGood(dispatcher.page);
    await dispatcher.page.getByRole("link", { name: "东门路灯不亮" }).click();
    await button(dispatcher.page, "受理").waitFor();
    await looksGood(dispatcher.page);
    // What is routed is dispatched by two clicks.
    // The badge and the next step say the same.
    const stands = async (badge: string, next: string) => {
      await expect.poll(() => dispatcher.page.locator(".stage").textContent()).toBe(badge);
      expect(await dispatcher.page.locator("section[aria-labelledby=facts] dd").first().textContent()).toContain(next);
    };
    await stands("收到，待受理", "待受理");
    await button(dispatcher.page, "受理").click();
    await stands("已受理，待派单", "待派单");
    await button(dispatcher.page, /^交办给 .*住房和城乡建设局/).click();
    await dispatcher.page.getByText(/^交办给 .*：已完成$/).waitFor();
    await stands("已受理，待签收", "待签收");

    const clerk = await desk("zhujian.clerk1", `/matters/${number}`);
    await button(clerk.page, "签收").click();
    await clerk.page.getByText("签收：已完成").waitFor();
    await button(clerk.page, "联系诉求人").click();
    await dialog(clerk.page).getByLabel("沟通内容").fill("已电话联系，约定当晚处置");
    await send(clerk.page, "联系诉求人");
    await button(clerk.page, "提交办理结果").click();
    // What was written down on the way is not typed again.
    expect(await dialog(clerk.page).getByLabel("办理过程").inputValue()).toBe("已电话联系，约定当晚处置");
    await dialog(clerk.page).getByLabel("办理结果").fill("路灯已恢复照明");
    await dialog(clerk.page).getByRole("button", { name: "提交办理结果", exact: true }).click();
    await dialog(clerk.page).getByRole("alert").waitFor();
    const buffer = await clerk.page.screenshot({ type: "jpeg" });
    await dialog(clerk.page).locator("input[type=file]").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
    await dialog(clerk.page).getByText("正在上传").waitFor({ state: "hidden" });
    await looksGood(clerk.page);
    await send(clerk.page, "提交办理结果");
    await clerk.page.getByRole("img", { name: "附件 1" }).click();
    await dialog(clerk.page).getByRole("img").last().waitFor();
    await looksGood(clerk.page);

    await button(dispatcher.page, "审核").click();
    await send(dispatcher.page, "审核");

    const caller = await desk("callback1", `/matters/${number}`);
    await button(caller.page, "查看联系方式").click();
    await caller.page.getByLabel(/查看原因/).fill("电话回访");
    await caller.page.getByRole("button", { name: "查看", exact: true }).click();
    await caller.page.getByText("13900000001").waitFor();
    await button(caller.page, "回访").click();
    for (const answer of ["是", "解决", "满意"]) await dialog(caller.page).getByText(answer, { exact: true }).first().click();
    await looksGood(caller.page);
    await send(caller.page, "回访");
    await caller.page.getByText("核实解决").first().waitFor();

    await caller.page.goto(`${house.url}/desk/matters/${number}/print?what=answer`);
    await caller.page.getByText("路灯已恢复照明").waitFor();
    await looksGood(caller.page);
    await caller.page.goto(`${house.url}/desk/matters/${number}/print?what=order`);
    await caller.page.getByRole("heading", { name: "承办单" }).waitFor();
    await looksGood(caller.page);
    expect([...dispatcher.complaints, ...clerk.complaints, ...caller.complaints]).toEqual([]);
  }, 120_000);

  test("two dispatchers on one matter: the second is told what happened and goes on", async () => {
    const number = await reported("西门路灯不亮");
    const second = await window(browser, DESK);
    // No news reaches this one.
    await second.context.route("**/api/v1/events*", (route) => route.abort());
    await second.context.request.post(`${house.url}/api/v1/session`, { data: { login: "dispatch1", password } });
    await second.page.goto(`${house.url}/desk/matters/${number}`);
    await button(second.page, "内部备注").click();
    await dialog(second.page).getByLabel(/备注/).fill("与东门同一线路");

    const first = await desk("dispatch1", `/matters/${number}`);
    await button(first.page, "受理").click();
    await first.page.getByText("受理：已完成").waitFor();

    await dialog(second.page).getByRole("button", { name: "内部备注", exact: true }).click();
    await dialog(second.page).getByText(/受理$/).waitFor();
    await looksGood(second.page);
    await button(second.page, "按最新情况继续").click();
    await send(second.page, "内部备注");
    await second.page.getByText("与东门同一线路").waitFor();
    // What was just done is taken back in one click.
    await button(second.page, "撤销").click();
    await second.page.getByText("已撤销").first().waitFor();
  });

  test("a session that ends loses nothing that was typed", async () => {
    const number = await reported("南门路灯不亮");
    const { context, page } = await desk("dispatch1", `/matters/${number}`);
    await button(page, "内部备注").click();
    await dialog(page).getByLabel(/备注/).fill("诉求人希望晚上联系");
    await context.clearCookies();
    await dialog(page).getByRole("button", { name: "内部备注", exact: true }).click();
    await page.getByText("登录已失效").waitFor();
    await looksGood(page);
    await page.getByLabel("密码").fill(password);
    await button(page, "登录").click();
    await page.getByText("诉求人希望晚上联系").first().waitFor();
    await page.getByText("内部备注：已完成").waitFor();
  });

  test("many at a time, by keyboard, and exported", async () => {
    const numbers = [await reported("北门路灯不亮"), await reported("=北门路灯又不亮")];
    const { page, complaints } = await desk("dispatch1", "/matters?q=北门路灯");
    await page.getByRole("link", { name: "北门路灯又不亮" }).waitFor();
    for (const key of ["j", "x", "j", "x"]) await page.keyboard.press(key);
    await page.getByText("已选 2 件").waitFor();
    await looksGood(page);

    await button(page, "导出").click();
    await dialog(page).getByLabel("CSV").check();
    const saved = page.waitForEvent("download");
    await dialog(page).getByRole("button", { name: "导出", exact: true }).click();
    const file = readFileSync(await (await saved).path(), "utf8");
    expect(file.trim().split("\n")).toHaveLength(3);
    expect(file).toContain(",'=北门路灯又不亮,");

    await button(page, "受理").click();
    await dialog(page).getByRole("button", { name: "受理", exact: true }).click();
    await page.getByText("受理：已完成 2 / 2").waitFor();
    for (const number of numbers) {
      await page.goto(`${house.url}/desk/matters/${number}`);
      await button(page, /^交办给/).waitFor();
    }
    expect(complaints).toEqual([]);
  });

  test("English and large text", async () => {
    const { page } = await desk("dispatch1", "/queues/to_accept");
    await button(page, "English").click();
    await button(page, "Large text").click();
    await page.getByRole("heading", { name: "To accept" }).waitFor();
    await looksGood(page);
    await page.keyboard.press("?");
    await dialog(page).getByText("The one before").waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
