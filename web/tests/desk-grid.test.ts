import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";

import { looksGood, PHONE } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

// A telephone with a camera, of which the picture is made up.
const set = scene("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream");

/** On the telephone of a grid worker of the first community. */
async function outside(path: string) {
  const opened = await set.at("c01.grid1", path, PHONE);
  await opened.context.grantPermissions(["camera", "geolocation"], { origin: set.house.url });
  await opened.context.setGeolocation({ longitude: 120.46, latitude: 36.39, accuracy: 15 });
  return opened;
}

/** Touches, counted. */
function fingers() {
  let count = 0;
  const tap = async (at: Locator) => {
    count += 1;
    await at.click();
  };
  return { tap, count: () => count };
}

const part = (page: Page, name: string) => page.getByRole("navigation", { name: "网格工作台的部分" }).getByRole("link", { name, exact: true });
const record = (page: Page) => page.getByRole("region", { name: "记一笔" });
const dayList = (page: Page) => page.getByRole("region", { name: "今日记录" });
const line = (within: Locator, text: string) => within.getByRole("listitem").filter({ hasText: text });
const sent = (page: Page) => page.locator("#record-done");

test("a record in ten seconds: from a template, at a place of before, with what was photographed now", async () => {
  const { page, context, complaints } = await outside("/");
  await page.waitForURL("**/desk/grid");
  await looksGood(page, PHONE);
  // What is not shown is not there, and asks for nothing.
  expect(await dayList(page).count()).toBe(0);
  expect(await page.getByRole("region", { name: "我的事项" }).count()).toBe(0);

  // From a template, at a place that is completed.
  const first = fingers();
  await first.tap(button(page, "送药上门"));
  expect(await page.getByLabel("做了什么").inputValue()).toContain("取药");
  expect(await page.getByLabel("标题").inputValue()).toBe("为行动不便的老人送药上门");
  await page.getByLabel("地点").pressSequentially("青枫名邸");
  await first.tap(page.getByRole("option").first());
  const place = await page.getByLabel("地点").inputValue();
  await first.tap(button(page, "记下"));
  await sent(page).getByText("已记下：为行动不便的老人送药上门").waitFor();
  expect(first.count()).toBeLessThanOrEqual(4);

  // The place of before is one touch.
  const second = fingers();
  await second.tap(button(page, "代缴水费"));
  await second.tap(button(page, place));
  await second.tap(button(page, "记下"));
  await sent(page).getByText("已记下：帮老人代缴水费").waitFor();
  console.log(`taps of a record from a template: ${first.count()} with a new place, ${second.count()} with one of before`);
  expect(second.count()).toBe(3);

  // Photos: one taken with the camera of the page, one out of the gallery.
  await page.getByLabel("做了什么").fill("楼道口的杂物已经清走");
  await button(page, /^拍照.*处置前/).click();
  await button(page, "按下快门").click();
  await dialog(page).getByText("已拍 1 张").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  await button(page, "拍完了").click();
  await record(page).getByText("现场拍摄").waitFor();
  const gallery = { name: "a.jpg", mimeType: "image/jpeg", buffer: await page.screenshot({ type: "jpeg" }) };
  await page.locator("#record-after").setInputFiles(gallery);
  await record(page).getByText("拍摄时间未核实").waitFor();
  await button(page, "用我现在的位置").click();
  await page.getByText("已取得当前位置").waitFor();
  await looksGood(page, PHONE);
  await button(page, "记下").click();
  await sent(page).getByText("已记下：楼道口的杂物已经清走").waitFor();
  await sent(page).getByRole("link", { name: "打开" }).click();
  const files = page.getByRole("region", { name: "附件" });
  await files.getByText(/现场拍摄.*距事发地 0 米/).waitFor();
  await files.getByText("未核实", { exact: true }).click();
  await dialog(page).getByText("不是用本系统的相机当场拍的").waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("a template gives back what it replaced, and its title goes with its words", async () => {
  const { page, context, complaints } = await outside("/grid");
  const result = page.getByLabel("做了什么");
  const title = page.getByLabel("标题");
  await result.fill("和物业一起清走了楼道杂物");
  expect(await title.getAttribute("placeholder")).toBe("和物业一起清走了楼道杂物");
  await button(page, "送药上门").click();
  await button(page, "代缴水费").click();
  await page.getByText("已套用模板“代缴水费”，原来写的内容被替换了。").waitFor();
  await looksGood(page, PHONE);
  await button(page, "撤销").click();
  expect(await result.inputValue()).toBe("和物业一起清走了楼道杂物");
  expect(await title.inputValue()).toBe("");
  expect(await page.getByText("原来写的内容被替换了").count()).toBe(0);

  // Words that go on from the template's keep its title; others do not; a typed one stays.
  await result.fill("");
  await button(page, "送药上门").click();
  await result.fill(`${await result.inputValue()}老人很满意。`);
  expect(await title.inputValue()).toBe("为行动不便的老人送药上门");
  await result.fill("给三楼的老人换了灯泡");
  await expect.poll(() => title.inputValue()).toBe("");
  await title.fill("疏通水管");
  await result.fill("水管已经通了");
  await button(page, "记下").click();
  await sent(page).getByText("已记下：疏通水管").waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("where the page may not use the camera, that of the telephone takes the photo by one more touch", async () => {
  const { page, context, complaints } = await outside("/grid");
  await page.evaluate(() => (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"))));
  await button(page, /^拍照.*处置后/).click();
  await page.getByText("这个页面不能使用相机").waitFor();
  await dialog(page).waitFor({ state: "detached" });
  await looksGood(page, PHONE);
  const chooser = page.waitForEvent("filechooser");
  await page.locator("label", { hasText: /^拍照/ }).click();
  await (await chooser).setFiles({ name: "a.jpg", mimeType: "image/jpeg", buffer: await page.screenshot({ type: "jpeg" }) });
  await record(page).getByText("拍摄时间未核实").waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("what could not be sent is kept, and recorded once", async () => {
  const { page, context, complaints } = await outside("/grid");
  await button(page, "送药上门").click();
  await page.getByLabel("做了什么").fill("给三楼的老人换了灯泡");
  // The answer is lost on the way: it was recorded.
  await page.route("**/api/v1/matters", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await button(page, "记下").click();
  await page.getByText("没有网络，或没有等到答复").waitFor();
  await page.unroute("**/api/v1/matters");
  await page.reload();
  await page.getByText("没有网络，或没有等到答复").waitFor();
  expect(await page.getByLabel("做了什么").inputValue()).toBe("给三楼的老人换了灯泡");
  await button(page, "重发").click();
  await sent(page).getByText("已记下：给三楼的老人换了灯泡").waitFor();
  await part(page, "今日记录").click();
  await page.getByLabel("找记录").fill("给三楼的老人换了灯泡");
  await dayList(page).getByText("1 条", { exact: true }).waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("templates are kept, a day is looked through, and a record becomes a request of the same person", async () => {
  const { page, context, complaints } = await outside("/grid");
  await page.getByLabel("做了什么").fill("帮王奶奶修好了门锁");
  await page.getByText("为谁办的（可不填）").click();
  await page.getByLabel("称呼").fill("王芳");
  await page.getByLabel("联系电话").fill("13900000031");
  await button(page, "记下").click();
  await sent(page).waitFor();

  // Saved as a template of the own unit; removed, and put back.
  await sent(page).getByRole("button", { name: "存为模板" }).click();
  await dialog(page).getByLabel("按钮上的字").fill("修门锁");
  await looksGood(page, PHONE);
  await button(page, "保存模板").click();
  await page.getByRole("button", { name: "修门锁", exact: true }).waitFor();
  await button(page, "管理模板").click();
  await button(page, /^删去.*修门锁/).click();
  await page.getByText("已删去模板：修门锁").waitFor();
  await button(page, "撤销").click();
  await page.getByText("已保存模板：修门锁").waitFor();
  await button(page, /^修改.*修门锁/).click();
  await dialog(page).getByLabel("按钮上的字").fill("修锁");
  await button(page, "保存模板").click();
  await page.getByRole("button", { name: "修锁", exact: true }).waitFor();

  // The day, and what becomes a request.
  await part(page, "今日记录").click();
  await page.getByLabel("找记录").fill("门锁");
  await dayList(page).getByText("1 条", { exact: true }).waitFor();
  await looksGood(page, PHONE);
  await line(dayList(page), "帮王奶奶修好了门锁").getByRole("button", { name: "转为诉求" }).click();
  await page.waitForURL("**/desk/intake");
  await page.getByText("由记录“帮王奶奶修好了门锁”转来").waitFor();
  await page.getByLabel("反映什么").fill("楼道的门也坏了，要请物业来修");
  await page.locator("#intake-send").click();
  await page.getByRole("link", { name: "打开" }).click();
  await page.getByText("由记录转来").waitFor();
  await page.getByText("王*").first().waitFor();
  await page.locator("dt", { hasText: "由记录转来" }).locator("xpath=following-sibling::dd[1]").getByRole("link").click();
  await page.getByText("已转为诉求").waitFor();
  await context.close();
  expect(complaints).toEqual([]);
});

test("what is in hand stands by light, and is signed in and handled without leaving the page", async () => {
  await officeOf(set.house).give("楼道堆放杂物挡住消防门", "c01");
  const { page, context, complaints } = await outside("/grid?part=mine");
  const mine = page.getByRole("region", { name: "我的事项" });
  const one = line(mine, "楼道堆放杂物挡住消防门").first();
  await looksGood(page, PHONE);
  await one.getByRole("button", { name: /^签收/ }).click();
  await page.getByText("签收：已完成").waitFor();
  await one.getByRole("button", { name: /^办理/ }).click();
  await one.getByRole("button", { name: "转派下级" }).waitFor();
  await looksGood(page, PHONE);
  await one.getByRole("button", { name: "联系诉求人" }).click();
  await dialog(page).waitFor();
  await page.keyboard.press("Escape");
  expect(await mine.getByRole("link", { name: /^119/ }).getAttribute("href")).toBe("tel:119");
  await mine.getByRole("link", { name: "上报新事项" }).click();
  await page.waitForURL("**/desk/intake");
  await context.close();
  expect(complaints).toEqual([]);
});

test("the reporter of a request for help is called by one tap, which is the reason that is kept; who is sealed is not", async () => {
  const office = officeOf(set.house);
  const number = await office.give("楼道感应灯不亮", "c01");
  const { page, context, complaints } = await outside("/grid?part=mine");
  const dialled: string[] = [];
  await context.exposeFunction("dialled", (to: string) => dialled.push(to));
  await context.addInitScript(() =>
    document.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='tel:']");
      if (!link) return;
      event.preventDefault();
      (globalThis as unknown as { dialled(to: string): void }).dialled(link.getAttribute("href")!);
    }),
  );
  await page.reload();
  const one = line(page.getByRole("region", { name: "我的事项" }), "楼道感应灯不亮").first();
  await one.getByRole("button", { name: /^办理/ }).click();
  await one.getByText("139****0041").waitFor();
  await looksGood(page, PHONE);
  const { tap, count } = fingers();
  await tap(one.getByRole("button", { name: /^拨打/ }));
  await one.getByRole("link", { name: "拨打 13900000041" }).waitFor();
  expect([dialled, count()]).toEqual([["tel:13900000041"], 1]);
  const auditor = await set.at("audit1", "/");
  const looks = (await (await auditor.context.request.get(`${set.house.url}/api/v1/looks?limit=1`)).json()) as { looks: { reason: string }[] };
  expect(looks.looks.map((one) => one.reason)).toEqual(["联系诉求人"]);
  await auditor.context.close();
  await one.getByText("已留痕“联系诉求人”").waitFor();
  await looksGood(page, PHONE);

  // On the page of the matter other reasons are still typed.
  await page.goto(`${set.house.url}/desk/matters/${number}`);
  const voices = page.getByRole("region", { name: "诉求人" });
  await voices.getByRole("button", { name: "查看联系方式" }).waitFor();
  await voices.getByRole("button", { name: /^拨打/ }).click();
  await voices.getByRole("link", { name: "拨打 13900000041" }).waitFor();
  expect(dialled.length).toBe(2);
  await looksGood(page, PHONE);

  // Who complains is reached through the house alone.
  const sealed = await office.give("物业人员态度恶劣", "c01", { kind: "complaint" });
  await page.goto(`${set.house.url}/desk/matters/${sealed}`);
  await voices.getByText("封存").first().waitFor();
  expect(await page.getByRole("button", { name: /^拨打/ }).count()).toBe(0);
  await context.close();
  expect(complaints).toEqual([]);
});
