import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";

import { DESK, launch, PHONE, window } from "../tests/browser";
import { type House, open } from "../tests/house";

// The pictures of the README are taken on the way that it tells, "five minutes", from report to rating.
const folder = join(import.meta.dirname, "../../docs/pictures");
const password = "huisheng-demo";

let browser: Browser;
let house: House;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await launch();
  house = await open("sqlite", 400);
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

const picture = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const dialog = (page: Page) => page.getByRole("dialog");

/** Somebody signs in at the desk. */
async function desk(login: string): Promise<Page> {
  const { page } = await window(browser, DESK);
  await page.goto(`${house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password);
  await button(page, "登录").click();
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  return page;
}

async function send(page: Page, verb: string) {
  await dialog(page).getByRole("button", { name: verb, exact: true }).click();
  await page.getByText(new RegExp(`${verb}.*：已完成`)).waitFor();
}

test("the five minutes of the README", async () => {
  const { page: phone } = await window(browser, PHONE);
  await phone.goto(house.url);
  await picture(phone, "portal");
  await phone.getByRole("link", { name: /我要反映/ }).click();
  await phone.getByLabel("什么事？").fill("门口的路灯三天不亮了，老人晚上出门不方便");
  await button(phone, "下一步").click();
  await phone.getByText("第 2 步").waitFor();
  await phone.getByRole("textbox").first().fill("河畔家属院3");
  await button(phone, /^河畔家属院3号楼/).click();
  await button(phone, "下一步").click();
  await phone.getByLabel("联系电话").fill("13900000001");
  await button(phone, "下一步").click();
  await phone.getByText("第 4 步").waitFor();
  await button(phone, "提交").click();
  const number = await phone.locator("#number").innerText();
  await picture(phone, "receipt");
  await phone.getByRole("link", { name: "查看进度" }).click();

  const dispatcher = await desk("dispatch1");
  await dispatcher.getByRole("link", { name: /^待受理/ }).click();
  await dispatcher.getByRole("link", { name: /路灯三天不亮/ }).waitFor();
  await picture(dispatcher, "queue");
  await dispatcher.getByRole("link", { name: /路灯三天不亮/ }).click();
  await button(dispatcher, "受理").click();
  await button(dispatcher, /^路灯 /).click();
  await send(dispatcher, "受理");
  await button(dispatcher, /^交办给 .*住房和城乡建设局/).click();
  await dispatcher.getByText(/^交办给 .*：已完成$/).waitFor();

  const clerk = await desk("zhujian.clerk1");
  await clerk.getByRole("link", { name: /^待签收/ }).click();
  await clerk.getByRole("link", { name: /路灯三天不亮/ }).click();
  await button(clerk, "签收").click();
  await clerk.getByText("签收：已完成").waitFor();
  await button(clerk, "联系诉求人").click();
  await dialog(clerk).getByLabel("沟通内容").fill("已电话联系，约定今晚更换灯具");
  await send(clerk, "联系诉求人");
  await button(clerk, "提交办理结果").click();
  await dialog(clerk).getByLabel("办理结果").fill("更换灯具两盏，路灯已恢复照明");
  const buffer = await phone.screenshot({ type: "jpeg" });
  await dialog(clerk).locator("input[type=file]").setInputFiles({ name: "灯.jpg", mimeType: "image/jpeg", buffer });
  await dialog(clerk).getByText("正在上传").waitFor({ state: "hidden" });
  await send(clerk, "提交办理结果");

  await button(dispatcher, "审核").waitFor();
  await picture(dispatcher, "matter");
  await button(dispatcher, "审核").click();
  await send(dispatcher, "审核");

  const caller = await desk("callback1");
  await caller.goto(`${house.url}/desk/matters/${number}`);
  await button(caller, "回访").click();
  for (const answer of ["是", "解决", "满意"]) await dialog(caller).getByText(answer, { exact: true }).first().click();
  await send(caller, "回访");

  await phone.reload();
  await phone.getByText("核实已解决").waitFor();
  await phone.getByLabel("解决了", { exact: true }).check();
  await phone.getByLabel("满意", { exact: true }).check();
  await button(phone, "提交评价").click();
  await phone.getByText("您的评价已经收到").waitFor();
  await phone.evaluate(() => scrollTo(0, 0));
  await picture(phone, "answered");
}, 180_000);
