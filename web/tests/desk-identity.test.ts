import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { DESK, launch, looksGood, overflow, PHONE, TABLET, violations, window } from "./browser";
import { code } from "./code";
import { freePort, type House, open, openProvider } from "./house";

let browser: Browser;
let house: House;
let provider: { issuer: string; stop: () => void };
beforeAll(async () => {
  browser = await launch();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  provider = await openProvider(url);
  house = await open("sqlite", 60, port, {
    HUISHENG_PUBLIC_URL: url,
    HUISHENG_SIGN_IN__PROVIDER__ISSUER: provider.issuer,
    HUISHENG_SIGN_IN__PROVIDER__CLIENT_ID: "huisheng",
    HUISHENG_SIGN_IN__PROVIDER__CLIENT_SECRET: "a-secret-of-the-house",
  });
});
afterAll(async () => {
  await browser.close();
  await house.stop();
  provider.stop();
});

const demo = "huisheng-demo";
const link = (page: Page) => page.getByRole("link", { name: "用统一身份认证登录" });

/** What the pages of the provider ask for: a name, any password, and consent the first time. */
async function pass(page: Page, login: string) {
  await page.waitForURL(`${provider.issuer}/**`);
  const name = page.getByPlaceholder("Enter any login");
  if (await name.isVisible()) {
    await name.fill(login);
    await page.getByPlaceholder("and password").fill("whatever");
    await page.getByRole("button", { name: "Sign-in" }).click();
  }
  const consent = page.getByRole("button", { name: "Continue" });
  await Promise.race([consent.click({ timeout: 20_000 }).catch(() => undefined), page.waitForURL(`${house.url}/**`)]);
  await page.waitForURL(`${house.url}/**`);
}

