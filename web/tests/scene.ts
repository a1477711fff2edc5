import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

import { DESK, launch, window } from "./browser";
import { type House, open } from "./house";

export const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
export const dialog = (page: Page) => page.getByRole("dialog");

/** Pastes a text, as it was copied somewhere else, where one stands. */
export async function paste(page: Page, text: string) {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("Control+V");
}

/** A house of its own for the tests of a file, and a browser before it; `more` are arguments of the browser. */
export const scene = (...more: string[]) => sceneOf({}, ...more);

/** The same, of a house that is told something by the environment. */
export function sceneOf(told: Record<string, string>, ...more: string[]) {
  const set = {
    browser: undefined as unknown as Browser,
    house: undefined as unknown as House,
    /** At the desk, signed in as a demo account. */
    async at(login: string, path: string, size = DESK) {
      const opened = await window(set.browser, size);
      await opened.context.request.post(`${set.house.url}/api/v1/session`, { data: { login, password: "huisheng-demo" } });
      await opened.page.goto(`${set.house.url}/desk${path}`);
      return opened;
    },
  };
  beforeAll(async () => {
    set.browser = await launch(...more);
    set.house = await open("sqlite", undefined, undefined, told);
  });
  afterAll(async () => {
    await set.browser.close();
    await set.house.stop();
  });
  return set;
}
