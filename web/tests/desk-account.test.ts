import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE, violations, window } from "./browser";
import { code } from "./code";
import { scene } from "./scene";

const set = scene();

async function enter(page: Page, login: string, password = "huisheng-demo") {
  await page.goto(`${set.house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

async function account(page: Page) {
  await page.locator("details.account summary").click();
  await page.getByRole("link", { name: "账号安全" }).click();
  await page.getByRole("heading", { name: "账号安全" }).waitFor();
}

test("one sets up a second factor, is asked for it, and an administrator takes away a lost one", async () => {
  const { page, context, complaints } = await window(set.browser, DESK);
  await enter(page, "c01.head1");
  await account(page);
  // Nobody reaches this house by a domain over https.
  await page.getByRole("region", { name: "通行密钥" }).getByText("还不能用通行密钥").waitFor();
  const part = page.getByRole("region", { name: "第二重验证" });
  await part.getByLabel("密码").fill("not my password");
  await part.getByRole("button", { name: "开始设置" }).click();
  await part.getByRole("alert").waitFor();
  await part.getByLabel("密码").fill("huisheng-demo");
  await part.getByRole("button", { name: "开始设置" }).click();
  await part.getByRole("img", { name: /二维码/ }).waitFor();
  await looksGood(page);
  const secret = (await part.locator("code").textContent())!;
  await part.getByLabel("六位数字").fill("000000");
  await part.getByRole("button", { name: "完成设置" }).click();
  await part.getByRole("alert").waitFor();
  const first = code(secret, 0);
  await part.getByLabel("六位数字").fill(first);
  await part.getByRole("button", { name: "完成设置" }).click();
  await part.getByRole("heading", { name: "恢复码" }).waitFor();
  const recovery = await part.locator("code").allTextContents();
  expect(recovery).toHaveLength(10);
  // They are shown this once: going elsewhere does not lose them.
  await page.getByRole("link", { name: "全部事项" }).click();
  await page.waitForURL("**/desk/matters");
  await page.getByText(recovery[0]!).waitFor();
  await page.goBack();
  await page.waitForURL("**/desk/account");
  await looksGood(page);
  await part.getByRole("button", { name: "已保存好" }).click();
  await part.getByText("还有 10 个恢复码").waitFor();

  await page.locator("details.account summary").click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.getByLabel("登录名").waitFor();
  await enter(page, "c01.head1");
  const asked = page.getByLabel("验证码");
  await asked.waitFor();
  expect(await asked.evaluate((box) => box === document.activeElement)).toBe(true);
  await looksGood(page);
  await asked.fill(first);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").getByText("已经用过").waitFor();
  await asked.fill(code(secret, 1));
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("link", { name: "全部事项" }).waitFor();

  const admin = await window(set.browser, DESK);
  await enter(admin.page, "security1");
  await admin.page.getByRole("link", { name: "系统管理" }).click();
  const line = admin.page.getByRole("listitem").filter({ hasText: "c01.head1" });
  await line.getByText("双重验证").waitFor();
  await looksGood(admin.page);
  await line.getByRole("button", { name: /^更改账号/ }).click();
  await admin.page.getByLabel("解除第二重验证").check();
  await looksGood(admin.page);
  await admin.page.getByRole("button", { name: "保存" }).click();
  await line.getByText("双重验证").waitFor({ state: "detached" });
  await context.clearCookies();
  await enter(page, "c01.head1");
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  expect([...complaints, ...admin.complaints]).toEqual([]);
});

test("one sees where one is signed in and ends it; a password that is guessed soon is refused beside its field", async () => {
  const { page, complaints } = await window(set.browser, PHONE);
  const other = await set.browser.newContext({ userAgent: "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0" });
  await other.request.post(`${set.house.url}/api/v1/session`, { data: { login: "leader1", password: "huisheng-demo" } });
  await enter(page, "leader1");
  await account(page);
  const part = page.getByRole("region", { name: "登录的设备" });
  await part.getByText("Edge · Windows").waitFor();
  await looksGood(page, PHONE);
  await part.getByRole("button", { name: /^退出 Edge · Windows/ }).click();
  await part.getByText("Edge · Windows").waitFor({ state: "detached" });
  await part.getByText("本机").waitFor();
  expect((await other.request.get(`${set.house.url}/api/v1/session`)).status()).toBe(401);
  await other.close();

  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByLabel("原密码").fill("huisheng-demo");
  await page.getByLabel("新密码", { exact: true }).fill("password123");
  await page.getByLabel("再输一次新密码").fill("password123");
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByText("这是常见的密码").waitFor();
  expect(await page.getByLabel("新密码", { exact: true }).inputValue()).toBe("password123");
  expect(await violations(page)).toEqual([]);
  for (const label of ["新密码", "再输一次新密码"]) await page.getByLabel(label, { exact: true }).fill("lantern trolley teapot");
  await page.getByRole("button", { name: "修改密码" }).click();
  await page.getByText("密码已修改").waitFor();
  expect(complaints).toEqual([]);
});

test("five failures lock a name, which the page says and an administrator opens", async () => {
  const { page, complaints } = await window(set.browser, DESK);
  await enter(page, "c02.head1", "wrong");
  for (let n = 1; n < 5; n++) {
    await page.getByRole("alert").getByText("用户名或密码不正确").waitFor();
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.waitForResponse((answer) => answer.url().endsWith("/session"));
  }
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").getByText("暂时锁定").waitFor();
  await looksGood(page);

  const admin = await window(set.browser, DESK);
  await enter(admin.page, "security1");
  await admin.page.getByRole("link", { name: "系统管理" }).click();
  const line = admin.page.getByRole("listitem").filter({ hasText: "c02.head1" });
  await line.getByText("锁定至").waitFor();
  await looksGood(admin.page);
  await line.getByRole("button", { name: /^更改账号/ }).click();
  await admin.page.getByLabel("解除登录锁定").check();
  await admin.page.getByRole("button", { name: "保存" }).click();
  await line.getByText("锁定至").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  expect([...complaints, ...admin.complaints]).toEqual([]);
});

test("before a session ends the page says so; what was typed stays below what covers it", async () => {
  const { page, complaints } = await window(set.browser, DESK);
  await enter(page, "intake1");
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  const me = await (await page.request.get(`${set.house.url}/api/v1/session`)).json();
  let left = 60;
  const idle: string[] = [];
  await page.route("**/api/v1/session", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    idle.push((await route.request().headerValue("idle-seconds"))!);
    return left > 0 ? route.fulfill({ json: { ...me, left_seconds: left } }) : route.continue();
  });
  // Fourteen minutes without a touch: only the clock of the page goes on.
  await page.clock.install();
  await page.reload();
  await page.getByRole("link", { name: "全部事项" }).waitFor();
  await page.getByLabel("搜索事项").fill("没写完的话");
  await page.clock.fastForward("14:00");
  const bar = page.getByRole("alert").getByText("约 1 分钟后退出登录");
  await bar.waitFor();
  expect(Number(idle.at(-1))).toBeGreaterThan(800);
  await looksGood(page);
  left = 900;
  await page.getByRole("button", { name: "继续使用" }).click();
  await bar.waitFor({ state: "detached" });
  expect(Number(idle.at(-1))).toBeLessThan(20);

  left = 0;
  await page.context().clearCookies();
  // A cookie that is no session any more.
  await page.context().addCookies([{ name: "huisheng_session", value: "0".repeat(64), url: set.house.url }]);
  await page.clock.fastForward("15:00");
  const dialog = page.getByRole("dialog", { name: "登录已失效" });
  await dialog.waitFor();
  expect(await violations(page)).toEqual([]);
  const behind = await page.locator(".covered").evaluate((cover) => getComputedStyle(cover).backgroundColor);
  expect(behind).toBe("rgb(243, 245, 248)");
  await dialog.getByLabel("密码").fill("huisheng-demo");
  await page.unroute("**/api/v1/session");
  await dialog.getByRole("button", { name: "登录" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await page.getByLabel("搜索事项").inputValue()).toBe("没写完的话");
  expect(complaints).toEqual([]);
});
