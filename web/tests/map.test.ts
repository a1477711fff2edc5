import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { DESK, launch, looksGood, PHONE, violations, window } from "./browser";
import { type House, open } from "./house";
import { officeOf } from "./office";
import { holds, wider } from "../src/map/ground";

// No provider is configured and no WebGL is there: maps are drawn all the same.
let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await launch("--disable-3d-apis");
  house = await open("sqlite");
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

/** The map, once it is drawn: enough pixels of its canvas have a colour. */
async function drawn(page: Page): Promise<Locator> {
  const map = page.getByRole("application", { name: "地图" }).last();
  const coloured = () =>
    map.locator("canvas").first().evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, nth) => nth % 4 === 3 && value > 0).length / (data.length / 4);
    });
  await expect.poll(coloured, { timeout: 10_000 }).toBeGreaterThan(0.05);
  return map;
}

async function middle(map: Locator) {
  const { width, height } = (await map.boundingBox())!;
  return { x: width / 2, y: height / 2 };
}

/** Whether the mark of the chosen point lies there: its ring is red. */
function marked(map: Locator, at: { x: number; y: number }) {
  return map.locator("canvas").first().evaluate((canvas: HTMLCanvasElement, { x, y }) => {
    const scale = canvas.width / canvas.clientWidth;
    const { data } = canvas.getContext("2d")!.getImageData((x - 12) * scale, (y - 12) * scale, 24 * scale, 24 * scale);
    return data.some((red, nth) => nth % 4 === 0 && red > 140 && data[nth + 1]! < 60 && data[nth + 2]! < 60);
  }, at);
}

/** The phone says where it is when it is told to. */
async function slowPosition(page: Page) {
  await page.addInitScript(() => {
    navigator.geolocation.getCurrentPosition = (found) =>
      Object.assign(globalThis, { arrive: () => found({ coords: { longitude: 122.5, latitude: 35, accuracy: 20 } } as GeolocationPosition) });
  });
  return () => page.evaluate(() => (globalThis as unknown as { arrive: () => void }).arrive());
}

/** Opens the map where a place of the gazetteer lies. */
async function openAt(page: Page, field: string, place: string) {
  await page.getByLabel(field).fill(place);
  await page.locator(".pick").first().click();
  await page.getByRole("button", { name: "在地图上选" }).click();
  return drawn(page);
}

test("ground is asked for in boxes that many share", () => {
  const seen = [122.5011, 35.0081, 122.5052, 35.0105] as const;
  expect(holds(wider([...seen]), [...seen])).toBe(true);
  const near = [122.5013, 35.0082, 122.5054, 35.0106] as const;
  expect(wider([...near])).toEqual(wider([...seen]));
});

