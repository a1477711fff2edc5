import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launch, looksGood, PHONE, window } from "./browser";
import { type House, open } from "./house";
import { located } from "./photo";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** The picture is seen as soon as it is read; kept on the phone and sent a moment later. */
async function uploaded(page: Page, name: string) {
  await page.getByRole("img", { name }).waitFor();
  await page.getByText(`正在上传 ${name}`).waitFor({ state: "hidden" });
}

describe.each(["sqlite", "postgres"] as const)("on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  test("a resident reports a broken street lamp from a phone and follows it", async () => {
    const { page, complaints } = await window(browser, PHONE);
    await page.goto(house.url);
    await looksGood(page, PHONE);
    const buffer = located(await page.screenshot({ type: "jpeg" }));
    await page.getByRole("link", { name: "我要反映" }).click();

    await page.locator("input[accept='image/*']").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
    await uploaded(page, "灯.jpg");
    await page.getByRole("button", { name: "用这个位置" }).click();
    await page.getByLabel("什么事？").fill("小区门口路灯三天不亮。老人晚上出门不方便");
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "下一步" }).click();

    await page.getByText("已用照片里的位置").waitFor();
    await page.getByLabel("地点").fill("小区东门");
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "下一步" }).click();

    await page.getByLabel("怎么称呼").fill("王女士");
    await page.getByLabel("联系电话").fill("13900000001");
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "下一步" }).click();

    await page.getByText("13900000001").waitFor();
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "提交" }).click();

    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await looksGood(page, PHONE);
    const number = await page.locator("#number").innerText();
    const code = await page.locator("#code").innerText();
    const picture = page.getByRole("link", { name: "保存图片" });
    expect(await picture.getAttribute("download")).toBe(`${number}.png`);
    expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);

    await page.goto(`${house.url}/portal/follow`);
    await looksGood(page, PHONE);
    await page.getByLabel("编号").fill(number);
    await page.getByLabel("查询码").fill(code);
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("heading", { name: "小区门口路灯三天不亮" }).waitFor();
    await looksGood(page, PHONE);

    await page.getByRole("button", { name: "补充情况" }).click();
    await page.getByLabel("新的情况").fill("今晚又有一盏不亮");
    await page.locator("input[accept='image/*']").setInputFiles({ name: "又一盏.jpg", mimeType: "image/jpeg", buffer });
    await uploaded(page, "又一盏.jpg");
    await looksGood(page, PHONE);
    await page.getByRole("button", { name: "发送" }).click();
    await page.getByText("已发送").waitFor();
    await page.locator(".steps").getByText("补充").waitFor();
    expect(complaints).toEqual([]);

    const door = { headers: { "X-Follow-Code": code } };
    const matter = `${house.url}/api/v1/public/matters/${number}`;
    const { files } = (await (await fetch(matter, door)).json()) as { files: string[] };
    expect(files).toHaveLength(2);
    const kept = Buffer.from(await (await fetch(`${matter}/files/${files[0]}`, door)).arrayBuffer());
    expect(kept.includes("Exif")).toBe(false);
  });

  test("a closed page loses nothing, and a lost answer enters nothing twice", async () => {
    const { context, page } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/report`);
    await page.getByLabel("什么事？").fill("井盖松动");
    const buffer = await page.screenshot({ type: "jpeg" });
    await page.locator("input[accept='image/*']").setInputFiles({ name: "井盖.jpg", mimeType: "image/jpeg", buffer });
    await uploaded(page, "井盖.jpg");
    await page.close();

    const again = await context.newPage();
    await again.goto(house.url);
    await again.getByRole("link", { name: /没有提交/ }).click();
    expect(await again.getByLabel("什么事？").inputValue()).toBe("井盖松动");
    await uploaded(again, "井盖.jpg");

    // The report arrives; its answer does not.
    const numbers: string[] = [];
    let lose = true;
    await again.route("**/api/v1/public/matters", async (route) => {
      const answer = await route.fetch();
      numbers.push(((await answer.json()) as { number: string }).number);
      if (lose) await route.abort();
      else await route.fulfill({ response: answer });
    });
    for (const step of [1, 2, 3]) {
      await again.getByText(`第 ${step} 步`).waitFor();
      await again.getByRole("button", { name: "下一步" }).click();
    }
    await again.getByRole("button", { name: "提交" }).click();
    await again.getByRole("alert").waitFor();
    // What may have arrived is not changed any more, also after the page was closed.
    await again.goto(`${house.url}/portal/report?step=1`);
    await again.getByText("没有等到答复").waitFor();
    lose = false;
    await again.getByRole("button", { name: "提交" }).click();
    await again.getByRole("heading", { name: "已经收到" }).waitFor();
    expect(numbers).toHaveLength(2);
    expect(new Set(numbers).size).toBe(1);
    const headers = { "X-Follow-Code": await again.locator("#code").innerText() };
    const kept = await fetch(`${house.url}/api/v1/public/matters/${numbers[0]}`, { headers });
    expect(((await kept.json()) as { files: string[] }).files).toHaveLength(1);
    // The next report begins with nothing of this one.
    await again.goto(`${house.url}/portal/report`);
    await again.getByText("最多 9 个").waitFor();
    expect(await again.getByRole("img", { name: "井盖.jpg" }).count()).toBe(0);
    expect(await again.getByLabel("什么事？").inputValue()).toBe("");
  });

  test("two pages with one draft send it once, and the other page says so", async () => {
    const { context, page } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/report`);
    await page.getByLabel("什么事？").fill("两页一份的诉求");
    const other = await context.newPage();
    await other.goto(`${house.url}/portal/report?step=4`);
    await other.getByText("第 4 步").waitFor();
    for (const step of [2, 3, 4]) {
      await page.getByRole("button", { name: "下一步" }).click();
      await page.getByText(`第 ${step} 步`).waitFor();
    }
    await page.getByRole("button", { name: "提交" }).click();
    await page.getByRole("heading", { name: "已经收到" }).waitFor();
    await other.getByText("在另一个页面提交或清空了").waitFor();
    await looksGood(other, PHONE);
    await other.getByRole("link", { name: "我的诉求" }).click();
    await other.getByRole("link", { name: "两页一份的诉求" }).waitFor();
    await context.close();
  });

  test("a wrong code opens nothing and leads back to the form", async () => {
    const said = { kind: "request", channel: "WEB", title: "路灯不亮", text: "三天了" };
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(said) };
    const { number, code } = (await (await fetch(`${house.url}/api/v1/public/matters`, init)).json()) as Record<string, string>;
    const { page } = await window(browser, PHONE);
    await page.goto(`${house.url}/portal/matters/${number}#AAAA-AAAA-AAAA-AAAA`);
    await page.getByText("编号和查询码对不上").waitFor();
    await looksGood(page, PHONE);
    await page.getByRole("link", { name: "重新填写" }).click();
    // As a Chinese keyboard types it.
    const wide = code!.replace(/[0-9A-Z-]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
    await page.getByLabel("查询码").fill(wide);
    await page.getByRole("button", { name: "查看" }).click();
    await page.getByRole("heading", { name: "路灯不亮" }).waitFor();
  });

  test("a place names its grid and whom to call", async () => {
    const { page, complaints } = await window(browser, PHONE);
    await page.goto(house.url);
    await page.getByRole("link", { name: "找网格员" }).click();
    await page.getByLabel("您在哪里").fill("青枫");
    await page.locator(".pick").first().click();
    await page.getByRole("button", { name: "查找" }).click();
    await page.getByRole("link", { name: /打电话/ }).first().waitFor();
    await looksGood(page, PHONE);
    await page.getByLabel("您在哪里").fill("月球背面");
    await page.getByRole("button", { name: "查找" }).click();
    await page.getByText("没有找到这个地点").waitFor();
    expect(complaints).toEqual([]);
  });

  test("English and large text are remembered", async () => {
    const { page } = await window(browser, PHONE);
    await page.goto(house.url);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "Large text" }).click();
    await page.goto(`${house.url}/portal/report`);
    await page.getByRole("heading", { name: "What" }).waitFor();
    await expect.poll(() => page.title()).toBe("Report something – Huisheng");
    await looksGood(page, PHONE);
    expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe("24px");
  });
});
