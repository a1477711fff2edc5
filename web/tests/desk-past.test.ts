import { expect, test } from "vitest";

import { looksGood } from "./browser";
import { button, scene } from "./scene";

const set = scene();

/** As an office keeps it: a title, its own names of columns, dates in words, no numbers, a sum below. */
const rows = [
  "某街道2025年群众诉求登记台账,,,,,",
  "序号,登记日期,群众姓名,联系电话,反映问题,处理情况",
  "1,2025年3月1日,王芳,13900000021、0532-88880000,青禾路路灯不亮,已修复",
  "2,2025.3.2,李强,不详,三号楼楼道漏水,",
  "3,三月初,赵敏,,下水道堵塞,",
  "合计,3,,,,",
];
const ledger = (...lines: string[]) => ({ name: "登记台账.csv", mimeType: "text/csv", buffer: Buffer.from(`${lines.join("\n")}\n`) });

test("an old ledger is looked at, its columns are chosen, its right rows taken in once", async () => {
  const { page, complaints } = await set.at("dispatch1", "/matters");
  await page.getByRole("link", { name: "旧台账导入" }).click();
  await page.getByRole("heading", { name: "旧台账导入" }).waitFor();
  await looksGood(page);

  // What is not known by its name is asked for.
  await page.getByLabel("选择台账").setInputFiles(ledger(...rows));
  await page.getByRole("alert").getByText("请指出哪一列是“受理时间”、“内容”").waitFor();
  expect(await page.getByLabel("台账名称").inputValue()).toBe("登记台账");
  expect(await page.getByLabel("联系电话").inputValue()).toBe("联系电话");
  await looksGood(page);
  await page.getByLabel("受理时间").selectOption("登记日期");
  await page.getByRole("alert").getByText("请指出哪一列是“内容”").waitFor();
  await page.getByLabel("内容", { exact: true }).selectOption("反映问题");
  await page.getByText("共 3 行：2 行可以导入，1 行有问题。").waitFor();
  await page.getByLabel("办理结果").selectOption("处理情况");
  await page.getByRole("cell", { name: "已修复" }).waitFor();
  // Who it was about is not shown, only that it is known; what is wrong says what to do.
  await page.getByRole("cell", { name: "有电话" }).waitFor();
  expect(await page.getByText("王芳").count()).toBe(0);
  await page.getByRole("cell", { name: /看不懂这个时间/ }).waitFor();
  await page.getByLabel("诉求人").selectOption("群众姓名");
  await page.getByRole("cell", { name: "有姓名、有电话" }).waitFor();
  await looksGood(page);

  await button(page, "只导入正确的 2 行，略过 1 行").click();
  await page.getByRole("heading", { name: "已导入 2 件历史事项" }).waitFor();
  await looksGood(page);

  // The same again finds nothing new; with the row corrected only that one.
  await page.getByLabel("选择台账").setInputFiles(ledger(...rows));
  await page.getByText("没有新内容：这些行都已导入。").waitFor();
  await page.getByLabel("选择台账").setInputFiles(ledger(...rows.map((row) => row.replace("三月初", "2025-03-03"))));
  await page.getByText("其中新事项 1 件，已导入过 2 件。").waitFor();
  await button(page, "导入 3 行").click();
  await page.getByRole("heading", { name: "已导入 1 件历史事项" }).waitFor();
  await page.getByText("2 行以前已导入。").waitFor();

  // Another ledger, without those columns: what was chosen for the one before does not stand in its way.
  await page.getByLabel("选择台账").setInputFiles({ ...ledger("编号,受理时间,标题", "7,2025-04-01,井盖松动"), name: "井盖台账.csv" });
  await page.getByText("共 1 行：1 行可以导入，0 行有问题。").waitFor();
  expect(await page.getByLabel("台账名称").inputValue()).toBe("井盖台账");

  await page.getByRole("searchbox").first().fill("下水道堵塞");
  await page.keyboard.press("Enter");
  await page.getByText("最近的事项里没有找到").waitFor();
  await button(page, "搜索更早的").click();
  await page.getByRole("link", { name: "下水道堵塞" }).first().waitFor();
  expect(complaints).toEqual([]);
});
