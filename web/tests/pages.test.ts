import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { DESK, launch, overflow, PHONE, TABLET, violations, window } from "./browser";
import { code as en } from "../src/desk/words/en/code";
import { matter as enMatter } from "../src/desk/words/en/matter";
import { code as zh } from "../src/desk/words/zh/code";
import { matter as zhMatter } from "../src/desk/words/zh/matter";
import { type House, open } from "./house";
import { officeOf } from "./office";
import { everyState } from "./states";

// Every page that the routers know, and the dialog of every command that staff are offered: looked at by axe, in Chinese, and in English with large text, at three widths. LOOKS=folder keeps the pictures.

const FOLDER = process.env.LOOKS;

let browser: Browser;
let house: House;
beforeAll(async () => {
  browser = await launch();
  house = await open("sqlite", 400);
  const { page, context } = await window(browser, PHONE);
  await everyState(house, await page.screenshot({ type: "jpeg" }));
  await context.close();
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

/** The addresses a face knows. */
function paths(face: "portal" | "desk"): string[] {
  const source = readFileSync(resolve(import.meta.dirname, `../src/${face}/router.ts`), "utf8");
  return [...source.matchAll(/path: "([^"]+)", component/g)].map((found) => found[1]!);
}

const WAYS = [
  { language: "zh", large: "no", code: zh, matter: zhMatter },
  { language: "en", large: "yes", code: en, matter: enMatter },
];
type Way = (typeof WAYS)[number];

/** A window of somebody who likes the pages so. */
async function somebody(way: Way) {
  const opened = await window(browser, DESK);
  await opened.context.addInitScript(({ language, large }) => {
    localStorage.setItem("language", language);
    localStorage.setItem("large", large);
  }, { language: way.language, large: way.large });
  return opened;
}

const signIn = (context: BrowserContext, login: string) => context.request.post(`${house.url}/api/v1/session`, { data: { login, password: "huisheng-demo" } });

/** What is wrong with what is open, by name. */
async function wrongs(page: Page, name: string): Promise<string[]> {
  const found = await violations(page);
  for (const size of [PHONE, TABLET, DESK]) {
    await page.setViewportSize(size);
    if ((await overflow(page)) > 0) found.push(`sticks out at ${size.width}`);
    if (FOLDER) await page.screenshot({ path: join(FOLDER, `${name.replace(/\W+/g, "-")}-${size.width}.png`), fullPage: true });
  }
  return found.map((wrong) => `${name}: ${wrong}`);
}

async function visit(page: Page, address: string) {
  await page.goto(address);
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle");
}

/** Many pages, each at three widths. */
const MANY = 240_000;

test.concurrent.each(WAYS)("every page of the portal, $language", async (way) => {
  const { number, code } = await officeOf(house).report("门口路灯不亮");
  const { page, complaints } = await somebody(way);
  const found: string[] = [];
  for (const path of paths("portal")) {
    await visit(page, `${house.url}/portal${path.replace(":number", number)}${path.includes(":number") ? `#${code}` : ""}`);
    found.push(...(await wrongs(page, `portal ${path} ${way.language}`)));
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
});

test.concurrent.each(WAYS)("every page of the desk, $language", async (way) => {
  const { number } = await officeOf(house).report("门口路灯不亮");
  const { page, context, complaints } = await somebody(way);
  await signIn(context, "dispatch1");
  const drawn = `/bulletins/${crypto.randomUUID()}`;
  await context.request.put(`${house.url}/api/v1${drawn}`, { data: { span: "week", day: new Date().toISOString().slice(0, 10) } });
  const made = `/forms/${crypto.randomUUID()}`;
  const shipped = (await (await context.request.get(`${house.url}/api/v1/forms/shipped`)).json()) as { form: object }[];
  await context.request.put(`${house.url}/api/v1${made}`, { data: shipped[0]!.form });
  const found: string[] = [];
  for (const path of paths("desk")) {
    const post = Object.entries({ "admin/policies": "security1", "admin/registers": "security1", registers: "security1", audit: "audit1", admin: "admin", callback: "callback1", grid: "c01.grid1", leader: "leader1" }).find(([room]) => path.startsWith(`/${room}`));
    await signIn(context, post?.[1] ?? "dispatch1");
    await visit(page, `${house.url}/desk${path.replace(":number", number).replace(":code", "to_accept").replace("/bulletins/:id", drawn).replace("/forms/:id", made)}`);
    found.push(...(await wrongs(page, `desk ${path} ${way.language}`)));
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
}, MANY);

interface Able {
  login: string;
  number: string;
  verb: keyof typeof zh.verb;
  what: keyof typeof zh.request | null;
}

/** What staff do by one click. */
const CLICKS = ["sign-in", "enter-upstream", "undo"];

/** What has a dialog: all that staff do. Closing and counting anew the house does itself. */
const COMMANDS = Object.keys(zh.verb)
  .filter((verb) => !["close", "move-clocks", ...CLICKS].includes(verb))
  .flatMap((verb) => (verb === "request" ? Object.keys(zh.request).map((what) => `request ${what}`) : verb));

/** An order of a platform above that it is asked to take back. */
async function askAbove(context: BrowserContext): Promise<string> {
  const post = async (path: string, data: object) => {
    const answer = await context.request.post(`${house.url}/api/v1/matters${path}`, { data, headers: { "idempotency-key": crypto.randomUUID() } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { number: string };
  };
  const upstream = { source: "市12345", number: crypto.randomUUID() };
  const { number } = await post("", { kind: "request", channel: "PHONE12345", title: "井盖破损", text: "路口井盖破损", upstream });
  await post(`/${number}/ask-upstream`, { ask: "return", reason: "不属本辖区" });
  return number;
}

/** For each command, somebody who may give it to a matter. */
async function able(context: BrowserContext): Promise<Map<string, Able>> {
  const found = new Map<string, Able>();
  let askedAbove = "";
  const ask = async <T>(path: string) => (await (await context.request.get(`${house.url}/api/v1${path}`)).json()) as T;
  for (const login of ["intake1", "dispatch1", "zhujian.clerk1", "zhujian.head1", "callback1", "supervise1", "leader1"]) {
    expect((await signIn(context, login)).ok()).toBe(true);
    // What the platform above answers has to be asked of it first.
    askedAbove ||= await askAbove(context);
    const { queues } = await ask<{ queues: { code: string }[] }>("/queues");
    const lists = [...queues.map((queue) => `queue=${queue.code}&limit=6`), "stage=closed&limit=40", "limit=40"];
    const pages = await Promise.all(lists.map((list) => ask<{ matters: { number: string }[] }>(`/matters?${list}`)));
    const listed = pages.flatMap((page) => page.matters.map((one) => one.number));
    for (const number of new Set(login === "dispatch1" ? [askedAbove, ...listed] : listed)) {
      const { actions } = await ask<{ actions: (Able & { allowed: boolean })[] }>(`/matters/${number}/actions`);
      for (const { verb, what } of actions.filter((action) => action.allowed)) {
        const name = what ? `${verb} ${what}` : verb;
        if (!found.has(name)) found.set(name, { login, number, verb, what });
      }
    }
  }
  return found;
}

/** Opens the dialog of a command on the page of its matter; what is done by one click has none. */
async function openDialog(page: Page, { verb, what }: Able, way: Way) {
  const actions = page.locator("section[aria-labelledby=actions]");
  await actions.locator("li").first().waitFor();
  await actions.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
  const name = what ? `${way.code.verb[verb]}${way.matter.gap}${way.code.request[what]}` : way.code.verb[verb];
  const quick = verb === "accept" ? way.matter.more : verb === "assign" ? way.matter.other : name;
  const button = (text: string) => actions.locator("li").getByRole("button", { name: text }).first();
  await ((await button(quick).count()) > 0 ? button(quick) : button(name)).click();
  await page.getByRole("dialog").waitFor();
}

test.concurrent.each(WAYS)("the dialog of every command, $language", async (way) => {
  const { page, context, complaints } = await somebody(way);
  const found: string[] = [];
  const commands = await able(context);
  for (const click of CLICKS) expect(commands.delete(click)).toBe(true);
  expect([...commands.keys()].sort()).toEqual([...COMMANDS].sort());
  for (const [name, command] of commands) {
    await signIn(context, command.login);
    await page.goto(`${house.url}/desk/matters/${command.number}`);
    await openDialog(page, command, way);
    found.push(...(await wrongs(page, `dialog ${name} ${way.language}`)));
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
}, 360_000);
