import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import { DESK, window } from "../tests/browser";
import type { House } from "../tests/house";

export const SLOW = 60_000;

/** Clicks and keys of each stage. Words themselves are not counted. */
export class Tally {
  private stages: Record<string, { matters: number; clicks: number; keys: number }> = {};
  private now = { matters: 0, clicks: 0, keys: 0 };

  stage(name: string, matters: number) {
    this.now = this.stages[name] ??= { matters, clicks: 0, keys: 0 };
  }

  add(what: "clicks" | "keys", count = 1) {
    this.now[what] += count;
  }

  get counted() {
    return { ...this.now };
  }

  print() {
    console.table(this.stages);
  }
}

/** Somebody at the desk, with mouse and keyboard only. */
export class Person {
  private constructor(readonly page: Page, private readonly tally: Tally, readonly complaints: string[]) {}

  static async signedIn(browser: Browser, house: House, login: string, tally: Tally): Promise<Person> {
    const { page, complaints } = await window(browser, DESK);
    page.setDefaultTimeout(SLOW);
    await page.goto(`${house.url}/desk/`);
    await page.getByLabel("登录名").fill(login);
    await page.getByLabel("密码").fill("huisheng-demo");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("link", { name: "全部事项" }).waitFor();
    return new Person(page, tally, complaints);
  }

  async leave() {
    expect(this.complaints).toEqual([]);
    await this.page.context().close();
  }

  async click(where: Locator) {
    await where.click();
    this.tally.add("clicks");
  }

  async press(...keys: string[]) {
    for (const key of keys) await this.page.keyboard.press(key);
    this.tally.add("keys", keys.flatMap((key) => key.split("+")).length);
  }

  say(words: string) {
    return this.page.keyboard.insertText(words);
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }

  /** A list of the navigation, read to its end; false when it is empty. What is expected there may still be on its way. */
  async list(name: string, expected?: string): Promise<boolean> {
    const link = this.page.getByRole("navigation", { name: "工作队列" }).getByRole("link", { name: new RegExp(`^${name}\\s*(\\d+\\+?)?$`) });
    await this.click(link);
    await this.page.getByRole("heading", { level: 1, name: new RegExp(`^${name}.*件`) }).waitFor();
    if (expected) await this.row(expected).waitFor();
    while (await this.button("显示更多").isVisible()) {
      const before = await this.page.locator("tbody tr").count();
      await this.click(this.button("显示更多"));
      await expect.poll(() => this.page.locator("tbody tr").count(), { timeout: SLOW }).toBeGreaterThan(before);
    }
    return (await this.page.locator("tbody tr").count()) > 0;
  }

  row(number: string) {
    return this.page.locator("tbody tr").filter({ has: this.page.locator(`a[href$="/matters/${number}"]`) });
  }

  async open(number: string) {
    await this.click(this.row(number).getByRole("link"));
    await this.page.getByRole("heading", { name: "可以办理" }).waitFor();
  }

  async openFirst() {
    await this.click(this.page.locator("tbody th a").first());
    await this.page.getByRole("heading", { name: "可以办理" }).waitFor();
  }

  /** The matter that is shown. */
  get number(): string {
    return new URL(this.page.url()).pathname.split("/").pop()!;
  }

  /** To the next matter of the list, by key. */
  async next() {
    const before = this.page.url();
    await this.press("j");
    await this.page.waitForURL((url) => url.href !== before);
    await this.page.getByRole("heading", { name: "可以办理" }).waitFor();
  }

  async mark(numbers: string[]) {
    for (const number of numbers) await this.click(this.row(number).getByRole("checkbox"));
  }

  async markAll() {
    await this.click(this.page.getByRole("checkbox", { name: "选中所显示的全部事项" }));
  }

  /** A unit is found by its name. */
  async choose(unit: string) {
    await this.dialog.getByRole("combobox").first().fill(unit);
    await this.click(this.page.getByRole("option", { name: unit, exact: true }));
  }

  async attach(buffer: Buffer) {
    await this.dialog.locator("input[type=file]").setInputFiles({ name: "现场.jpg", mimeType: "image/jpeg", buffer });
    this.tally.add("clicks");
    await this.dialog.getByText("正在上传").waitFor({ state: "hidden" });
  }

  /** Opens the dialog of a command; what is rare lies below. */
  async begin(verb: string | RegExp) {
    const there = this.button(verb);
    await this.page.locator(".allowed button").first().waitFor({ state: "attached" });
    if (!(await there.first().isVisible())) await this.click(this.page.getByText(/^更多操作/));
    await this.click(there.first());
    await this.dialog.waitFor();
  }

  /** One matter: the dialog closes when it is done, or says what is wrong. */
  async send(verb: string) {
    await this.click(this.dialog.getByRole("button", { name: verb, exact: true }));
    const wrong = this.dialog.getByRole("alert");
    await expect.poll(async () => !(await this.dialog.isVisible()) || (await wrong.isVisible()), { timeout: SLOW }).toBe(true);
    if (await this.dialog.isVisible()) throw new Error(`${verb}: ${await wrong.innerText()}`);
  }

  /** One matter, and then the next of the list; behind the last one the list. */
  async sendThen(verb: string) {
    const before = this.page.url();
    await this.click(this.dialog.getByRole("button", { name: new RegExp(`^${verb}，`) }));
    await this.page.waitForURL((url) => url.href !== before);
    const list = this.page.locator("tbody");
    await this.page.getByRole("heading", { name: "可以办理" }).or(list).or(this.page.getByText("这里没有事项")).first().waitFor();
  }

  /** A phrase of the shelf, chosen by mouse. */
  async phrase(words: string) {
    await this.dialog.getByLabel("常用语").selectOption(words);
    this.tally.add("clicks");
  }

  /** Many matters: true when none was refused. */
  async sendMany(verb: string): Promise<boolean> {
    const again = this.dialog.getByRole("button", { name: "重试" });
    await this.click(this.dialog.getByRole("button", { name: verb, exact: true }));
    await expect.poll(async () => !(await this.dialog.isVisible()) || (await again.isVisible()), { timeout: 4 * SLOW }).toBe(true);
    return !(await this.dialog.isVisible());
  }

  async many(verb: string) {
    await this.click(this.page.getByRole("region", { name: /^已选/ }).getByRole("button", { name: verb, exact: true }));
    await this.dialog.waitFor();
  }

  async cancel() {
    await this.click(this.dialog.getByRole("button", { name: "取消" }));
    await this.dialog.waitFor({ state: "hidden" });
  }
}
