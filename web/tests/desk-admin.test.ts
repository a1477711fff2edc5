import { expect, test } from "vitest";

import { DESK, looksGood, violations, window } from "./browser";
import { scene } from "./scene";

const set = scene();

/** A file that was not saved anywhere. */
const csv = (...rows: string[]) => ({ name: "单位.csv", mimeType: "text/csv", buffer: Buffer.from(`单位编码,单位名称,单位类型,上级单位\n${rows.join("\n")}\n`) });

async function administrator(login = "admin") {
  const opened = await window(set.browser, DESK);
  const { page } = opened;
  await page.goto(`${set.house.url}/desk/`);
  await page.getByLabel("登录名").fill(login);
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByRole("link", { name: "系统管理" }).click();
  return opened;
}

test("who chooses a page before the first one is there comes to the chosen one", async () => {
  const { page, context } = await window(set.browser, DESK);
  let count!: () => void;
  const counted = new Promise<void>((done) => (count = done));
  await page.route("**/api/v1/queues", (route) => counted.then(() => route.continue()));
  await page.route("**/assets/AccountsPage-*.js", async (route) => {
    count();
    await page.waitForResponse("**/api/v1/queues").then((answer) => answer.finished());
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    await route.continue();
  });
  await context.request.post(`${set.house.url}/api/v1/session`, { data: { login: "admin", password: "huisheng-demo" } });
  await page.goto(`${set.house.url}/desk/`);
  await page.getByRole("link", { name: "系统管理" }).click();
  await page.getByRole("button", { name: "新建账号" }).waitFor();
});

test("an account is made, and a list is looked at before it counts", async () => {
  const { page, complaints } = await administrator();

  // An account: what is wrong is said beside its field and nothing typed is lost.
  await page.getByRole("button", { name: "新建账号" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("登录名").fill("a b");
  await dialog.getByLabel("姓名").fill("王丽");
  await dialog.getByRole("combobox").fill("望河社区");
  await page.getByRole("option", { name: "望河社区居民委员会" }).click();
  await dialog.getByRole("button", { name: "保存" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("登录名").fill("wang.li");
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "保存" }).click();
  const password = (await page.locator("code").textContent())!;
  expect(password.length).toBeGreaterThan(7);
  await page.getByRole("button", { name: "已记下" }).click();
  await looksGood(page);

  // What it may do is granted by another.
  const security = await administrator("security1");
  await security.page.getByLabel("单位（含下级）").fill("望河社区");
  await security.page.getByRole("option", { name: "望河社区居民委员会" }).click();
  const line = security.page.getByRole("listitem").filter({ hasText: "wang.li" });
  await line.getByText("未授予岗位").waitFor();
  await line.getByRole("button", { name: "授予岗位" }).click();
  const granting = security.page.getByRole("dialog");
  await granting.getByLabel("经办").check();
  await granting.getByLabel("审计管理员").check();
  await granting.getByLabel("岗位名称").fill("社区副主任");
  await granting.getByRole("button", { name: "保存" }).click();
  await granting.getByRole("alert").getByText("不能兼任").waitFor();
  await granting.getByLabel("审计管理员").uncheck();
  await looksGood(security.page);
  await granting.getByRole("button", { name: "保存" }).click();
  await line.getByText("社区副主任").waitFor();

  // It is changed, and ended: then it is gone.
  await line.getByRole("button", { name: /^更改岗位/ }).click();
  await granting.getByLabel("所属力量").selectOption("调解员");
  await granting.getByLabel("负责的网格").fill("望河社区第2");
  await security.page.getByRole("option", { name: /望河社区第2网格/ }).click();
  await granting.getByLabel("岗位名称").click();
  await security.page.getByRole("option", { name: /望河社区第2网格/ }).waitFor({ state: "hidden" });
  await looksGood(security.page);
  await granting.getByRole("button", { name: "保存" }).click();
  await line.getByText("调解员").waitFor();
  await line.getByText("望河社区第2网格").waitFor();
  await line.getByRole("button", { name: /^更改岗位/ }).click();
  await granting.getByRole("button", { name: "今天起结束" }).click();
  await line.getByText("未授予岗位").waitFor();
  await looksGood(security.page);

  // How grids are staffed.
  await security.page.getByRole("link", { name: "网格力量" }).click();
  await security.page.getByText(/个网格，\d+ 个不齐/).waitFor();
  await security.page.getByLabel("只看不齐的网格").check();
  const saved = security.page.waitForEvent("download");
  await security.page.getByRole("button", { name: "导出" }).click();
  expect((await saved).suggestedFilename()).toContain("staffing");
  await looksGood(security.page);

  // Why somebody may, or may not.
  await security.page.getByRole("link", { name: "权限规则" }).click();
  await security.page.getByText("坐席、派单、回访、督办和领导看得到").first().waitFor();
  await security.page.getByLabel("谁（登录名）").fill("wang.li");
  await security.page.getByLabel("做什么").selectOption("ask-caller");
  await security.page.getByLabel("对什么").fill("这里");
  await security.page.getByRole("button", { name: "查依据" }).click();
  await security.page.getByRole("alert").waitFor();
  await security.page.getByLabel("对什么").fill("990101");
  await security.page.getByRole("button", { name: "查依据" }).click();
  await security.page.getByText("没有任何规则允许").waitFor();
  await looksGood(security.page);
  expect(security.complaints).toEqual([]);

  // A list with one bad row: nothing is taken until the person says so.
  await page.getByRole("link", { name: "清单导入导出" }).click();
  const units = page.getByRole("region", { name: "单位", exact: true });
  await units.getByRole("button", { name: "导入" }).click();
  await units.getByLabel("选择文件").setInputFiles(csv("U900,园林管理所,department,", "U901,测绘所,没有这种,"));
  await units.getByRole("cell", { name: "没有这种", exact: true }).waitFor();
  await looksGood(page);
  await units.getByRole("button", { name: "只导入正确的 1 行" }).click();
  await units.getByText("已导入 1 行").waitFor();
  await units.getByLabel("选择文件").setInputFiles(csv("U900,园林管理所,department,"));
  await units.getByText("其中 1 行没有变化").waitFor();
  const exported = page.waitForEvent("download");
  await units.getByRole("link", { name: "导出 CSV" }).click();
  expect((await exported).suggestedFilename()).toBe("units.csv");
  expect(complaints).toEqual([]);
});

test("responsibilities, grids, the calendar and procedures are seen, tried and changed", async () => {
  const { page, complaints } = await administrator();

  await page.getByRole("link", { name: "权责清单" }).click();
  await page.getByRole("button", { name: "试算" }).first().click();
  await page.getByRole("button", { name: "用最近一年的事项试算" }).click();
  await page.getByText("所有事项的去向都不变").waitFor();
  await looksGood(page);

  await page.getByRole("link", { name: "区划与网格" }).click();
  await page.getByRole("button", { name: "检查重叠" }).click();
  await page.getByRole("button", { name: "晴川街道 的下级" }).click();
  await page.getByRole("button", { name: /个网格/ }).first().click();
  await page.getByText(/公顷|小区、楼栋划分/).first().waitFor();
  await looksGood(page);

  await page.getByRole("link", { name: "日历" }).click();
  await page.getByRole("button", { name: "查看哪些会变" }).click();
  await page.getByText(/没有时限需要变动|个时限会变动/).waitFor();
  await looksGood(page);

  // A procedure: its text, changed, is validated, compared and taken.
  await page.getByRole("link", { name: "办理规程" }).click();
  await page.getByText("原文（TOML）").click();
  const source = (await page.locator("pre").textContent())!;
  await looksGood(page);
  await page.getByRole("button", { name: "导入新规程" }).click();
  await page.getByLabel("规程原文").fill(source.replace("[[clocks]]", "[[clock]]"));
  await page.getByRole("button", { name: "验证" }).click();
  await page.getByText("规程不能用").waitFor();
  await page.getByLabel("规程原文").fill(source.replace('general = "1wd"', 'general = "2wd"'));
  await page.getByRole("button", { name: "验证" }).click();
  await page.getByText("有 1 处不同").waitFor();
  await looksGood(page);
  await page.getByRole("button", { name: "采用" }).click();
  await page.getByText("已采用").waitFor();
  await page.getByText("一般 2 个工作日").first().waitFor();

  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "Procedures" }).waitFor();
  await looksGood(page);
  expect(complaints).toEqual([]);
});

