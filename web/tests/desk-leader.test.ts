import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, overflow, PHONE, TABLET, violations, window } from "./browser";
import { scene } from "./scene";

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
