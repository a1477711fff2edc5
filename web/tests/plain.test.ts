import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DESK, launch, overflow, PHONE, TABLET } from "./browser";
import { type House, open } from "./house";
import { officeOf } from "./office";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

async function withoutScripts() {
  const context = await browser.newContext({ viewport: PHONE, locale: "zh-CN", javaScriptEnabled: false });
  return context.newPage();
}

/** axe is a script; what it would find first is looked at by hand. */
async function looksGood(page: Page) {
  expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
  for (const field of await page.locator("input:not([type=hidden]), textarea").all()) {
    const named = await field.evaluate((one) => (one as HTMLInputElement).labels!.length > 0 || one.hasAttribute("aria-label"));
    expect(named).toBe(true);
  }
  for (const size of [DESK, TABLET, PHONE]) {
    await page.setViewportSize(size);
    expect(await overflow(page)).toBe(0);
  }
}

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  test("without scripts a photo is reported, followed to its end and rated", async () => {
    const office = officeOf(house);
    const page = await withoutScripts();
    await page.goto(house.url);
    await page.waitForURL("**/plain/");
    await looksGood(page);
    const buffer = await page.screenshot({ type: "jpeg" });
    await page.getByRole("link", { name: "我要反映" }).click();
    await looksGood(page);
    await page.getByLabel("怎么称呼").fill("王女士");
    await page.getByRole("button", { name: "提交" }).click();
    // Nothing was said: it is told at the field, and the name is still there.
    await page.locator("#words-wrong").waitFor();
    expect(await page.getByLabel("怎么称呼").inputValue()).toBe("王女士");
    await looksGood(page);
    await page.getByLabel("什么事？").fill("小区门口路灯三天不亮");
    await page.getByLabel("联系电话").fill("13900000001");
    await page.locator("#file").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await looksGood(page);
    const own = { number: await page.locator("#number").innerText(), code: await page.locator("#code").innerText() };
    expect(await office.files(own)).toHaveLength(1);

    await office.assign(own.number);
    await office.submit(own.number, "已更换灯泡", buffer);
    await office.callBack(own.number, "solved");
    await page.goto(`${house.url}/plain/follow`);
    await looksGood(page);
    await page.getByLabel("编号").fill(own.number);
    await page.getByLabel("查询码").fill(own.code);
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("heading", { name: "小区门口路灯三天不亮" }).waitFor();
    await page.locator("blockquote").getByText("已更换灯泡").waitFor();
    await looksGood(page);
    expect(page.url()).not.toContain(own.code);
    await page.getByLabel("解决了", { exact: true }).check();
    await page.getByLabel("很满意").check();
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.getByText("您的评价已经收到").waitFor();
    await looksGood(page);
    expect((await office.see(own.number)).reports[0]!.rating!.stars).toBe(5);
  });

  test("in English", async () => {
    const page = await withoutScripts();
    await page.goto(`${house.url}/plain/`);
    await page.getByRole("link", { name: "English" }).click();
    await page.getByRole("link", { name: "Report something" }).click();
    await looksGood(page);
    await page.getByLabel("What is the matter?").fill("The lamp at the gate is dark");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "Follow it" }).click();
    await page.getByText("Waiting to be accepted").waitFor();
    await page.getByText("Urge", { exact: true }).click();
    await looksGood(page);
  });
});