test("a place is chosen on the map with the mouse, taken back, and chosen with the keyboard", async () => {
  const office = officeOf(house);
  const { page, complaints } = await window(browser, PHONE);
  const arrive = await slowPosition(page);
  await page.goto(`${house.url}/portal/report`);
  expect(await page.evaluate(() => document.createElement("canvas").getContext("webgl"))).toBeNull();
  await page.getByLabel("什么事？").fill("路灯不亮");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "用手机定位" }).click();
  const map = await openAt(page, "地点", "翰林新村");
  // The quarter goes down, and stays there when it is chosen.
  await map.press("ArrowUp");
  const { x, y } = await middle(map);
  await map.click({ position: { x, y: y + 128 } });
  await page.getByText("已用地图上选的位置").waitFor();
  await page.getByText("所在网格：").last().waitFor();
  await expect.poll(() => marked(map, { x, y: y + 128 })).toBe(true);
  // A point that was chosen is not the phone's any more.
  await arrive();
  await page.waitForTimeout(100);
  expect(await page.getByText("已用地图上选的位置").isVisible()).toBe(true);
  await looksGood(page, PHONE);
  await page.getByRole("button", { name: "去掉这个位置" }).click();
  await page.getByText("已用地图上选的位置").waitFor({ state: "hidden" });

  await map.press("ArrowDown");
  for (const key of ["+", "ArrowLeft", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await page.getByText("已用地图上选的位置").waitFor();
  await page.getByText("所在网格：").last().waitFor();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByText(/第 3 步|附近正在办/).first().waitFor();
  if (await page.getByRole("button", { name: "都不是" }).isVisible()) await page.getByRole("button", { name: "都不是" }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByText("已附定位").waitFor();
  await page.getByRole("button", { name: "提交" }).click();
  await page.getByRole("heading", { name: "已经收到" }).waitFor();
  const { place } = await office.see(await page.locator("#number").innerText());
  expect(place.grid).not.toBeNull();
  // West and south of the quarter, by some tens of metres.
  const [lon, lat] = place.point!;
  expect(lon).toBeLessThan(122.501277);
  expect(lon).toBeGreaterThan(122.5);
  expect(lat).toBeLessThan(35.009245);
  expect(lat).toBeGreaterThan(35.008);
  expect(complaints).toEqual([]);
});

test("the map begins where the typed words seem to be, and what is chosen has a name", async () => {
  const { page, complaints } = await window(browser, PHONE);
  await page.goto(`${house.url}/portal/report`);
  await page.getByLabel("什么事？").fill("路灯不亮");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("地点").fill("青枫名邸");
  await page.locator(".pick").first().waitFor();
  const asked = page.waitForRequest((request) => request.url().includes("/map/grids"));
  await page.getByRole("button", { name: "在地图上选" }).click();
  const { searchParams } = new URL((await asked).url());
  expect(Number(searchParams.get("east")) - Number(searchParams.get("west"))).toBeLessThan(0.02);
  await drawn(page);
  await page.getByRole("button", { name: "十字处就是" }).click();
  await page.getByText("青枫名邸附近").waitFor();
  await looksGood(page, PHONE);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByText(/怎么称呼|附近正在办/).first().waitFor();
  await page.goto(`${house.url}/portal/report?step=4`);
  await page.getByText("按定位找网格（青枫名邸附近）").waitFor();
  expect(complaints).toEqual([]);
});

test("a late answer about the typed words moves no map on which a point was set", async () => {
  const { page, complaints } = await window(browser, PHONE);
  await page.goto(`${house.url}/portal/report`);
  await page.getByLabel("什么事？").fill("路灯不亮");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByLabel("地点").fill("青枫名邸");
  await page.locator(".pick").first().waitFor();
  let tell: (() => void) | undefined;
  await page.route("**/api/v1/places", async (route) => {
    await new Promise<void>((go) => (tell = go));
    await route.continue();
  });
  await page.getByRole("button", { name: "在地图上选" }).click();
  const map = await drawn(page);
  const { x, y } = await middle(map);
  await map.click({ position: { x: x + 40, y: y + 40 } });
  await page.getByText("已用地图上选的位置").waitFor();
  await expect.poll(() => marked(map, { x: x + 40, y: y + 40 })).toBe(true);
  const told = page.waitForResponse("**/api/v1/places");
  tell!();
  await told;
  await page.waitForTimeout(500);
  expect(await marked(map, { x: x + 40, y: y + 40 })).toBe(true);
  expect(complaints).toEqual([]);
});

test("a grid is split by a line, and its parts are found from the day on", async () => {
  const { page, complaints } = await window(browser, DESK);
  await page.goto(`${house.url}/desk/`);
  await page.getByLabel("登录名").fill("admin");
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("link", { name: "系统管理" }).click();
  await page.getByRole("link", { name: "区划与网格" }).click();
  await page.getByRole("button", { name: "晴川街道 的下级" }).click();
  await page.getByRole("button", { name: /望河社区.*个网格/ }).click();
  const map = await drawn(page);
  await looksGood(page);

  await page.getByRole("checkbox", { name: /^望河社区第1网格 / }).check();
  await page.getByRole("button", { name: "沿线拆分" }).click();
  // What is to be split lies in the middle of the map now: the line goes from top to bottom.
  await expect.poll(() => page.getByText("请先在图上画线").isVisible()).toBe(true);
  const { x, y } = await middle(map);
  await map.click({ position: { x, y: 8 } });
  await map.dblclick({ position: { x, y: y * 2 - 8 } });
  await page.getByRole("button", { name: "试算" }).click();
  // It is read first: Enter does not put it into force.
  const results = page.getByRole("heading", { name: "试算结果（还没有生效）" });
  await expect.poll(() => results.evaluate((one) => one === document.activeElement)).toBe(true);
  await page.getByLabel("名称").first().press("Enter");
  await looksGood(page);
  await page.getByLabel("名称").first().fill("望河西网格");
  await page.getByRole("button", { name: /^确认/ }).click();
  await page.getByRole("checkbox", { name: "望河西网格" }).waitFor();
  await expect.poll(() => page.getByRole("checkbox", { name: /^望河社区第1网格 / }).count()).toBe(0);
  expect(complaints).toEqual([]);

  const resident = await window(browser, PHONE);
  await resident.page.goto(`${house.url}/portal/grid`);
  const there = await openAt(resident.page, "您在哪里", "翰林新村");
  const at = await middle(there);
  await there.click({ position: { x: at.x - 30, y: at.y } });
  await resident.page.getByRole("heading", { name: /望河西网格/ }).waitFor();
  await resident.page.getByRole("button", { name: "English" }).click();
  await resident.page.getByRole("button", { name: "Under the cross" }).waitFor();
  await looksGood(resident.page, PHONE);
  expect(resident.complaints).toEqual([]);
});

test.each(["grid", "nearby"])("on the page %s what was asked for last is told", async (at) => {
  const { page, complaints } = await window(browser, PHONE);
  const arrive = await slowPosition(page);
  const asked: string[] = [];
  let first: (() => void) | undefined;
  await page.route(/public\/(offices|nearby)$/, async (route) => {
    asked.push(route.request().postData()!);
    const address = (route.request().postDataJSON() as { address?: string }).address;
    if (address === "月球背面") await new Promise<void>((go) => (first = go));
    await route.fulfill(
      address === "月球背面"
        ? { status: 503, body: "" }
        : { json: at === "grid" ? { division: "望河社区", grid: "望河", offices: [] } : { matters: [] } },
    );
  });
  await page.goto(`${house.url}/portal/${at}`);
  const look = page.locator("button.main");
  await page.locator("#address").fill("月球背面");
  await look.click();
  await expect.poll(() => first !== undefined).toBe(true);
  await page.getByRole("button", { name: "用手机定位" }).click();
  await page.locator("#address").fill("地球正面");
  await look.click();
  const told = at === "grid" ? page.getByRole("heading", { name: "望河社区 · 望河" }) : page.getByRole("status").getByRole("link");
  await told.waitFor();
  const late = page.waitForResponse((response) => response.status() === 503);
  first!();
  await late;
  await arrive();
  await page.waitForTimeout(200);
  expect(asked).toHaveLength(2);
  expect(await told.isVisible()).toBe(true);
  expect(await page.getByRole("alert").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("ground that does not come is said, and asked for again", async () => {
  const { page, complaints } = await window(browser, PHONE);
  let lost = true;
  await page.route("**/api/v1/map/grids**", (route) => (lost ? route.abort() : route.continue()));
  await page.goto(`${house.url}/portal/grid`);
  await page.getByRole("button", { name: "在地图上选" }).click();
  await page.getByText("地图读不到").waitFor();
  // Without another size: that would ask again by itself.
  expect(await violations(page)).toEqual([]);
  lost = false;
  await page.getByRole("button", { name: "重试" }).click();
  await page.getByText("地图读不到").waitFor({ state: "hidden" });
  await drawn(page);
  expect(complaints).toEqual([]);
});
