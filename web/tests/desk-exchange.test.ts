import { afterAll, expect, test } from "vitest";

import { looksGood, PHONE } from "./browser";
import { openCity } from "./city";
import { officeOf } from "./office";
import { button, dialog, sceneOf } from "./scene";

const city = await openCity();
const set = sceneOf({ HUISHENG_EXCHANGE__HOSTS: `["${city.host}"]` });
afterAll(() => city.stop());

/** Three people set it up: the account, its post, the partner. What the city has to know comes back. */
async function setUp(): Promise<{ address: string; secret: string }> {
  const admin = await set.at("admin", "/admin/accounts");
  await button(admin.page, "新建账号").click();
  await dialog(admin.page).getByLabel("登录名").fill("duijie-city");
  await dialog(admin.page).getByLabel("姓名").fill("市平台对接");
  await dialog(admin.page).getByRole("combobox").fill("接诉即办");
  await admin.page.getByRole("option", { name: "接诉即办" }).first().click();
  await dialog(admin.page).getByLabel("程序账号").check();
  await looksGood(admin.page);
  await button(admin.page, "保存").click();
  await dialog(admin.page).waitFor({ state: "hidden" });

  const security = await set.at("security1", "/");
  const api = `${set.house.url}/api/v1`;
  const found = await security.context.request.get(`${api}/accounts?limit=200`);
  const { accounts } = (await found.json()) as { accounts: { id: string; login: string; unit: string }[] };
  const id = accounts.find((account) => account.login === "duijie-city")!.id;
  const desk = (await officeOf(set.house).units()).find((unit) => unit.code === "desk")!.id;
  const granted = await security.context.request.post(`${api}/accounts/${id}/posts`, { data: { unit: desk, roles: ["dispatcher"] } });
  expect(granted.status(), await granted.text()).toBe(200);

  const { page } = admin;
  await page.getByRole("link", { name: "平台对接" }).click();
  await page.getByText("还没有对接方").waitFor();
  await looksGood(page);
  await button(page, "添加对接方").click();
  await dialog(page).getByLabel("名称", { exact: true }).fill("市12345");
  await dialog(page).getByLabel("办理账号").fill("duijie-city");
  await dialog(page).getByLabel("对方地址").fill("https://elsewhere.example/messages");
  await dialog(page).getByLabel("词表").selectOption("12345 热线平台");
  await dialog(page).getByLabel("分类对照").fill("路灯照明");
  await button(page, "保存").click();
  await dialog(page).getByText("第 1 行应为").waitFor();
  await looksGood(page);
  await dialog(page).getByLabel("分类对照").fill("");
  await button(page, "保存").click();
  await dialog(page).getByText("配置中没有允许访问这个主机").waitFor();
  await dialog(page).getByLabel("对方地址").fill(city.url);
  await button(page, "保存").click();
  await page.getByText("密钥只显示这一次").waitFor();
  await looksGood(page);
  const secret = (await page.locator("code").first().textContent()) ?? "";
  const address = (await page.getByText(/\/api\/v1\/exchange\//).textContent()) ?? "";
  await button(page, "已记下").click();
  await page.getByText("密钥只显示这一次").waitFor({ state: "hidden" });
  await page.setViewportSize(PHONE);
  await looksGood(page);
  return { address, secret };
}

test("a morning of orders by exchange: told by the city, seen by the desk, typed by nobody", async () => {
  const { address, secret } = await setUp();
  const order = {
    number: "S2026113000017",
    version: 1,
    received: new Date(Date.now() - 3_600_000).toISOString(),
    due: new Date(Date.now() + 6 * 86_400_000).toISOString(),
    state: "待签收",
    title: "西门路灯不亮",
    text: "和美小区西门路灯三天不亮，老人晚上出门不方便",
    name: "王女士",
    phone: "13900000001",
  };
  const told = await city.tell(address, secret, order);
  expect(told.status, JSON.stringify(told.body)).toBe(200);
  expect((await city.tell(address, secret, order)).body.repeated).toBe(true);
  expect((await city.tell(address, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", order)).status).toBe(401);
  const number = told.body.number!;

  // The dispatcher finds it among the others, with the number and the day of the city.
  const { page, complaints } = await set.at("dispatch1", `/matters/${number}`);
  await page.getByRole("heading", { name: "西门路灯不亮" }).waitFor();
  await page.getByText("S2026113000017").first().waitFor();
  await looksGood(page);
  const office = officeOf(set.house);
  await office.assign(number);
  // What the city says since is on the page by itself.
  await city.tell(address, secret, { ...order, version: 2, state: "处理中", more: ["诉求人催办：今晚还是黑的"] });
  await page.getByText("诉求人催办：今晚还是黑的").first().waitFor();
  // And the city hears that its order is here. What may still be taken back waits for a minute, so this story ends with that.
  const heard = () => city.heard.find(({ type, data }) => type === "reply" && data.number === "S2026113000017");
  await expect.poll(() => heard()?.data.ours, { timeout: 20_000 }).toBe(number);

  await page.getByRole("link", { name: "平台对接" }).click();
  await page.getByRole("button", { name: "未能执行 0" }).click();
  await page.getByText("没有。").waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
}, 120_000);
