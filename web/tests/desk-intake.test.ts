import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DESK, launch, looksGood, window } from "./browser";
import { type House, open } from "./house";
import { button, paste } from "./scene";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

/** Keys beside the words themselves. */
function keyboard(page: Page) {
  let keys = 0;
  return {
    say: (words: string) => page.keyboard.insertText(words),
    async press(...all: string[]) {
      for (const key of all) await page.keyboard.press(key);
      keys += all.flatMap((key) => key.split("+")).length;
    },
    count: () => keys,
  };
}

/** A second of silence, as a headset records it. */
function silence(): number[] {
  const head = Buffer.from("RIFF....WAVEfmt ....................data....", "latin1");
  const numbers: [number, number, 2 | 4][] = [
    [4, 16036, 4], [16, 16, 4], [20, 1, 2], [22, 1, 2], [24, 8000, 4], [28, 16000, 4], [32, 2, 2], [34, 16, 2], [40, 16000, 4],
  ];
  for (const [at, value, size] of numbers) head.writeUIntLE(value, at, size);
  return [...head, ...new Uint8Array(16000)];
}

describe.each(["sqlite", "postgres"] as const)("intake on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  async function desk() {
    const opened = await window(browser, DESK);
    const data = { login: "intake1", password: "huisheng-demo" };
    await opened.context.request.post(`${house.url}/api/v1/session`, { data });
    await opened.page.goto(`${house.url}/desk/intake`);
    await opened.page.getByLabel("来电号码").waitFor();
    return opened;
  }

  const sentNumber = async (page: Page) => (await page.locator("#number").innerText()).replace(/\s/g, "");
  const matter = async (page: Page, number: string) =>
    (await (await page.request.get(`${house.url}/api/v1/matters/${number}`)).json()) as Record<string, unknown> & { reports: unknown[]; files: string[] };

  // Before the calls: what is suggested for one of them is none of what came before.
  test("a complaint from a chat group is pasted, and nothing of it is typed again", async () => {
    const { page, complaints } = await desk();
    await page.getByLabel("反映什么").focus();
    await paste(page, "3号楼王姐 2026/11/30 08:12\n[图片]\n青枫名邸3号楼门口路灯不亮，李女士13900000003");
    await page.getByText("已从粘贴的文字填好：").waitFor();
    await page.getByText("另有 1 个图片、语音等文件没有随文字复制").waitFor();
    await looksGood(page);
    const filled = async () => Promise.all(["来电号码", /^称呼/, "反映什么", /^地点/].map((label) => page.getByLabel(label).first().inputValue()));
    expect(await filled()).toEqual(["13900000003", "李女士", "青枫名邸3号楼门口路灯不亮，李女士13900000003", "青枫名邸3号楼"]);
    await button(page, "还原为粘贴的原文").click();
    expect((await filled())[0]).toBe("");
    expect((await filled())[2]).toContain("3号楼王姐 2026/11/30 08:12");
    await button(page, "清空").click();
    await page.getByLabel("反映什么").focus();
    await paste(page, "井盖响三天了，夜里睡不着\n姓名：李女士\n电话：13900000003\n地址：青枫名邸西门");
    await page.getByText("已从粘贴的文字填好：").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("heading", { name: "已登记" }).waitFor();
    const entered = await matter(page, await sentNumber(page));
    expect(JSON.stringify(entered)).toContain("青枫名邸西门");
    expect(complaints).toEqual([]);
  });

  test("a call is taken by the keyboard alone, and the next one about the same joins it", async () => {
    const { page, complaints } = await desk();
    const { say, press, count } = keyboard(page);
    await say("13900000001");
    await page.getByText("此号码以前的事项").waitFor();
    await press("Tab");
    await say("王女士");
    await press("Tab");
    await say("青枫名邸门口路灯不亮，三天了，老人晚上出门不方便");
    await press("Tab", "Tab");
    await say("青枫名邸");
    await page.getByRole("option", { name: /^青枫名邸/ }).first().waitFor();
    await press("Enter", "Tab");
    await page.getByRole("option", { name: /1.*灯/ }).waitFor();
    await looksGood(page);
    await press("1");
    await page.getByText("建议承办").waitFor();
    await press("Control+Enter");
    await page.getByRole("heading", { name: "已登记" }).waitFor();
    expect(count()).toBeLessThanOrEqual(12);
    await looksGood(page);
    expect(await page.locator("#code").innerText()).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
    const number = await sentNumber(page);
    const first = await matter(page, number);
    expect(first.category_name).toMatch(/灯/);
    expect(first.place).toHaveProperty("place");

    await press("Enter");
    await say("13900000002");
    await press("Tab", "Tab");
    await say("青枫名邸门口路灯不亮，没人修");
    await press("Tab", "Tab");
    await say("青枫名邸");
    await page.getByText("可能是同一件").waitFor();
    await press("F2", "Enter");
    await page.getByText(/登记后并入/).waitFor();
    await press("Control+Enter");
    await page.getByRole("heading", { name: "已并入" }).waitFor();
    expect(await sentNumber(page)).toBe(number);
    expect((await matter(page, number)).reports).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  test("a question answered on the spot ends at once; a recording comes along; a closed page loses nothing", async () => {
    const { context, page } = await desk();
    await page.keyboard.insertText("13900000003");
    await page.getByLabel("反映什么").fill("医保在哪里缴费？");
    const dropped = await page.evaluateHandle((bytes) => {
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(bytes)], "通话.wav", { type: "audio/wav" }));
      return files;
    }, silence());
    await page.getByLabel("反映什么").dispatchEvent("drop", { dataTransfer: dropped });
    await page.getByText("通话.wav").waitFor();
    await page.getByText("正在上传").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+Shift+Enter");
    await page.keyboard.insertText("社区服务中心二楼窗口");
    await expect.poll(() => page.evaluate(() => localStorage.getItem("intake"))).toContain("二楼窗口");
    await page.close();

    const again = await context.newPage();
    await again.goto(`${house.url}/desk/intake`);
    await again.getByText("已恢复").waitFor();
    expect(await again.getByLabel("来电号码").inputValue()).toBe("13900000003");
    await again.getByText("此前已上传 1 个附件").waitFor();
    // The report arrives; its answer does not. Sent again as it was, it is entered once.
    await again.route("**/api/v1/matters", async (route) => {
      await route.fetch();
      await route.abort();
    }, { times: 1 });
    // Offered once the procedures are there, which say whether it may be.
    await again.getByRole("button", { name: /Ctrl\+Shift\+Enter/ }).waitFor();
    await again.keyboard.press("Control+Shift+Enter");
    await again.getByText("没有等到答复").waitFor();
    await again.reload();
    await again.getByText("没有等到答复").waitFor();
    await again.keyboard.press("Control+Enter");
    await again.getByRole("heading", { name: "当场答复办结" }).waitFor();
    const kept = await matter(again, await sentNumber(again));
    expect(kept).toMatchObject({ kind: "consultation", ending: { kind: "answered_at_once" } });
    expect(kept.files).toHaveLength(1);
    expect(await again.evaluate(() => localStorage.getItem("intake"))).not.toContain("13900000003");
  });
});
