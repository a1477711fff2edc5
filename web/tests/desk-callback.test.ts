import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { DESK, launch, looksGood, window } from "./browser";
import { type House, open } from "./house";

let browser: Browser;
beforeAll(async () => void (browser = await launch()));
afterAll(() => browser.close());

const password = "huisheng-demo";

describe.each(["sqlite", "postgres"] as const)("callbacks on %s", (engine) => {
  let house: House;
  beforeAll(async () => void (house = await open(engine)));
  afterAll(() => house.stop());

  async function ask<T>(method: string, path: string, token: string, body?: object): Promise<T> {
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await fetch(`${house.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  const get = <T>(path: string, token: string) => ask<T>("GET", path, token);
  const post = <T>(path: string, body: object, token = "") => ask<T>("POST", path, token, body);
  const signIn = async (login: string) => (await post<{ token: string }>("/session", { login, password })).token;

  /** A question that an office has answered and dispatch has reviewed. */
  async function answered(title: string): Promise<string> {
    const said = { kind: "consultation", channel: "WEB", title, text: `${title}怎么办？`, name: "王女士", contact: "13900000001" };
    const { number } = await post<{ number: string }>("/public/matters", said);
    const [dispatch, clerk] = [await signIn("dispatch1"), await signIn("zhujian.clerk1")];
    const units = await get<{ id: string; name: string }[]>("/units", dispatch);
    const lead = units.find((one) => one.name.endsWith("住房和城乡建设局"))!.id;
    const of = `/matters/${number}`;
    await post(`${of}/accept`, {}, dispatch);
    await post(`${of}/assign`, { lead }, dispatch);
    const { assignments } = await get<{ assignments: { id: string }[] }>(of, clerk);
    const assignment = assignments[0]!.id;
    await post(`${of}/sign-in`, { assignment }, clerk);
    await post(`${of}/submit`, { assignment, process: "已查阅规定", result: `${title}：请到窗口办理`, evidence: [] }, clerk);
    await post(`${of}/review`, { pass: true, opinion: "" }, dispatch);
    return number;
  }

  /** Skips whom the demo area has waiting, until this one is shown. */
  async function until(page: Page, title: RegExp): Promise<string> {
    const heading = page.getByRole("heading", { level: 1 });
    for (;;) {
      await page.getByRole("button", { name: /^拨打/ }).waitFor();
      const shown = await heading.innerText();
      if (title.test(shown)) return shown;
      await page.getByRole("button", { name: "先跳过" }).click();
      await expect.poll(() => heading.innerText()).not.toBe(shown);
    }
  }

  test("one after another, by keys alone", async () => {
    const numbers = new Map<string, string>();
    for (const title of ["过户手续", "加装电梯", "公租房申请"]) numbers.set(title, await answered(title));
    const { page, context, complaints } = await window(browser, DESK);
    await context.request.post(`${house.url}/api/v1/session`, { data: { login: "callback1", password } });
    await page.goto(`${house.url}/desk/callback`);
    const ours = /^(过户手续|加装电梯|公租房申请)$/;

    const first = await until(page, ours);
    await page.getByText(`${first}：请到窗口办理`).waitFor();
    expect(await page.getByText("13900000001").count()).toBe(0);
    await page.keyboard.press("Enter");
    await page.getByText("13900000001").waitFor();
    // Answered, contacted, solved, satisfied, manner, own words.
    for (const key of ["1", "y", "1", "5"]) await page.keyboard.press(key);
    await looksGood(page);
    await page.keyboard.press("4");
    await page.keyboard.type("窗口态度很好");
    await page.keyboard.press("Control+Enter");
    await page.getByText("事项办结：核实解决").waitFor();

    const second = await until(page, ours);
    expect(second).not.toBe(first);
    await page.keyboard.press("Enter");
    await page.getByText("13900000001").waitFor();
    await page.keyboard.press("2");
    await page.keyboard.press("Control+Enter");
    await page.getByText("第 1 次未接通").first().waitFor();

    // Who cannot be called is passed over without being taken from others.
    const taken: string[] = [];
    page.on("request", (request) => request.method() === "PUT" && taken.push(request.url()));
    await page.reload();
    const third = await until(page, ours);
    expect([first, second]).not.toContain(third);
    expect(await page.locator("details", { hasText: "件现在不能拨打" }).getByText(second).count()).toBe(1);
    const hold = (title: string) => `${house.url}/api/v1/matters/${numbers.get(title)}/hold`;
    expect(taken).toContain(hold(third));
    expect(taken).not.toContain(hold(second));
    await page.keyboard.press("Enter");
    await page.getByText("13900000001").waitFor();
    await page.keyboard.press("1");
    // What the procedure asks has to be answered.
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").waitFor();
    for (const key of ["n", "3", "2"]) await page.keyboard.press(key);
    await page.getByText("事项退回重办").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("已记录：未解决").waitFor();

    await looksGood(page);
    expect(complaints).toEqual([]);
  });

  test("two callers are not given the same person", async () => {
    for (const title of ["车位登记", "门禁换卡"]) await answered(title);
    const shown = async (login: string) => {
      const { page, context, complaints } = await window(browser, DESK);
      await context.request.post(`${house.url}/api/v1/session`, { data: { login, password } });
      await page.goto(`${house.url}/desk/callback`);
      await page.getByRole("button", { name: /^拨打/ }).waitFor();
      return { page, complaints, title: await page.getByRole("heading", { level: 1 }).innerText() };
    };
    const [one, other] = [await shown("callback1"), await shown("callback2")];
    expect(other.title).not.toBe(one.title);
    await other.page.getByText(/件现在不能拨打$/).click();
    await other.page.getByText("另一位回访员正在联系").first().waitFor();
    await looksGood(other.page);
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });
});
