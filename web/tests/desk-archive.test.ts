import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { DESK, looksGood, PHONE } from "./browser";
import { officeOf } from "./office";
import { button, dialog, scene } from "./scene";

const set = scene();

const region = (page: Page, name: string) => page.getByRole("region", { name });

/** Left at intake and closed, with a leader who waits for a report. */
async function instructed(): Promise<string> {
  const office = officeOf(set.house);
  const { number } = await office.report("领导批示过的路灯");
  const unit = (await office.units()).find((one) => one.code === "zhujian")!.id;
  await office.act("leader1", number, "instruct", { to: unit, text: "请三日内答复" });
  await office.act("dispatch1", number, "exit", { reason: "legal_route", told: "请依法向法院起诉" });
  await office.act("dispatch1", number, "close", {});
  return number;
}

test("the archive: what is missing is told, many are archived at once, the file is taken, the list handed over", async () => {
  const number = await instructed();
  const { page: desk, complaints } = await set.at("dispatch1", `/matters/${number}`, DESK);

  // The page of the matter says what is missing, and the command is refused with what to do.
  const part = region(desk, "归档");
  await part.getByText("还缺").waitFor();
  await part.getByText("批示反馈").waitFor();
  await part.getByText("永久").waitFor();
  await looksGood(desk, DESK);
  const office = officeOf(set.house);
  const asked = (await office.act("dispatch1", number, "archive", {}).catch((error: Error) => error)) as Error;
  expect(asked.message).toContain("pieces_missing");
  const [{ id }] = ((await office.see(number)) as unknown as { instructions: [{ id: string }] }).instructions;
  await office.act("zhujian.clerk1", number, "report-back", { instruction: id, text: "已告知诉求人" });
  await desk.reload();
  await part.getByText("卷内文件齐全").waitFor();

  // It waits with others; two are archived at once.
  await desk.getByRole("link", { name: "归档", exact: true }).click();
  await desk.getByRole("heading", { name: "归档", exact: true }).waitFor();
  await looksGood(desk, DESK);
  await region(desk, "待归档").getByRole("link").click();
  await desk.getByRole("checkbox", { name: "选中 领导批示过的路灯" }).check();
  await desk.getByRole("checkbox", { name: /^选中 / }).nth(2).check();
  await button(desk, "归档").click();
  await looksGood(desk, DESK);
  await dialog(desk).getByRole("button", { name: "归档", exact: true }).click();
  await dialog(desk).waitFor({ state: "detached" });
  await desk.getByRole("link", { name: "领导批示过的路灯" }).waitFor({ state: "detached" });

  // The transfer list of this month, as a sheet and on paper.
  await desk.goto(`${set.house.url}/desk/archive`);
  const list = region(desk, "移交清单");
  await list.getByRole("link", { name: "领导批示过的路灯" }).waitFor();
  await looksGood(desk, DESK);
  const sheet = desk.waitForEvent("download");
  await button(desk, "导出 Excel").click();
  expect((await sheet).suggestedFilename()).toMatch(/^移交清单.*\.xlsx$/);
  await list.getByRole("link", { name: "打印" }).click();
  await desk.getByText("接收单位").waitFor();
  await desk.getByRole("cell", { name: number }).waitFor();
  await looksGood(desk, DESK);

  // Supervision takes the file on the phone.
  const { page: phone, complaints: wrong } = await set.at("supervise1", "/archive", PHONE);
  await region(phone, "移交清单").getByRole("link", { name: "领导批示过的路灯" }).waitFor();
  await looksGood(phone, PHONE);
  await region(phone, "移交清单").getByRole("link", { name: "领导批示过的路灯" }).click();
  await region(phone, "归档").getByText(/\d.* 归档$/).waitFor();
  const file = phone.waitForEvent("download");
  await button(phone, "下载卷宗").click();
  const saved = await file;
  expect(saved.suggestedFilename()).toBe(`${number}.zip`);
  const zip = readFileSync(await saved.path());
  for (const name of ["manifest.sha256", "metadata.xml", "dossier.pdf"]) expect(zip.includes(name)).toBe(true);
  expect(zip.includes("王女士")).toBe(false);
  await looksGood(phone, PHONE);
  expect([...complaints, ...wrong]).toEqual([]);
}, 180_000);
