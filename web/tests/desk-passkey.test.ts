import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { DESK, launch, looksGood, PHONE, window } from "./browser";
import { freePort, type House, open } from "./house";

// Passkeys, with the browser's own device that tests have: it verifies who holds it, or does not.

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await launch();
  const port = await freePort();
  house = await open("sqlite", 60, port, { HUISHENG_PUBLIC_URL: `http://localhost:${port}`, HUISHENG_SIGN_IN__SECOND_FACTOR: "leader" });
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

/** A device in this window; `knows`: it makes sure who holds it. */
async function device(page: Page) {
  const browser: CDPSession = await page.context().newCDPSession(page);
  await browser.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await browser.send("WebAuthn.addVirtualAuthenticator", { options });
  return { knows: (isUserVerified: boolean) => browser.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }) };
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const inside = (page: Page) => page.getByRole("link", { name: "全部事项" }).waitFor();
const part = (page: Page) => page.getByRole("region", { name: "通行密钥" });

async function enter(page: Page, login: string) {
  await page.goto(`${house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill("huisheng-demo");
  await button(page, "登录").click();
}

async function account(page: Page) {
  await page.locator("details.account summary").click();
  await page.getByRole("link", { name: "账号安全" }).click();
  await page.getByRole("heading", { name: "账号安全" }).waitFor();
}

async function signOut(page: Page) {
  await page.locator("details.account summary").click();
  await button(page, "退出登录").click();
  await page.getByLabel("登录名").waitFor();
}

test("one registers a passkey, comes in by it, shows it once more, and removes it", async () => {
  const { page, context, complaints } = await window(browser, DESK);
  const { knows } = await device(page);
  await enter(page, "c01.head1");
  await inside(page);
  await account(page);
  await button(page, "登记通行密钥").click();
  const name = part(page).getByLabel("名称");
  expect(await name.evaluate((box) => box === document.activeElement)).toBe(true);
  await name.fill("办公电脑");
  await part(page).getByLabel("密码").fill("not my password");
  await button(page, "继续，由设备确认").click();
  await part(page).getByRole("alert").getByText("现在的密码不正确").waitFor();
  await looksGood(page);
  await part(page).getByLabel("密码").fill("huisheng-demo");
  await knows(false);
  await button(page, "继续，由设备确认").click();
  await part(page).getByRole("alert").getByText("没有完成").waitFor();
  expect(await name.inputValue()).toBe("办公电脑");
  await knows(true);
  await button(page, "继续，由设备确认").click();
  await part(page).getByText("还没有用过").waitFor();
  await looksGood(page);
  // The same device has one already, and is asked for it first.
  await button(page, "登记通行密钥").click();
  await name.fill("再来一个");
  await part(page).getByLabel("密码").fill("huisheng-demo");
  await looksGood(page);
  await button(page, "继续，由设备确认").click();
  await part(page).getByRole("alert").getByText("已经登记过").waitFor();
  await button(page, "取消").click();

  await signOut(page);
  await button(page, "用通行密钥登录").waitFor();
  await looksGood(page);
  await knows(false);
  await button(page, "用通行密钥登录").click();
  await page.getByRole("alert").getByText("没有完成").waitFor();
  await knows(true);
  await button(page, "用通行密钥登录").click();
  await inside(page);
  await account(page);
  await part(page).getByText("最近使用").waitFor();

  // Who gives the password is asked for it.
  await signOut(page);
  await enter(page, "c01.head1");
  await page.getByRole("status").getByText("请用您的通行密钥").waitFor();
  const way = button(page, "用通行密钥登录");
  expect(await way.evaluate((box) => box === document.activeElement)).toBe(true);
  await looksGood(page);
  await way.click();
  await inside(page);

  // The session ends, and what was typed stays.
  await page.getByLabel("搜索事项").fill("没写完的话");
  await context.addCookies([{ name: "huisheng_session", value: "0".repeat(64), url: house.url }]);
  await account(page);
  const dialog = page.getByRole("dialog", { name: "登录已失效" });
  await dialog.waitFor();
  await looksGood(page);
  await dialog.getByRole("button", { name: "用通行密钥登录" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await page.getByLabel("搜索事项").inputValue()).toBe("没写完的话");

  // An app beside it: the passkey is what is shown once more.
  const factor = page.getByRole("region", { name: "第二重验证" });
  await factor.getByLabel("密码").fill("huisheng-demo");
  await looksGood(page);
  await button(page, "开始设置").click();
  await factor.getByRole("img", { name: /二维码/ }).waitFor();
  await factor.getByRole("button", { name: "取消" }).click();

  const admin = await window(browser, DESK);
  await enter(admin.page, "security1");
  await admin.page.getByRole("link", { name: "系统管理" }).click();
  await admin.page.getByRole("listitem").filter({ hasText: "c01.head1" }).getByText("双重验证").waitFor();

  await button(page, "删除通行密钥 办公电脑").click();
  await part(page).getByLabel("密码").fill("huisheng-demo");
  await looksGood(page);
  await button(page, "删除这个通行密钥").click();
  await button(page, "删除通行密钥 办公电脑").waitFor({ state: "detached" });
  await signOut(page);
  await button(page, "用通行密钥登录").click();
  await page.getByRole("alert").getByText("没有登记过").waitFor();
  await enter(page, "c01.head1");
  await inside(page);
  expect([...complaints, ...admin.complaints]).toEqual([]);
});

test("whose post needs a second factor may register a passkey instead of an app", async () => {
  const { page, complaints } = await window(browser, PHONE);
  await device(page);
  await enter(page, "leader1");
  await page.getByRole("heading", { name: "或者：登记通行密钥" }).waitFor();
  await looksGood(page, PHONE);
  await button(page, "登记通行密钥").click();
  await page.getByLabel("名称").fill("手机");
  await page.locator("form").filter({ has: page.getByLabel("名称") }).getByLabel("密码").fill("huisheng-demo");
  await looksGood(page, PHONE);
  await button(page, "继续，由设备确认").click();
  await page.locator("details.account summary").waitFor();
  await signOut(page);
  await button(page, "用通行密钥登录").click();
  await page.locator("details.account summary").waitFor();
  expect(complaints).toEqual([]);
});
