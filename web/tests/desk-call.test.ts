import { expect, test } from "vitest";

import { DESK, looksGood, PHONE } from "./browser";
import { button, sceneOf } from "./scene";

const set = sceneOf({ HUISHENG_HOTLINE__ENABLED: "true" });

/** What the telephone system says. */
async function tells(call: object) {
  const post = (path: string, body: object, headers: HeadersInit = {}) =>
    fetch(`${set.house.url}/api/v1${path}`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  const session = (await (await post("/session", { login: "dispatch1", password: "huisheng-demo" })).json()) as { token: string };
  const answer = await post("/calls", call, { authorization: `Bearer ${session.token}` });
  expect(answer.ok, await answer.text()).toBe(true);
}

test("a caller: it rings, intake opens with the number, the answer is found, and the matter is tied to the call", async () => {
  const { page, complaints } = await set.at("intake1", "/matters");
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle");
  const rang = new Date().toISOString();
  const call = { id: "caller-1", number: "13900000177", line: "8001", login: "intake1", rang };
  await tells(call);
  const bar = page.getByRole("status", { name: "来电" });
  await bar.getByText("139****0177").waitFor();
  await looksGood(page, DESK);
  await tells({ ...call, answered: new Date().toISOString() });
  await bar.getByText("通话中").waitFor();
  await bar.getByRole("button", { name: "打开受理" }).click();
  await expect.poll(() => page.getByLabel("来电号码").inputValue()).toBe("13900000177");
  expect(await bar.count(), "on the page of that call it is not told again").toBe(0);

  await page.getByLabel("反映什么").fill("我的社保卡不见了，想补办一张，不知道去哪里");
  const answers = page.getByRole("region", { name: "知识库" });
  await answers.getByRole("heading", { name: "社保卡丢了怎么补办" }).waitFor();
  await looksGood(page, DESK);
  await answers.getByRole("button", { name: "用这条答复 社保卡丢了怎么补办" }).click();
  const words = page.locator("#intake-answer");
  await expect.poll(() => words.inputValue()).toContain("12333");
  await page.keyboard.press("Control+Shift+Enter");
  const number = page.locator("#number");
  await number.waitFor();
  const text = (await number.innerText()).replaceAll(" ", "");

  await tells({ ...call, ended: new Date().toISOString() });
  await page.goto(`${set.house.url}/desk/calls`);
  const line = page.getByRole("listitem").filter({ hasText: text });
  await line.getByText("已登记").waitFor();
  expect(await page.getByText("139****0177").count(), "the matter has the number now").toBe(0);
  await page.getByLabel("看哪些").selectOption({ label: "未接、待回拨" });
  const missed = page.getByRole("listitem").filter({ hasText: "139****0105" });
  await missed.getByRole("button", { name: /已回拨/ }).click();
  await expect.poll(() => missed.count()).toBe(0);
  await page.setViewportSize(PHONE);
  await looksGood(page, PHONE);
  const other = page.getByRole("listitem").filter({ hasText: "139****0103" });
  await other.getByRole("button", { name: /回拨并受理/ }).click();
  await expect.poll(() => page.getByLabel("来电号码").inputValue()).toBe("13900000103");
  expect(await button(page, "清空").count(), "nothing was left over").toBe(1);
  await button(page, "清空").click();

  // The answer counts once.
  await page.goto(`${set.house.url}/desk/knowledge`);
  await page.getByRole("listitem").filter({ hasText: "社保卡丢了怎么补办" }).getByText("用过 213 次").waitFor();
  expect(complaints).toEqual([]);
});
