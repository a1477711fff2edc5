import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launch } from "../tests/browser";
import { type House, open } from "../tests/house";
import { officeOf } from "../tests/office";
import { Person, SLOW, Tally } from "./person";

const COUNT = 40;

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await launch();
  house = await open("sqlite", 60);
}, SLOW);
afterAll(async () => {
  await browser.close();
  await house.stop();
});

test("one reply to 40 matters takes at most 10 clicks", async () => {
  const asked = await officeOf(house).questions(COUNT, "wenlv");
  const tally = new Tally();
  const clerk = await Person.signedIn(browser, house, "wenlv.clerk1", tally);
  tally.stage("同一答复", asked.length);
  await clerk.list("办理中");
  expect(await clerk.page.locator("tbody tr").count()).toBe(asked.length);
  await clerk.markAll();
  await clerk.many("提交办理结果");
  await clerk.dialog.getByLabel("办理过程").fill("已核对开放安排");
  await clerk.dialog.getByLabel(/^办理结果/).fill("图书馆每周一闭馆，其余日子九点到二十点开放");
  expect(await clerk.sendMany("提交办理结果")).toBe(true);
  expect(tally.counted.clicks).toBeLessThanOrEqual(10);
  expect(await clerk.list("办理中")).toBe(false);
  await clerk.leave();
  tally.print();
}, 600_000);
