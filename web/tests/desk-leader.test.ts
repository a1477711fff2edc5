import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, overflow, PHONE, TABLET, violations, window } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

async function signIn(page: Page, login: string) {
  await page.goto(`${set.house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录" }).click();
}

test("a leader settles and instructs from a phone in two taps", async () => {
  const { page, complaints } = await window(set.browser, PHONE);
  await signIn(page, "leader1");
  await page.getByRole("heading", { name: "领导桌面" }).waitFor();
  await page.getByText("按时办结率").waitFor();
  await page.getByRole("button", { name: "批示" }).first().waitFor();

  const overdue = page.getByRole("region", { name: "超期未办结" });
  const instructable = overdue.getByRole("listitem").filter({ has: page.getByRole("button", { name: "批示" }) });
  const address = (await instructable.first().getByRole("link").getAttribute("href"))!;
  const card = overdue.getByRole("listitem").filter({ has: page.locator(`a[href="${address}"]`) });
  await card.getByRole("button", { name: "批示" }).click();
  const phrase = card.getByRole("button", { name: "尽快办结并反馈" });
  await phrase.waitFor();
  expect(await violations(page)).toEqual([]);
  await phrase.click();
  await page.getByRole("region", { name: "待反馈" }).locator(`a[href="${address}"]`).waitFor();

  for (const size of [DESK, TABLET, PHONE]) {
    await page.setViewportSize(size);
    expect(await overflow(page)).toBe(0);
  }
  expect(complaints).toEqual([]);
});

test("a 批示 with a picture of the paper: the office reports back, and the sheet shows both", async () => {
  const office = officeOf(set.house);
  const { number } = await office.report("领导关心的路灯");
  await office.assign(number);
  const { page: leader } = await set.at("leader1", `/matters/${number}`, PHONE);
  await button(leader, "批示").click();
  await dialog(leader).getByText("批件照片").waitFor();
  const photo = await leader.screenshot({ type: "jpeg" });
  await dialog(leader).locator("input[type=file]").setInputFiles({ name: "批件.jpg", mimeType: "image/jpeg", buffer: photo });
  await dialog(leader).getByText("批件.jpg").first().waitFor();
  await dialog(leader).getByLabel("批示内容").fill("请三日内办结。");
  await looksGood(leader, PHONE);
  await dialog(leader).getByRole("button", { name: "批示", exact: true }).last().click();
  const chain = (page: Page) => page.getByRole("region", { name: "领导批示" });
  await chain(leader).getByText("请三日内办结。").waitFor();

  const { page: clerk } = await set.at("zhujian.clerk1", `/matters/${number}`, DESK);
  await chain(clerk).getByRole("link", { name: /批件照片/ }).waitFor();
  await chain(clerk).getByText(/前反馈/).waitFor();
  await button(clerk, "批示反馈").click();
  await dialog(clerk).getByLabel("反馈内容").fill("已更换灯具");
  await dialog(clerk).getByRole("button", { name: "批示反馈", exact: true }).last().click();
  await chain(clerk).getByText(/已反馈：已更换灯具/).waitFor();
  await looksGood(clerk, DESK);

  await leader.goto(`${set.house.url}/desk/matters/${number}/print?what=submission`);
  await leader.getByRole("heading", { name: "呈批单" }).waitFor();
  await leader.getByText("请三日内办结。").waitFor();
  await leader.getByText(/已更换灯具/).waitFor();
  await looksGood(leader, PHONE);
});
