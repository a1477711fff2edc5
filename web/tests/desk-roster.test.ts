import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";

import { looksGood } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

/** A day so many days from now, on the clock of the house. */
const day = (days: number) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Somebody who asks through the API: the own account and name, and the unit. */
async function asker(login: string) {
  const url = `${set.house.url}/api/v1`;
  const json = { "content-type": "application/json" };
  const opened = await fetch(`${url}/session`, { method: "POST", headers: json, body: JSON.stringify({ login, password: "huisheng-demo" }) });
  const { token, ...me } = (await opened.json()) as { token: string; account: string; name: string; unit: string };
  const headers = { authorization: `Bearer ${token}` };
  const put = async (path: string, body: object) => {
    const answer = await fetch(url + path, { method: "PUT", headers: { ...headers, ...json }, body: JSON.stringify(body) });
    expect(answer.status, await answer.clone().text()).toBe(200);
  };
  return { ...me, put, headers };
}

/** Yesterday, today and tomorrow are holidays here, so that it is a holiday night whenever this runs. */
async function holiday() {
  const { headers } = await asker("admin");
  const rows = [-1, 0, 1].map((days) => `${day(days)},休,测试假日`);
  const form = new FormData();
  form.append("file", new File([`date,kind,name\n${rows.join("\n")}\n`], "calendar.csv", { type: "text/csv" }));
  const taken = await fetch(`${set.house.url}/api/v1/imports/calendar`, { method: "POST", headers, body: form });
  expect(taken.status, await taken.clone().text()).toBe(200);
}

let clerk: Awaited<ReturnType<typeof asker>>;
let next: Awaited<ReturnType<typeof asker>>;
let head: Awaited<ReturnType<typeof asker>>;
beforeAll(async () => {
  await holiday();
  [clerk, next, head] = await Promise.all([asker("zhujian.clerk1"), asker("zhujian.clerk2"), asker("zhujian.head1")]);
});

/** Chooses some people in a field where they are found by typing. */
async function choose(page: Page, label: string, names: string[]) {
  const field = dialog(page).getByLabel(label);
  // The list of another field stays in the page after it is closed.
  const offered = page.getByRole("option").filter({ visible: true });
  for (const name of names) {
    await field.fill(name);
    await offered.getByText(name, { exact: true }).click();
  }
  await page.keyboard.press("Escape");
  await offered.first().waitFor({ state: "hidden" });
}

test("a roster is filled by turns, swapped, thinned out, and each is taken back", async () => {
  const { page, complaints } = await set.at("zhujian.head1", "/roster");
  await page.getByRole("heading", { name: /^值班表/ }).waitFor();
  await page.getByText("没有排班").first().waitFor();
  await looksGood(page);

  await button(page, "值班设置").click();
  await dialog(page).getByLabel("值班电话").fill("13800000000");
  await button(page, "保存").click();
  await dialog(page).getByRole("alert").getByText("值班电话不能是个人手机号").waitFor();
  await looksGood(page);
  await dialog(page).getByLabel("值班电话").fill("0532-5550199");
  await dialog(page).getByLabel("工作日白天由各科室接听").check();
  await button(page, "保存").click();
  await page.getByText("值班设置已保存").waitFor();

  await button(page, "下一月").click();
  await button(page, "轮排").click();
  expect(await dialog(page).getByLabel("夜班（工作日）和休息日全天").isChecked()).toBe(true);
  await looksGood(page);
  await choose(page, "值班员，按轮流顺序选", [clerk.name, next.name]);
  await choose(page, "带班领导，按天轮流", [head.name]);
  await button(page, "开始排班").click();
  await page.getByText(/^已排 \d+ 班$/).waitFor();
  await page.getByText("0532-5550199").first().waitFor();
  await looksGood(page);

  // 换班, and back.
  const people = page.getByRole("table").locator("tbody tr td:nth-of-type(2) b");
  const before = await people.allInnerTexts();
  const boxes = page.getByRole("checkbox", { name: /的班次$/ });
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await button(page, "两班互换").click();
  await page.getByText("已换班，带班领导不变").waitFor();
  await expect.poll(() => people.allInnerTexts()).toEqual([before[1], before[0], ...before.slice(2)]);
  await button(page, "撤销").click();
  await expect.poll(() => people.allInnerTexts()).toEqual(before);

  // One less leaves a gap.
  await boxes.nth(2).check();
  await looksGood(page);
  await button(page, "移除所选").click();
  await page.getByText("已移除 1 班").waitFor();
  await page.getByRole("region", { name: "需要处理" }).getByText(/没有人值班$/).first().waitFor();
  expect((await people.allInnerTexts()).length).toBe(before.length - 1);
  await button(page, "撤销").click();
  await expect.poll(() => people.allInnerTexts()).toEqual(before);

  // One is changed by hand.
  await button(page, /^修改 /).first().click();
  await looksGood(page);
  await dialog(page).getByLabel("结束").fill("2020-01-01T08:30");
  await dialog(page).getByRole("button", { name: "保存" }).click();
  await dialog(page).getByRole("alert").getByText("班次的结束时间不对").waitFor();
  await button(page, "取消").click();

  const download = page.waitForEvent("download");
  await button(page, "导出 Excel").click();
  expect((await download).suggestedFilename()).toMatch(/^huisheng-roster-.*\.xlsx$/);
  await page.getByRole("link", { name: "打印" }).click();
  await page.getByRole("heading", { name: /值班表/ }).waitFor();
  await page.getByText(clerk.name).first().waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
}, 120_000);