test("somebody with two posts acts in one of them, and names who stands in", async () => {
  const { page, complaints } = await window(set.browser, DESK);
  await page.goto(`${set.house.url}/desk/`);
  await page.getByLabel("登录名").fill("street1.clerk1");
  await page.getByLabel("密码").fill("huisheng-demo");
  await page.getByRole("button", { name: "登录" }).click();
  const acting = page.getByLabel("以此岗位办理").first();
  await acting.waitFor();
  await looksGood(page);
  await acting.selectOption({ label: (await acting.locator("option").filter({ hasText: "包片干部" }).textContent())! });
  await page.getByText(/现在以“包片干部/).waitFor();

  await page.locator("details.account summary").click();
  await page.getByRole("link", { name: "账号安全" }).click();
  const mine = page.getByRole("region", { name: "我的岗位" });
  await mine.getByText("正在使用").waitFor();
  await looksGood(page);
  await mine.getByRole("button", { name: "指定代理人" }).first().click();
  const dialog = page.getByRole("dialog");
  const colleague = dialog.getByLabel("代理人");
  await colleague.selectOption({ index: 1 });
  await looksGood(page);
  await dialog.getByRole("button", { name: "指定", exact: true }).click();
  await mine.getByText(/ 代理，/).waitFor();
  await looksGood(page);
  await mine.getByRole("button", { name: "结束代理" }).click();
  await page.getByText("代理已结束").waitFor();

  await mine.getByRole("button", { name: "移交经办事项" }).first().click();
  await dialog.getByLabel("移交给").selectOption({ index: 1 });
  await dialog.getByRole("button", { name: "移交", exact: true }).click();
  await page.getByText(/移交给/).first().waitFor();
  expect(complaints).toEqual([]);
});
