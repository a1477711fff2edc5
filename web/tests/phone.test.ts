import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { DESK, launch, looksGood, PHONE, violations, window } from "./browser";
import { type House, open } from "./house";
import { officeOf } from "./office";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** Asks for a code and reads it from the page, as the demo shows it. */
async function askForCode(page: Page, number: string) {
  await page.getByLabel("手机号").fill(number);
  await page.getByRole("button", { name: "发验证码" }).click();
  return page.locator(".once").innerText();
}

/** Reports, what was begun to them and files, wherever the portal keeps such. */
async function keptOnThePhone() {
  const reports = JSON.parse(localStorage.getItem("recent") ?? "[]") as unknown[];
  const files = await new Promise<unknown[]>((done, fail) => {
    const opening = indexedDB.open("keyval-store");
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const names = opening.result.objectStoreNames;
      if (names.length === 0) return done([]);
      const all = opening.result.transaction(names).objectStore("keyval").getAllKeys();
      all.onsuccess = () => done(all.result);
    };
  });
  return [...reports, ...Object.keys(localStorage).filter((key) => key.startsWith("begun")), ...files];
}

test("what was sent from this phone is not pushed out by what is found by telephone", async () => {
  const shelf = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => shelf.get(key) ?? null, setItem: (key: string, value: string) => shelf.set(key, value) });
  vi.stubGlobal("addEventListener", vi.fn());
  const { recent, remember, rememberFound } = await import("../src/portal/recent");
  const some = (from: string, count: number) => Array.from({ length: count }, (_, nth) => ({ number: `${from}${nth}`, code: from, title: from }));
  for (const one of some("own", 60)) remember(one);
  rememberFound([...some("first", 49), { number: "own7", code: "another", title: "" }]);
  rememberFound(some("second", 50));
  const codes = recent.value.map((one) => one.code);
  expect(codes.filter((code) => code === "own")).toHaveLength(60);
  expect(codes.filter((code) => code === "second")).toHaveLength(50);
  expect(codes).toHaveLength(110);
  vi.unstubAllGlobals();
});

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  let office: ReturnType<typeof officeOf>;
  beforeAll(async () => {
    house = await open(engine);
    office = officeOf(house);
  });
  afterAll(() => house.stop());

  test("who only telephoned signs in by telephone and opens what the hotline entered", async () => {
    // Of a range that the demo's own people do not have.
    await office.intake("电话里说的：路灯不亮", "139 1000 0001");
    const { page, context, complaints } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/follow`);
    // Without an answer it is not said that this is not offered.
    const offer = page.getByRole("link", { name: "用手机号查" });
    await offer.waitFor();
    await page.route("**/api/v1/public/codes", (route) => route.abort());
    await offer.click();
    await page.getByText("连不上").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute("**/api/v1/public/codes");
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByRole("button", { name: "发验证码" }).waitFor();
    await looksGood(page, PHONE);

    await page.getByLabel("手机号").fill("0532-88012345");
    await page.getByRole("button", { name: "发验证码" }).click();
    await page.locator("#contact-wrong", { hasText: "不是手机号" }).waitFor();
    expect(await page.getByLabel("手机号").inputValue()).toBe("0532-88012345");

    const code = await askForCode(page, "１３９ 1000 0001");
    expect(code).toMatch(/^\d{6}$/);
    await looksGood(page, PHONE);
    expect(await page.getByRole("button", { name: /秒后可重新发/ }).isDisabled()).toBe(true);
    // What cannot be a code costs none of the five tries.
    const tries: string[] = [];
    page.on("request", (request) => request.url().endsWith("/public/mine") && tries.push(request.url()));
    for (const typed of ["", "12 34", "1234567"]) {
      await page.getByLabel("验证码", { exact: true }).fill(typed);
      await page.getByRole("button", { name: "查我的诉求" }).click();
      await page.locator("#code-wrong", { hasText: "6 位数字" }).waitFor();
      expect(await page.getByLabel("验证码", { exact: true }).inputValue()).toBe(typed);
    }
    expect(tries).toEqual([]);
    await page.getByLabel("验证码", { exact: true }).fill(code === "000000" ? "000001" : "000000");
    await page.getByRole("button", { name: "查我的诉求" }).click();
    await page.locator("#code-wrong", { hasText: "验证码不对" }).waitFor();
    // As it is pasted from a message.
    await page.getByLabel("验证码", { exact: true }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    await page.getByRole("button", { name: "查我的诉求" }).click();
    await page.getByRole("heading", { name: "我的诉求" }).waitFor();
    expect(page.url()).not.toContain("1391000");
    await page.getByText("最迟").first().waitFor();
    await looksGood(page, PHONE);
    await page.getByRole("link", { name: "电话里说的：路灯不亮" }).click();
    await page.getByText("您反映了诉求").waitFor();

    // The phone remembers it.
    await page.goto(`${house.url}/portal/mine`);
    await page.getByRole("link", { name: "电话里说的：路灯不亮" }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("on somebody else's phone nothing stays", async () => {
    await office.intake("借别人手机查的事", "13910000002");
    const { page, context } = await window(browser, PHONE);
    // The browser keeps each of them.
    const addresses: string[] = [];
    page.on("framenavigated", (frame) => addresses.push(frame.url()));
    await page.goto(`${house.url}/portal/phone`);
    const code = await askForCode(page, "13910000002");
    await page.getByLabel("验证码", { exact: true }).fill(code);
    await page.getByLabel(/^不记住/).check();
    await page.getByRole("button", { name: "查我的诉求" }).click();
    await page.getByText("这次查到的不会记住").waitFor();
    await page.getByRole("link", { name: "借别人手机查的事" }).click();
    await page.getByText("您反映了诉求").waitFor();
    await page.getByRole("button", { name: "补充情况" }).click();
    const photo = await page.screenshot({ type: "jpeg" });
    await page.locator("input[accept='image/*']").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer: photo });
    await page.getByText("请不要关闭页面").waitFor();
    await page.getByText("正在上传").waitFor({ state: "hidden" });
    await page.getByLabel("新的情况、照片").fill("灯还是不亮");
    expect(addresses.filter((one) => /\/matters\/[^#]+$/.test(one))).toHaveLength(1);
    expect(addresses.filter((one) => one.includes("#"))).toEqual([]);
    expect(await page.evaluate(keptOnThePhone)).toEqual([]);
    await page.getByRole("button", { name: "发送", exact: true }).click();
    await page.getByText("已发送", { exact: true }).waitFor();

    await page.reload();
    await page.getByText("编号和查询码对不上").waitFor();
    await page.goto(`${house.url}/portal/mine`);
    await page.getByText("这台手机上没有记住的诉求").waitFor();
    await context.close();
  });

  test("a notice that is written at the desk is read on the first page, changed and ended", async () => {
    const desk = await window(browser, DESK);
    await desk.page.goto(`${house.url}/desk/notices`);
    await desk.page.getByLabel("登录名").fill("dispatch1");
    await desk.page.getByLabel("密码").fill("huisheng-demo");
    await desk.page.getByRole("button", { name: "登录" }).click();
    await desk.page.getByRole("button", { name: "发通知" }).click();
    await desk.page.getByRole("button", { name: "发布" }).click();
    await desk.page.getByText("这一项要填").waitFor();
    await desk.page.getByLabel("标题").fill("青禾路明天停水");
    await desk.page.getByLabel("内容").fill("检修管道。\n\n请提前储水。");
    await desk.page.locator(".preview", { hasText: "请提前储水。" }).waitFor();
    await looksGood(desk.page);
    await desk.page.getByRole("button", { name: "发布" }).click();
    await desk.page.getByRole("heading", { name: "青禾路明天停水" }).waitFor();
    await looksGood(desk.page);

    const { page, context, complaints } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/`);
    await page.getByRole("link", { name: "青禾路明天停水" }).click();
    await page.getByText("请提前储水。").waitFor();
    await looksGood(page, PHONE);
    await page.goto(`${house.url}/plain/`);
    await page.getByRole("link", { name: /青禾路明天停水/ }).click();
    await page.getByText("请提前储水。").waitFor();
    await looksGood(page, PHONE);
    await page.goto(`${house.url}/portal/notices`);
    await page.getByText("请提前储水。").waitFor();

    await desk.page.getByRole("button", { name: "修改 青禾路明天停水" }).click();
    await desk.page.getByLabel("标题").fill("青禾路停水改到后天");
    await desk.page.getByLabel("内容").fill("管道没有到货。");
    await desk.page.getByRole("button", { name: "保存修改" }).click();
    await desk.page.getByRole("button", { name: "记录 青禾路停水改到后天" }).click();
    await desk.page.locator("li p", { hasText: "青禾路明天停水" }).waitFor();
    // A page that stands open has all of it.
    await page.locator("#division").selectOption({ index: 1 });
    await page.getByRole("heading", { name: "青禾路停水改到后天" }).waitFor();
    await page.getByText("管道没有到货。").waitFor();
    await page.goto(`${house.url}/portal/`);
    await page.getByRole("link", { name: "青禾路停水改到后天" }).waitFor();

    desk.page.on("dialog", (dialog) => void dialog.accept());
    await desk.page.getByRole("button", { name: "结束 青禾路停水改到后天" }).click();
    await desk.page.getByText("已结束：青禾路停水改到后天").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "通知公告" }).waitFor();
    await expect.poll(() => page.getByRole("link", { name: "青禾路停水改到后天" }).count()).toBe(0);
    expect([...complaints, ...desk.complaints]).toEqual([]);
    await desk.context.close();
    await context.close();
  });

  test("before it is sent a reporter reads what to expect", async () => {
    const { page, context } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/report`);
    await page.getByLabel("什么事？").fill("门口路灯不亮");
    for (const step of [/第 2 步/, /第 3 步/, /第 4 步/]) {
      await page.getByRole("button", { name: "下一步" }).click();
      await page.getByText(step).waitFor();
    }
    await page.getByText("一般 1 个工作日内受理。").waitFor();
    await page.getByText("一般受理后 7 个工作日内答复。").waitFor();
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByText("一般受理后 7 个工作日内答复。").waitFor();
    await context.close();
  });
});