async function enter(page: Page, login: string) {
  await page.goto(`${house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(demo);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("link", { name: "全部事项" }).waitFor();
}

async function account(page: Page) {
  await page.locator("details.account summary").click();
  await page.getByRole("link", { name: "账号安全" }).click();
  await page.getByRole("heading", { name: "账号安全" }).waitFor();
}

async function signOut(page: Page) {
  await page.locator("details.account summary").click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("登录名").waitFor();
}

test("one links oneself, comes in by the provider, signs out of both, and unlinks", async () => {
  const { page, complaints } = await window(browser, DESK);
  await enter(page, "c01.head1");
  await account(page);
  const part = page.getByRole("region", { name: "统一身份认证" });
  await part.getByRole("button", { name: "关联我的身份" }).click();
  await part.getByLabel("密码").fill("not my password");
  await part.getByRole("button", { name: "去关联" }).click();
  await part.getByRole("alert").getByText("现在的密码不正确").waitFor();
  await looksGood(page);
  await part.getByLabel("密码").fill(demo);
  await part.getByRole("button", { name: "去关联" }).click();
  await pass(page, "wang.li");
  await part.getByText("身份 wang.li@street").waitFor();
  expect(new URL(page.url()).pathname).toBe("/desk/account");
  await looksGood(page);

  await signOut(page);
  await link(page).waitFor();
  await looksGood(page);
  await link(page).click();
  // The provider still knows who it is.
  await page.waitForURL(`${house.url}/desk/`);
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  await account(page);
  await part.getByText("最近用它登录").waitFor();

  await signOut(page);
  await page.getByText("可能仍是登录状态").waitFor();
  await looksGood(page);
  await page.getByRole("link", { name: "也退出那里" }).click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await page.waitForURL(`${house.url}/desk/`);
  await link(page).click();
  await page.getByPlaceholder("Enter any login").waitFor();
  await pass(page, "wang.li");
  await account(page);
  await part.getByRole("button", { name: "解除关联" }).click();
  await part.getByLabel("密码").fill(demo);
  await looksGood(page);
  await part.getByRole("button", { name: "解除关联" }).click();
  await part.getByRole("button", { name: "关联我的身份" }).waitFor();
  expect(complaints).toEqual([]);
});

test("whoever is not linked is told what to do; an administrator links nobody, looks, and unlinks", async () => {
  const { page } = await window(browser, PHONE);
  await page.goto(`${house.url}/desk/`);
  await link(page).click();
  await pass(page, "zhao.qiang");
  await page.getByRole("heading", { name: /没有登录/ }).waitFor();
  await page.getByText("还没有关联到本系统的账号").waitFor();
  expect(await violations(page)).toEqual([]);
  for (const size of [DESK, TABLET, PHONE]) {
    await page.setViewportSize(size);
    expect(await overflow(page)).toBe(0);
  }
  const admin = await window(browser, DESK);
  await enter(admin.page, "security1");
  await admin.page.getByRole("link", { name: "系统管理" }).click();
  await looksGood(admin.page);
  const line = admin.page.getByRole("listitem").filter({ hasText: "c02.head1" });
  const dialog = admin.page.getByRole("dialog");
  await line.getByRole("button", { name: /的身份/ }).click();
  await dialog.getByText("只有本人能关联").waitFor();
  await looksGood(admin.page);
  await dialog.getByRole("button", { name: "取消" }).click();

  await page.getByRole("link", { name: "回到登录页" }).click();
  await page.setViewportSize(DESK);
  await enter(page, "c02.head1");
  await account(page);
  const part = page.getByRole("region", { name: "统一身份认证" });
  await part.getByRole("button", { name: "关联我的身份" }).click();
  await part.getByLabel("密码").fill(demo);
  // The provider still knows who it is.
  await part.getByRole("button", { name: "去关联" }).click();
  await part.getByText("身份 zhao.qiang@street").waitFor();

  await admin.page.reload();
  await line.getByRole("button", { name: /的身份/ }).click();
  await dialog.getByText("zhao.qiang@street", { exact: true }).waitFor();
  await looksGood(admin.page);
  await dialog.getByRole("button", { name: "解除关联" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.goto(`${house.url}/desk/`);
  await link(page).waitFor();
  expect(admin.complaints).toEqual([]);
});

test("who has a second factor is asked for it back on the desk, and who was signed out goes on in another window", async () => {
  const { page, context, complaints } = await window(browser, DESK);
  await enter(page, "c03.head1");
  await account(page);
  await page.getByRole("button", { name: "关联我的身份" }).click();
  const part = page.getByRole("region", { name: "统一身份认证" });
  await part.getByLabel("密码").fill(demo);
  await part.getByRole("button", { name: "去关联" }).click();
  await pass(page, "sun.yue");
  await part.getByText("身份 sun.yue@street").waitFor();

  // The session ends, and what was typed stays.
  await page.getByLabel("搜索事项").fill("没写完的话");
  await context.addCookies([{ name: "huisheng_session", value: "0".repeat(64), url: house.url }]);
  await page.getByRole("button", { name: "新建令牌" }).click();
  await page.getByLabel("用途").fill("报表");
  await page.getByRole("button", { name: "新建令牌" }).click();
  const dialog = page.getByRole("dialog", { name: "登录已失效" });
  await link(page).waitFor();
  await looksGood(page);
  const other = context.waitForEvent("page");
  await link(page).click();
  const aside = await other;
  await aside.getByRole("link", { name: "全部事项" }).waitFor();
  await aside.close();
  await page.bringToFront();
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await dialog.waitFor({ state: "detached" });
  expect(await page.getByLabel("搜索事项").inputValue()).toBe("没写完的话");
  await page.getByText("令牌“报表”已生成").waitFor();

  const factor = page.getByRole("region", { name: "第二重验证" });
  await factor.getByLabel("密码").fill(demo);
  await factor.getByRole("button", { name: "开始设置" }).click();
  const secret = (await factor.locator("code").textContent())!;
  await factor.getByLabel("六位数字").fill(code(secret, 0));
  await factor.getByRole("button", { name: "完成设置" }).click();
  await factor.getByRole("button", { name: "已保存好" }).click();
  await signOut(page);
  await link(page).click();
  const asked = page.getByLabel("验证码");
  await asked.waitFor();
  expect(await asked.evaluate((box) => box === document.activeElement)).toBe(true);
  await looksGood(page);
  await asked.fill("000000");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").getByText("验证码不对").waitFor();
  await asked.fill(code(secret, 1));
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  expect(complaints).toEqual([]);
});
