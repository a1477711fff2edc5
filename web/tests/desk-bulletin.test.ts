import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

const region = (page: Page, name: string) => page.getByRole("region", { name });

/** A matter of the housing bureau whose reporter says that nothing was put right. */
async function unsolved(photo: Buffer): Promise<string> {
  const office = officeOf(set.house);
  const { number } = await office.report("修好又坏的路灯");
  await office.assign(number);
  await office.submit(number, "已更换灯泡", photo);
  await office.callBack(number, "not");
  return number;
}

test("Friday's bulletin: an exclusion is asked and decided, the bulletin drawn up, edited, issued, read and taken out", async () => {
  const first = await set.at("zhujian.clerk1", "/", DESK);
  const photo = await first.page.screenshot({ type: "jpeg" });
  const number = await unsolved(photo);

  // The office asks, with evidence.
  const { page: clerk } = first;
  await clerk.goto(`${set.house.url}/desk/matters/${number}`);
  await clerk.getByText(/更多操作/).click();
  await button(clerk, "申请剔除").click();
  await dialog(clerk).getByRole("radio", { name: /回访未解决/ }).check();
  await dialog(clerk).getByRole("radio", { name: "政策限制且已解释" }).check();
  await dialog(clerk).getByLabel("事实和理由").fill("产权属于业主，已当面解释");
  await dialog(clerk).locator("input[type=file]").setInputFiles({ name: "告知.jpg", mimeType: "image/jpeg", buffer: photo });
  await dialog(clerk).getByText("告知.jpg").first().waitFor();
  await looksGood(clerk, DESK);
  await dialog(clerk).getByRole("button", { name: "申请剔除" }).click();
  const asked = region(clerk, "剔除申请");
  await asked.getByText("待审定").waitFor();

  // Supervision decides, outside of the office.
  const { page: supervisor } = await set.at("supervise1", "/queues/to_exclude", PHONE);
  await looksGood(supervisor, PHONE);
  await supervisor.getByRole("link", { name: /修好又坏的路灯/ }).first().click();
  await button(supervisor, "审定剔除").click();
  await dialog(supervisor).getByText("产权属于业主，已当面解释").waitFor();
  await dialog(supervisor).getByLabel("意见").fill("属实");
  await looksGood(supervisor, PHONE);
  await dialog(supervisor).getByRole("button", { name: "审定剔除", exact: true }).last().click();
  await region(supervisor, "剔除申请").getByText("已同意剔除").waitFor();

  // The desk draws up the bulletin of the day, looks behind a number, and edits it.
  const { page: desk } = await set.at("dispatch1", "/bulletins", DESK);
  await desk.getByRole("heading", { name: "通报", exact: true }).waitFor();
  await button(desk, "起草通报").click();
  await dialog(desk).getByRole("radio", { name: "日通报" }).check();
  await looksGood(desk, DESK);
  await dialog(desk).getByRole("button", { name: "取数并起草" }).click();
  const table = region(desk, "各单位情况");
  const row = table.getByRole("row").filter({ hasText: "住房和城乡建设局" });
  await row.getByText("剔除后").first().waitFor();
  await row.getByRole("button", { name: /未解决/ }).click();
  const behind = region(desk, "青禾县住房和城乡建设局 · 未解决");
  await behind.getByRole("link", { name: "修好又坏的路灯" }).waitFor();
  expect(await behind.getByRole("link").count()).toBe(1);
  await looksGood(desk, DESK);
  await button(desk, "修改文字").click();
  // The dialog begins in its first field.
  await dialog(desk).getByLabel("标题").and(desk.locator(":focus")).waitFor();
  await dialog(desk).getByLabel("工作要求").fill("请联系13912345678");
  await dialog(desk).getByRole("button", { name: "保存" }).click();
  await dialog(desk).getByText("通报中有电话号码或证件号码").waitFor();
  await dialog(desk).getByLabel("工作要求").fill("请各单位逐件核查。");
  await dialog(desk).getByLabel("发文字号").fill("青禾发〔2026〕48号");
  await dialog(desk).getByRole("button", { name: "保存" }).click();
  await region(desk, "工作要求").getByText("请各单位逐件核查。").waitFor();
  const address = new URL(desk.url()).pathname.replace("/desk", "");

  // A leader issues it on the phone; from then on the office reads it.
  const { page: leader } = await set.at("leader1", address, PHONE);
  leader.on("dialog", (asks) => void asks.accept());
  await button(leader, "印发").click();
  await leader.getByText("已印发").first().waitFor();
  await looksGood(leader, PHONE);
  await clerk.goto(`${set.house.url}/desk/bulletins`);
  await clerk.getByRole("listitem").filter({ hasText: "日通报" }).getByRole("link").click();
  expect(await button(clerk, "修改文字").count()).toBe(0);
  const saved = clerk.waitForEvent("download");
  await button(clerk, "导出 Excel").click();
  expect((await saved).suggestedFilename()).toMatch(/通报\.xlsx$/);

  // On paper: the number, the words, the table; nobody's telephone.
  await clerk.goto(`${set.house.url}/desk${address}/print`);
  await clerk.getByText("青禾发〔2026〕48号").waitFor();
  await clerk.getByText("附件1：各单位办理情况").waitFor();
  expect(await clerk.getByText("13900000001").count()).toBe(0);
  await looksGood(clerk, DESK);

  // Withdrawn, it stays, and says so.
  await button(leader, "撤回").click();
  await dialog(leader).getByLabel("为什么撤回").and(leader.locator(":focus")).waitFor();
  await dialog(leader).getByLabel("为什么撤回").fill("错");
  await dialog(leader).getByRole("button", { name: "撤回" }).click();
  await dialog(leader).getByRole("alert").first().waitFor();
  await looksGood(leader, PHONE);
  await dialog(leader).getByLabel("为什么撤回").fill("统计口径有误");
  await dialog(leader).getByRole("button", { name: "撤回" }).click();
  await leader.getByText("本通报已撤回，不再作为依据：统计口径有误").waitFor();
}, 120_000);
