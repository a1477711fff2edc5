import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launch, looksGood, PHONE, window } from "./browser";
import { type House, open } from "./house";
import { officeOf } from "./office";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const next = (page: Page) => page.getByRole("button", { name: "下一步" }).click();

/** Words and place of a lamp; the category that the words suggest is taken. */
async function reportLamp(page: Page, house: House, words: string) {
  await page.goto(`${house.url}/portal/report`);
  await page.getByLabel("什么事？").fill(words);
  await page.getByRole("radio", { name: /^路灯 因为您写了“路灯”/ }).check();
  await looksGood(page, PHONE);
  await next(page);
  await page.getByLabel("地点").fill("晴川大道");
  await page.locator(".pick").first().click();
  await next(page);
}

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  test("what one reported and a dispatcher released, a neighbour joins and reads on the board", async () => {
    const office = officeOf(house);
    const one = await window(browser, PHONE);
    await reportLamp(one.page, house, "路灯不亮，王老太太摔了一跤");
    await one.page.getByText(/怎么称呼|附近正在办/).first().waitFor();
    if (await one.page.getByRole("button", { name: "都不是" }).isVisible()) await one.page.getByRole("button", { name: "都不是" }).click();
    await one.page.getByLabel("联系电话").fill("13900000001");
    await next(one.page);
    // The limit of lamps, and not that of most matters.
    await one.page.getByText("受理后 3 个工作日内答复").waitFor();
    await one.page.getByRole("button", { name: "提交" }).click();
    const number = await one.page.locator("#number").innerText();
    await office.assign(number);
    await office.release(number, "晴川大道路灯故障");

    const other = await window(browser, PHONE);
    await reportLamp(other.page, house, "我家门口路灯也黑");
    await other.page.getByRole("heading", { name: "晴川大道路灯故障" }).waitFor();
    expect(await other.page.getByText("王老太太").count()).toBe(0);
    await looksGood(other.page);
    await other.page.getByRole("button", { name: "我也遇到 晴川大道路灯故障" }).click();
    await other.page.getByText("第 2 步，共 3 步").waitFor();
    // What is said and shown besides goes with it.
    await other.page.goto(`${house.url}/portal/report?step=1`);
    await other.page.getByText("加入已有的事项：晴川大道路灯故障").waitFor();
    const buffer = await other.page.screenshot({ type: "jpeg" });
    await other.page.locator("input[accept='image/*']").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
    await other.page.getByRole("img", { name: "灯.jpg" }).waitFor();
    await other.page.getByText("正在上传").waitFor({ state: "hidden" });
    await looksGood(other.page);
    await next(other.page);
    await next(other.page);
    await other.page.getByText("第 3 步，共 3 步").waitFor();
    await looksGood(other.page);
    await other.page.getByRole("button", { name: "提交" }).click();
    const joined = { number: await other.page.locator("#number").innerText(), code: await other.page.locator("#code").innerText() };
    expect(joined.number).toBe(number);
    expect(await office.files(joined)).toHaveLength(1);
    expect((await office.see(number)).reports).toHaveLength(2);
    await other.page.getByRole("link", { name: "查看进度" }).click();
    await other.page.getByRole("heading", { name: "晴川大道路灯故障" }).waitFor();
    expect(await other.page.getByText("王老太太").count()).toBe(0);

    // By place, also without a report in mind.
    await other.page.goto(house.url);
    await other.page.getByRole("link", { name: "附近正在办" }).click();
    await other.page.getByLabel("看哪里").fill("晴川大道");
    await other.page.getByRole("button", { name: "查看" }).click();
    await other.page.getByRole("heading", { name: "晴川大道路灯故障" }).waitFor();
    await other.page.getByText("2 人反映").waitFor();
    await looksGood(other.page);

    await office.submit(number, "已更换灯泡", buffer);
    await office.callBack(number, "solved");
    await office.release(number, "晴川大道路灯故障", "更换灯泡三只，已恢复照明");
    await other.page.goto(house.url);
    await other.page.getByRole("link", { name: "办结公开" }).click();
    await other.page.getByText("更换灯泡三只").waitFor();
    await looksGood(other.page);
    const cards = other.page.locator(".board .card");
    await other.page.getByLabel("类别").selectOption({ label: "公用设施 › 路灯" });
    await other.page.getByText("更换灯泡三只").waitFor();
    await other.page.getByLabel("类别").selectOption({ label: "市容环境 › 焚烧垃圾树叶" });
    await other.page.getByText("更换灯泡三只").waitFor({ state: "detached" });
    expect(await cards.getByText("路灯").count()).toBe(0);
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });
});
