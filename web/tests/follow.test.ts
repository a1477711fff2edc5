import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launch, looksGood, PHONE, window } from "./browser";
import { type House, open } from "./house";
import { type Kept, officeOf } from "./office";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** How far it lies below the top of the screen. */
const top = (page: Page, selector: string) => page.locator(selector).evaluate((one) => one.getBoundingClientRect().top);

const isFocused = (page: Page, selector: string) => page.locator(selector).evaluate((one) => one === document.activeElement);

/** It can be seen without scrolling. */
const isInView = (page: Page, selector: string) =>
  page.locator(selector).evaluate((one) => one.getBoundingClientRect().top >= 0 && one.getBoundingClientRect().bottom <= innerHeight);

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  let office: ReturnType<typeof officeOf>;
  beforeAll(async () => {
    house = await open(engine);
    office = officeOf(house);
  });
  afterAll(() => house.stop());

  const address = ({ number, code }: Kept) => `${house.url}/portal/matters/${number}#${code}`;

  test("a person reads who looked at the own data and why", async () => {
    const own = await office.report("楼道灯不亮");
    const { page, context, complaints } = await window(browser, PHONE);
    await page.goto(address(own));
    await page.getByText("我的信息").click();
    await page.getByText("还没有人看过").waitFor();
    await office.look(own.number, "核对楼号");
    await page.getByText("我的信息").click();
    await page.getByText("我的信息").click();
    await page.getByText("核对楼号").waitFor();
    await page.getByText("青禾县接诉即办指挥中心，受理").waitFor();
    await looksGood(page, PHONE);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("an open page shows what the office did, and what is being written stays", async () => {
    const own = await office.report("路灯三天不亮");
    const { page, context, complaints } = await window(browser, PHONE);
    await page.clock.install();
    await page.goto(address(own));
    await page.getByText("等待受理").waitFor();
    await page.getByRole("button", { name: "补充情况" }).click();
    await page.getByLabel("新的情况、照片").fill("昨晚也不亮");
    // With the page at its top, and scrolled down.
    for (const [scrolled, told] of [[0, "受理、交给承办单位、承办单位签收"], [120, "提交办理结果、结果审核"]] as const) {
      await page.evaluate((y) => scrollTo(0, y), scrolled);
      const before = await top(page, "#say");
      if (scrolled === 0) await office.assign(own.number);
      else await office.submit(own.number, "已更换灯泡", await page.screenshot({ type: "jpeg" }));
      await page.clock.fastForward(31_000);
      await page.locator(".news").getByText(told).waitFor();
      expect(Math.abs((await top(page, "#say")) - before)).toBeLessThan(2);
      expect(await page.locator("#say").inputValue()).toBe("昨晚也不亮");
      expect(await isFocused(page, "#say")).toBe(true);
    }
    await looksGood(page, PHONE);

    // Half a rating stays, too, when the office begins anew meanwhile.
    await page.getByRole("radio", { name: "没有解决" }).check();
    await page.getByLabel("还想说什么").fill("灯泡换了，还是不亮");
    await office.callBack(own.number, "not");
    await office.rework(own.number);
    await page.clock.fastForward(31_000);
    await page.locator(".news").getByText("退回重办").waitFor();
    expect(await page.getByLabel("还想说什么").inputValue()).toBe("灯泡换了，还是不亮");
    await page.getByText("现在不能评价了").waitFor();
    await looksGood(page, PHONE);
    expect(complaints).toEqual([]);

    // Nor does it go with the page.
    await page.reload();
    await page.getByLabel("新的情况、照片").waitFor();
    expect(await page.getByLabel("新的情况、照片").inputValue()).toBe("昨晚也不亮");
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("已发送").waitFor();
    expect(await isInView(page, "article > p[tabindex]")).toBe(true);
    await page.reload();
    await page.getByRole("button", { name: "补充情况" }).waitFor();
    expect(await page.locator("#say").count()).toBe(0);
    await context.close();
  });

  test("the network comes back, and with it what happened meanwhile", async () => {
    const own = await office.report("井盖响");
    const { page, context } = await window(browser, PHONE);
    await page.goto(address(own));
    await page.getByText("等待受理").waitFor();
    await context.setOffline(true);
    await office.assign(own.number);
    await context.setOffline(false);
    // At once, and not by the next look half a minute later.
    await page.locator(".news").getByText("受理").waitFor({ timeout: 5_000 });
    // What stands as it is is asked for and not sent again.
    const again = page.waitForResponse((answer) => answer.url().includes("/public/matters/"));
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    expect((await again).status()).toBe(304);
    await context.close();
  });

  test("what was rated is confirmed where it can be seen", async () => {
    const own = await office.report("路面有坑");
    const { page, context } = await window(browser, PHONE);
    await page.goto(house.url);
    const photo = await page.screenshot({ type: "jpeg" });
    await office.assign(own.number);
    await office.submit(own.number, "已修补", photo);
    await page.goto(address(own));
    await page.getByRole("radio", { name: "没有解决" }).check();
    await page.getByLabel("不满意", { exact: true }).check();
    await page.getByLabel("还想说什么").fill("又塌了");
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.getByText("您的评价已经收到").waitFor();
    await page.getByRole("button", { name: "提交评价" }).waitFor({ state: "hidden" });
    await expect.poll(() => isFocused(page, "article > .offer")).toBe(true);
    expect(await isInView(page, "article > .offer")).toBe(true);
    await page.locator("article > .offer").getByText("退回承办单位重办，或再向您说明").waitFor();
    // What somebody did is no news to them.
    expect(await page.locator(".news").innerText()).toBe("");
    await context.close();
  });

  test("a rating whose answer was lost is not told as one that cannot be given", async () => {
    const own = await office.report("护栏松动");
    const { page, context } = await window(browser, PHONE);
    await page.goto(house.url);
    await office.assign(own.number);
    await office.submit(own.number, "已紧固", await page.screenshot({ type: "jpeg" }));
    await page.clock.install();
    await page.goto(address(own));
    await page.getByRole("radio", { name: "解决了", exact: true }).check();
    await page.getByLabel("很满意", { exact: true }).check();
    // It arrives; its answer does not.
    await page.route("**/rate", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.getByText("连不上网络或服务器").waitFor();
    await page.clock.fastForward(31_000);
    await page.getByText("您的评价已经收到").waitFor();
    expect(await page.getByText("现在不能评价了").count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: "提交评价" }).count()).toBe(0);
    await looksGood(page, PHONE);
    await context.close();
  });

  test("what is begun to a matter is folded, turned to another act, sent once and gone in both windows", async () => {
    const own = await office.report("树枝挡路");
    const { page, context, complaints } = await window(browser, PHONE);
    await page.goto(address(own));
    await page.getByRole("button", { name: "补充情况" }).click();
    await page.getByLabel("新的情况、照片").fill("挡住了人行道");
    await page.getByText("已保存在这台手机上").waitFor();
    await page.getByRole("button", { name: "补充情况" }).click();
    await page.getByRole("button", { name: "催一催" }).click();
    expect(await page.getByLabel("想说的话").inputValue()).toBe("挡住了人行道");
    await page.getByRole("button", { name: "补充情况" }).click();
    const other = await context.newPage();
    await other.goto(address(own));
    expect(await other.getByLabel("新的情况、照片").inputValue()).toBe("挡住了人行道");

    // It arrives; its answer does not.
    await page.route("**/supplement", async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("没有等到答复").waitFor();
    await looksGood(page, PHONE);
    await page.unroute("**/supplement");
    await page.reload();
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("已发送").waitFor();
    await other.getByText("在另一个页面发送或清除了").waitFor();
    await looksGood(other, PHONE);
    await page.locator(".steps").getByText("补充", { exact: true }).waitFor();
    expect(await page.locator(".steps").getByText("补充", { exact: true }).count()).toBe(1);

    // What was begun before the end stays to be read, and can be put away.
    await page.getByRole("button", { name: "催一催" }).click();
    await page.getByLabel("想说的话").fill("请快一点");
    const { number, code } = own;
    const headers = { "content-type": "application/json", "X-Follow-Code": code };
    await fetch(`${house.url}/api/v1/public/matters/${number}/withdraw`, { method: "POST", headers, body: JSON.stringify({ text: "" }) });
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.getByText("现在不能发送了").waitFor();
    await page.getByText("请快一点").waitFor();
    await page.getByText(/日结束，就在反映当天/).waitFor();
    await looksGood(page, PHONE);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "清除" }).click();
    await page.getByText("请快一点").waitFor({ state: "hidden" });
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("begun")))).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("who is not content with the end is told at once that it is opened again", async () => {
    const own = await office.report("路灯一闪一闪");
    const { page, context } = await window(browser, PHONE);
    await page.goto(house.url);
    await office.assign(own.number);
    await office.submit(own.number, "已更换灯泡", await page.screenshot({ type: "jpeg" }));
    await office.callBack(own.number, "solved");
    await page.goto(address(own));
    // Of what has ended it is told when that was, not for how long it has been.
    await page.getByText(/日办结，当天办完/).waitFor();
    await page.getByRole("radio", { name: "没有解决" }).check();
    await page.getByLabel("很不满意").check();
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.getByText("这件事重新办理").waitFor();
    await page.getByRole("button", { name: "提交评价" }).waitFor({ state: "hidden" });
    await expect.poll(() => isFocused(page, "article > .offer")).toBe(true);
    expect(await isInView(page, "article > .offer")).toBe(true);
    await looksGood(page, PHONE);
    await context.close();
  });
});
