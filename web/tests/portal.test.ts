import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launch, overflow, PHONE, violations, window } from "./browser";
import { type House, open } from "./house";
import { type Kept, officeOf } from "./office";
import { located } from "./photo";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

async function fitsAndPasses(page: Page) {
  expect(await violations(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
}

/** The page goes on to this step. */
async function forward(page: Page, to: RegExp, button = "下一步") {
  await page.getByRole("button", { name: button }).click();
  await page.getByText(to).waitFor();
}

async function kept(page: Page): Promise<Kept> {
  await page.locator("#code").waitFor();
  return { number: await page.locator("#number").innerText(), code: await page.locator("#code").innerText() };
}

/** A page of somebody who has chosen English and large text. */
async function inLargeEnglish(context: BrowserContext) {
  await context.addInitScript(() => {
    localStorage.setItem("language", "en");
    localStorage.setItem("large", "yes");
  });
}

/** A microphone that hears a tone. */
async function withMicrophone(context: BrowserContext) {
  await context.addInitScript(() => {
    const getUserMedia = () => {
      const sound = new AudioContext();
      const tone = sound.createOscillator();
      const heard = sound.createMediaStreamDestination();
      tone.connect(heard);
      tone.start();
      return Promise.resolve(heard.stream);
    };
    Object.defineProperty(navigator, "mediaDevices", { value: { getUserMedia } });
  });
}

/** By the keyboard to what has this name. */
async function tabTo(page: Page, name: RegExp) {
  for (let pressed = 0; pressed < 40; pressed++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLElement> };
      return one.labels?.[0]?.innerText ?? one.innerText;
    });
    if (name.test(at)) return;
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  let office: ReturnType<typeof officeOf>;
  beforeAll(async () => {
    house = await open(engine);
    office = officeOf(house);
  });
  afterAll(() => house.stop());

  const address = ({ number, code }: Kept) => `${house.url}/portal/matters/${number}#${code}`;

  test("from a phone report to a result that is not solved, done again, verified and rated", async () => {
    const { page, complaints } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/report`);
    const photo = located(await page.screenshot({ type: "jpeg" }));
    await page.locator("input[accept='image/*']").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer: photo });
    await page.getByRole("button", { name: "用这个位置" }).click();
    await page.getByText("正在上传").waitFor({ state: "hidden" });
    await page.getByLabel("什么事？").fill("小区门口路灯三天不亮");
    await forward(page, /第 2 步/);
    await forward(page, /第 3 步/);
    await page.getByLabel("联系电话").fill("13900000001");
    await page.getByLabel("我是替别人反映").check();
    await forward(page, /第 4 步/);
    await page.getByText("您是替别人反映的").waitFor();
    await page.getByRole("button", { name: "提交" }).click();
    const own = await kept(page);
    // The receipt tells the day.
    await page.getByText(/最迟 .*受理/).waitFor();

    await office.assign(own.number);
    await office.submit(own.number, "已更换灯泡", photo);
    await page.getByRole("link", { name: "查看进度" }).click();
    await page.getByText(/结果最迟 .*核实完/).waitFor();
    await page.getByText("退回承办单位重办").waitFor();
    await fitsAndPasses(page);

    await office.callBack(own.number, "not");
    await office.rework(own.number);
    await page.reload();
    await page.getByText("退回重办").waitFor();
    await page.getByText(/最迟 .*答复您/).waitFor();
    await office.submit(own.number, "已更换线路，恢复照明", photo);
    await office.callBack(own.number, "solved");

    await page.reload();
    await page.getByText("核实已解决").waitFor();
    await page.getByRole("blockquote").getByText("已更换线路").waitFor();
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("img", { name: "办理前 第 1 个" }).waitFor();
    await page.getByRole("img", { name: "办理后 第 1 个" }).waitFor();
    const files = await office.files(own);
    expect(files).toHaveLength(2);
    for (const bytes of files) expect(bytes.includes("Exif")).toBe(false);
    await fitsAndPasses(page);

    await page.getByLabel("解决了", { exact: true }).check();
    await page.getByLabel("满意", { exact: true }).check();
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.getByText("您的评价已经收到").waitFor();
    await page.getByRole("button", { name: "提交评价" }).waitFor({ state: "hidden" });
    expect((await office.see(own.number)).reports[0]!.rating!.stars).toBe(4);
    expect(complaints).toEqual([]);

    // Another code behind the # is another door.
    await page.evaluate(() => (location.hash = "#AAAA-AAAA-AAAA-AAAA"));
    await page.getByText("编号和查询码对不上").waitFor();
    await page.evaluate((code) => (location.hash = `#${code}`), own.code);
    await page.getByText("核实已解决").waitFor();
  });

  test("not solved, says the rating, and the matter is opened again", async () => {
    const own = await office.report("井盖松动");
    const { page, complaints } = await window(browser, PHONE);
    await page.goto(house.url);
    await office.assign(own.number);
    await office.submit(own.number, "已加固", await page.screenshot({ type: "jpeg" }));
    await office.callBack(own.number, "solved");
    await page.goto(address(own));
    await page.getByText("如果不同意这个结果").waitFor();
    await page.getByLabel("没有解决", { exact: true }).first().check();
    await page.getByText("重新计算期限").waitFor();
    await page.getByLabel("很不满意").check();
    await page.getByRole("button", { name: "提交评价" }).click();
    await page.locator(".steps").getByText("重新办理").waitFor();
    await page.locator(".stage").getByText("期限内").waitFor();
    expect(complaints).toEqual([]);
  });

  test("a report begun without a network is kept and sent later", async () => {
    const { context, page } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/report`);
    const buffer = await page.screenshot({ type: "jpeg" });
    await context.setOffline(true);
    await page.locator("input[accept='image/*']").setInputFiles({ name: "坑.jpg", mimeType: "image/jpeg", buffer });
    await page.getByText("坑.jpg 还没有上传").waitFor();
    await page.getByLabel("什么事？").fill("路面有坑");
    for (const step of [2, 3, 4]) await forward(page, new RegExp(`第 ${step} 步`));
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByText("还有文件没有传完").waitFor();
    await page.close();

    await context.setOffline(false);
    const later = await context.newPage();
    await later.goto(`${house.url}/portal/report`);
    await later.getByRole("img", { name: "坑.jpg" }).waitFor();
    await later.getByText("正在上传").waitFor({ state: "hidden" });
    for (const step of [2, 3, 4]) await forward(later, new RegExp(`第 ${step} 步`));
    await later.getByText("路面有坑").waitFor();
    await later.getByRole("button", { name: "提交" }).click();
    await later.getByRole("link", { name: "查看进度" }).click();
    await later.getByText("照片、录像和录音（1 个）").waitFor();
  });

  test("who does not write speaks", async () => {
    const { context, page } = await window(browser, PHONE);
    await withMicrophone(context);
    await page.goto(`${house.url}/portal/report`);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByText("请写几个字，或拍照、录一段话").waitFor();
    await page.getByRole("button", { name: "录一段话" }).click();
    await page.getByText("0:01 / 2:00").waitFor();
    await fitsAndPasses(page);
    await page.getByRole("button", { name: "说完了" }).click();
    await page.getByRole("button", { name: /去掉 录音 0:0/ }).waitFor();
    await page.getByText("正在上传").waitFor({ state: "hidden" });
    await fitsAndPasses(page);
    for (const step of [2, 3, 4]) await forward(page, new RegExp(`第 ${step} 步`));
    await page.getByText("没有写字").waitFor();
    await page.getByRole("button", { name: "提交" }).click();
    const own = await kept(page);
    const headers = { "X-Follow-Code": own.code };
    const matter = `${house.url}/api/v1/public/matters/${own.number}`;
    const followed = (await (await fetch(matter, { headers })).json()) as { title: string; files: string[] };
    expect(followed.title).toBe("语音诉求");
    const file = await fetch(`${matter}/files/${followed.files[0]}`, { headers });
    expect(file.headers.get("content-type")).toMatch(/^audio\//);
  });

  test("the report is made by the keyboard alone", async () => {
    const { page } = await window(browser, PHONE);
    await page.goto(house.url);
    await tabTo(page, /我要反映/);
    await page.keyboard.press("Enter");
    await page.getByText("第 1 步").waitFor();
    await tabTo(page, /什么事/);
    await page.keyboard.type("楼道灯坏了");
    await tabTo(page, /求助/);
    await page.keyboard.press("ArrowRight");
    for (const [step, field, typed] of [[2, /地点/, "青枫"], [3, /怎么称呼/, "李先生"]] as const) {
      await tabTo(page, /下一步/);
      await page.keyboard.press("Enter");
      await page.getByText(`第 ${step} 步`).waitFor();
      await tabTo(page, field);
      await page.keyboard.type(typed);
    }
    await tabTo(page, /下一步/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "投诉" }).waitFor();
    await tabTo(page, /提交/);
    await page.keyboard.press("Enter");
    await kept(page);
    // Who hears the page is told that it has arrived.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("已经收到");
  });

  test("every page in English and large text, and what the phone keeps is removed", async () => {
    const { context, page, complaints } = await window(browser, PHONE);
    await inLargeEnglish(context);
    await page.goto(`${house.url}/portal/report`);
    await page.getByLabel("What is the matter?").fill("The street lamp is out");
    for (const step of [2, 3, 4]) {
      await fitsAndPasses(page);
      await forward(page, new RegExp(`Step ${step}`), "Next");
    }
    await fitsAndPasses(page);
    await page.getByRole("button", { name: "Send" }).click();
    const own = await kept(page);
    await page.getByText(/will be accepted by/).waitFor();
    await fitsAndPasses(page);
    await page.goto(address(own));
    await page.getByText("Waiting to be accepted").waitFor();
    await fitsAndPasses(page);
    for (const path of ["follow", "phone", "notices", "grid"]) {
      await page.goto(`${house.url}/portal/${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await fitsAndPasses(page);
    }
    await page.goto(house.url);
    await fitsAndPasses(page);
    await page.getByRole("link", { name: "My reports" }).click();
    await page.getByText("In time").waitFor();
    await fitsAndPasses(page);
    await page.getByRole("link", { name: "Privacy" }).click();
    await page.getByRole("heading", { name: "Who sees it" }).waitFor();
    await fitsAndPasses(page);
    page.on("dialog", (dialog) => void dialog.accept());
    await page.getByRole("button", { name: "Remove what this phone keeps" }).click();
    await page.getByText("Removed", { exact: true }).waitFor();
    const left = await page.evaluate(() => JSON.stringify(localStorage));
    expect(left).not.toContain(own.number);
    expect(complaints).toEqual([]);
  });
});
