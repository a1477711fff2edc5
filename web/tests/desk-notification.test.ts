import { expect, test } from "vitest";

import { DESK, looksGood, PHONE, window } from "./browser";
import { officeOf } from "./office";
import { button, sceneOf } from "./scene";

// Nobody listens there: what is sent waits for the next try.
const set = sceneOf({
  HUISHENG_SMS__URL: "http://127.0.0.1:9/send",
  HUISHENG_SMS__NOTIFICATIONS: "true",
  HUISHENG_MAIL__URL: "smtp://127.0.0.1:9",
  HUISHENG_MAIL__FROM: "回声 <huisheng@office.example>",
  HUISHENG_WEBHOOK__URL: "http://127.0.0.1:9/take",
  HUISHENG_WEBHOOK__SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
});

test("a clerk is told of what was assigned, opens it from the list, and it is read", async () => {
  const office = officeOf(set.house);
  const { page, complaints } = await set.at("zhujian.clerk1", "/");
  await page.getByRole("link", { name: "消息", exact: true }).click();
  await page.getByText("没有消息").waitFor();
  await looksGood(page);

  const lamp = await office.intake("八号楼路灯不亮", "13900000001");
  await office.dispatch(lamp.number);
  const pipe = await office.intake("地下室漏水", "13900000002");
  await office.dispatch(pipe.number);
  await page.getByRole("link", { name: "消息，2 条未读" }).waitFor({ timeout: 20_000 });
  await page.getByRole("link", { name: "八号楼路灯不亮" }).waitFor();
  await page.getByText("新交办").first().waitFor();
  await looksGood(page);
  await page.getByRole("link", { name: "八号楼路灯不亮" }).click();
  await page.getByRole("heading", { name: "八号楼路灯不亮" }).waitFor();
  await page.getByRole("link", { name: "消息，1 条未读" }).click();
  await page.getByLabel("只看未读").check();
  await page.getByRole("link", { name: "八号楼路灯不亮" }).waitFor({ state: "hidden" });
  await page.getByRole("link", { name: "地下室漏水" }).waitFor();
  await button(page, "全部标为已读").click();
  await page.getByText("已全部标为已读").waitFor();
  await page.getByText("没有未读消息").waitFor();
  await page.getByRole("link", { name: "消息", exact: true }).waitFor();

  await page.setViewportSize(PHONE);
  await page.getByLabel("只看未读").uncheck();
  await page.getByRole("link", { name: "地下室漏水" }).waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
}, 90_000);

test("one chooses what is sent, when and where", async () => {
  const { page, complaints } = await set.at("zhujian.clerk1", "/account");
  const part = page.getByRole("region", { name: "消息提醒" });
  await part.getByLabel("我的电子邮箱").fill("不是邮箱");
  await part.getByRole("button", { name: "保存" }).click();
  await part.getByRole("alert").waitFor();
  await part.getByLabel("我的电子邮箱").fill("lihua@office.example");
  await part.getByLabel("诉求人补充").uncheck();
  await part.getByLabel("免打扰时段内的消息，过后再发").check();
  await part.getByLabel("从", { exact: true }).fill("20:30");
  await part.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存").waitFor();
  await looksGood(page);
  await page.reload();
  await expect.poll(() => part.getByLabel("我的电子邮箱").inputValue()).toBe("l***@office.example");
  expect(await part.getByLabel("诉求人补充").isChecked()).toBe(false);
  expect(await part.getByLabel("从", { exact: true }).inputValue()).toBe("20:30");
  // As it is shown it is kept.
  await part.getByRole("button", { name: "保存" }).click();
  await page.getByText("已保存").waitFor();
  expect(complaints).toEqual([]);
}, 60_000);

test("an administrator sees how much waits to be sent", async () => {
  const { page, complaints } = await set.at("admin", "/admin/deliveries");
  await page.getByText("短信、电子邮件、转发").waitFor();
  await page.getByText(/条等待发送/).waitFor();
  await page.getByText("没有发不出去的消息").waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
}, 60_000);

test("a reporter wants the answer alone", async () => {
  const { number, code } = await officeOf(set.house).intake("门口路灯不亮", "13900000003");
  const { page, complaints } = await window(set.browser, DESK);
  await page.goto(`${set.house.url}/portal/matters/${number}#${code}`);
  const box = page.getByLabel("只通知答复");
  await box.check();
  await page.getByText("已保存").waitFor();
  await looksGood(page);
  await page.goto(`${set.house.url}/portal/`);
  await page.goto(`${set.house.url}/portal/matters/${number}#${code}`);
  await expect.poll(() => box.isChecked()).toBe(true);
  expect(complaints).toEqual([]);
}, 60_000);
