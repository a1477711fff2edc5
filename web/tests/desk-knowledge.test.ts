import { expect, test } from "vitest";

import { DESK, looksGood, PHONE, window } from "./browser";
import { button, dialog, scene } from "./scene";

const set = scene();

test("an office writes an answer, somebody else publishes it, and residents find it", async () => {
  const clerk = await set.at("zhujian.clerk1", "/knowledge");
  await looksGood(clerk.page, DESK);
  await button(clerk.page, "写一条").click();
  const form = dialog(clerk.page);
  await form.getByLabel("问题").fill("加装电梯要几户同意");
  await form.getByLabel("答案").fill("专有部分面积和人数都过三分之二的业主参与表决，参与表决的四分之三以上同意。");
  await form.getByLabel("依据").fill("民法典第二百七十八条");
  await form.getByLabel("有效期至").fill("2027-06-30");
  await looksGood(clerk.page, DESK);
  await form.getByRole("button", { name: "保存，待他人发布" }).click();
  await clerk.page.getByText("已保存，等他人发布：加装电梯要几户同意").waitFor();
  await clerk.page.getByLabel("看哪些").selectOption({ label: "待发布" });
  const own = clerk.page.getByRole("listitem").filter({ hasText: "加装电梯要几户同意" }).first();
  await own.waitFor();
  expect(await own.getByRole("button", { name: "核对后发布" }).count(), "nobody publishes the own").toBe(0);

  const desk = await set.at("dispatch1", "/knowledge", PHONE);
  await desk.page.getByLabel("看哪些").selectOption({ label: "待发布" });
  const waiting = desk.page.getByRole("listitem").filter({ hasText: "加装电梯要几户同意" }).first();
  await waiting.getByRole("button", { name: "核对后发布" }).click();
  await desk.page.getByText("已发布：加装电梯要几户同意").waitFor();
  await desk.page.getByLabel("看哪些").selectOption({ label: "已发布" });
  await desk.page.getByText("已过期").first().waitFor();
  await looksGood(desk.page, PHONE);
  await desk.page.getByLabel("查知识库").fill("电梯 几户");
  await desk.page.getByRole("heading", { name: "加装电梯要几户同意" }).waitFor();
  await desk.page.getByLabel("查知识库").fill("小学报名");
  await desk.page.getByText("知识库里没有查到").waitFor();
  await looksGood(desk.page, PHONE);

  const portal = await window(set.browser, PHONE);
  await portal.page.goto(`${set.house.url}/portal/questions`);
  await portal.page.getByRole("heading", { name: "社保卡丢了怎么补办" }).waitFor();
  await portal.page.getByLabel("您想问什么").fill("装电梯");
  await portal.page.getByRole("heading", { name: "加装电梯要几户同意" }).waitFor();
  await expect.poll(() => portal.page.getByRole("heading", { name: "社保卡丢了怎么补办" }).count()).toBe(0);
  await looksGood(portal.page, PHONE);

  // Corrected, it is told as before until somebody else publishes that; withdrawn, it is gone at once.
  await clerk.page.getByLabel("看哪些").selectOption({ label: "已发布" });
  const told = clerk.page.getByRole("listitem").filter({ hasText: "加装电梯要几户同意" }).first();
  await told.getByRole("button", { name: "撤下" }).click();
  await dialog(clerk.page).getByLabel("为什么撤下").fill("改由街道答复");
  await dialog(clerk.page).getByRole("button", { name: "撤下" }).click();
  await clerk.page.getByText("已撤下：加装电梯要几户同意").waitFor();
  await portal.page.getByLabel("您想问什么").fill("装电梯 几户");
  await portal.page.getByText("没有查到").waitFor();
  for (const { complaints } of [clerk, desk, portal]) expect(complaints).toEqual([]);
});
