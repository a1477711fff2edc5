import { expect, test } from "vitest";

import { looksGood } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

test("a complaint is handled without knowing who complained, and opened by two", async () => {
  const office = officeOf(set.house);
  const { number, code } = await office.report("物业乱收费无人管", { kind: "complaint" });
  await office.assign(number);

  const clerk = await set.at("zhujian.clerk1", `/matters/${number}`);
  await clerk.page.getByText("诉求人（已封存）").waitFor();
  expect(await button(clerk.page, "查看").count()).toBe(0);
  // The house reaches whom the office does not know.
  await button(clerk.page, "询问诉求人").click();
  await dialog(clerk.page).getByLabel("询问内容").fill("哪一天收的费？");
  await dialog(clerk.page).getByRole("button", { name: "询问诉求人" }).click();
  await clerk.page.getByText("询问诉求人：已完成").waitFor();
  await clerk.page.getByText(/更多操作/).click();
  await button(clerk.page, "申请查看诉求人").click();
  await dialog(clerk.page).getByText("由承办单位以外的另一人审批").waitFor();
  await looksGood(clerk.page);
  await dialog(clerk.page).getByLabel(/^用途/).fill("需上门核对收费单据");
  await dialog(clerk.page).getByRole("button", { name: "申请查看诉求人" }).click();
  await clerk.page.getByText("待另一人审批").waitFor();

  const desk = await set.at("supervise1", `/matters/${number}`);
  await button(desk.page, "审批查看诉求人").click();
  await dialog(desk.page).getByText("用途：需上门核对收费单据").waitFor();
  await dialog(desk.page).getByRole("button", { name: "审批查看诉求人" }).click();
  await desk.page.getByText("审批查看诉求人：已完成").waitFor();

  await clerk.page.getByText(/经批准可查看，至/).waitFor();
  await clerk.page.getByRole("region", { name: "诉求人" }).getByRole("button").click();
  await clerk.page.getByLabel(/^查看原因/).fill("上门核对");
  await clerk.page.keyboard.press("Enter");
  await clerk.page.getByText("王女士").waitFor();
  await looksGood(clerk.page);

  // Who complained reads that it happened.
  const told = await fetch(`${set.house.url}/api/v1/public/matters/${number}`, { headers: { "X-Follow-Code": code } });
  const { steps } = (await told.json()) as { steps: { kind: string; text: string | null }[] };
  expect(steps.find((step) => step.kind === "unsealing_asked")?.text).toBe("需上门核对收费单据");
  expect(steps.some((step) => step.kind === "unsealing_granted")).toBe(true);
  expect([...clerk.complaints, ...desk.complaints]).toEqual([]);
});

test("the office complained of sees the matter no more, and the clerk names people", async () => {
  const office = officeOf(set.house);
  const { number } = await office.intake("窗口人员推诿", "13900000001", { kind: "complaint" });
  await office.act("dispatch1", number, "accept", {});
  const desk = await set.at("dispatch1", `/matters/${number}`);
  await desk.page.getByText(/更多操作/).click();
  await button(desk.page, "指明被反映对象").click();
  await dialog(desk.page).getByLabel("被反映的单位").fill("住房和城乡");
  await desk.page.getByRole("option", { name: /住房和城乡建设局/ }).first().click();
  await desk.page.keyboard.press("Escape");
  await dialog(desk.page).getByLabel("理由").fill("来电人指明");
  await looksGood(desk.page);
  await dialog(desk.page).getByRole("button", { name: "指明被反映对象" }).click();
  await desk.page.getByText("被反映对象", { exact: true }).waitFor();
  const unit = (await office.units()).find((unit) => unit.code === "zhujian")!;
  await expect(office.act("dispatch1", number, "assign", { lead: unit.id })).rejects.toThrow("complained_of");
  expect(desk.complaints).toEqual([]);
});