test("a power cut on a holiday night: seen by who is on duty, then by the leader, handed over in the morning", async () => {
  const office = officeOf(set.house);
  const shift = (who: { account: string }, begins: number, ends: number) => ({
    unit: head.unit, begins: inHours(begins), ends: inHours(ends), on_duty: [who.account], leader: head.account, phone: "0532-5550199",
  });
  await head.put("/roster/shifts/00000000-0000-4000-8000-000000000001", shift(clerk, -10, 1));
  await head.put("/roster/shifts/00000000-0000-4000-8000-000000000002", shift(next, 1, 12));

  const cut = await office.intake("三号楼停电", "13900000001", { urgency: "urgent" });
  await office.dispatch(cut.number);
  const { page, complaints } = await set.at("zhujian.clerk1", "/matters");
  const line = page.getByRole("complementary", { name: "现在谁在值班" });
  await line.getByText(clerk.name).waitFor();
  await line.getByText("0532-5550199").waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "值班待办 1" }).click();
  await looksGood(page);
  await page.getByRole("link", { name: "三号楼停电" }).click();
  await button(page, "签收").click();
  await page.getByText("签收：已完成").waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "值班待办", exact: true }).waitFor();

  // Another came in two hours ago, and nobody signed in: the leader in charge has it.
  const late = await office.intake("地下室进水", "13900000002", { urgency: "critical", occurred: inHours(-2) });
  await office.dispatch(late.number);
  const leader = await set.at("zhujian.head1", "/queues/on_duty");
  await leader.page.getByRole("link", { name: "地下室进水" }).waitFor();
  await leader.page.getByText(/^已升级 /).waitFor();
  await leader.page.getByText(/^我在带班，到 /).waitFor();
  await expect.poll(() => leader.page.getByRole("link", { name: "三号楼停电" }).count()).toBe(0);
  await looksGood(leader.page);
  expect(leader.complaints).toEqual([]);

  // In the morning.
  await page.getByRole("navigation").getByRole("link", { name: "值班表" }).click();
  const room = page.getByRole("region", { name: "交接班" });
  await room.getByText("未办结的紧急事项").waitFor();
  await room.getByRole("link", { name: "地下室进水" }).first().waitFor();
  await room.getByLabel("需要下一班知道的事").fill("抽水泵已到，联系 13812345678");
  await looksGood(page);
  await button(page, "交班").click();
  await page.getByText("已交班，等下一班接班").waitFor();
  await room.getByText("待接班").waitFor();
  await room.getByText(/抽水泵已到，联系 138\*+5678/).waitFor();

  // The leader writes, too, while the clerk does: neither is lost.
  const words = room.getByLabel("需要下一班知道的事");
  await words.fill("抽水泵已到，水位在降");
  const read = await fetch(`${set.house.url}/api/v1/roster/hand-overs?unit=${head.unit}`, { headers: head.headers });
  const { hand_overs } = (await read.json()) as { hand_overs: { at: string }[] };
  await head.put("/roster/shifts/00000000-0000-4000-8000-000000000001/hand-over", { remarks: "已通知物业到场", seen: hand_overs[0]!.at });
  await button(page, "更新交班记录").click();
  await room.getByText(new RegExp(`^${head.name} 于 .* 改了交接班记录`)).waitFor();
  await room.getByRole("alert").getByText("已通知物业到场").waitFor();
  expect(await words.inputValue()).toBe("抽水泵已到，水位在降");
  await looksGood(page);
  await words.fill("抽水泵已到，水位在降；已通知物业到场");
  await button(page, "更新交班记录").click();
  await room.getByRole("listitem").getByText("抽水泵已到，水位在降；已通知物业到场").waitFor();
  expect(await room.getByRole("alert").count()).toBe(0);

  const after = await set.at("zhujian.clerk2", "/roster");
  const theirs = after.page.getByRole("region", { name: "交接班" });
  await theirs.getByRole("link", { name: "地下室进水" }).waitFor();
  await button(after.page, "接班").click();
  await after.page.getByText("已接班").waitFor();
  await theirs.getByText(new RegExp(`^${next.name} 于 .* 接班$`)).waitFor();
  await expect.poll(() => theirs.getByText("待接班").count()).toBe(0);
  await looksGood(after.page);
  expect(after.complaints).toEqual([]);
  expect(complaints).toEqual([]);
}, 120_000);
