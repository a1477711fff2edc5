import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { launch } from "../tests/browser";
import { type House, open } from "../tests/house";
import { alike, type Message, messages } from "./messages";
import { Person, SLOW, Tally } from "./person";

// A clerk's morning as the issue asks for it: real messages from the call to the callback, through the pages alone.
const COUNT = 40;
/** Takes what the responsibility list does not name. */
const OTHERWISE = "青禾县政务服务中心";

/** What a clerk writes down after each call. */
const PHRASE = "已电话联系诉求人，了解具体情况。";

interface Seen {
  category: string | null;
  routed: { lead?: string } | null;
  ending: unknown;
  links: { kind: string; number: string }[];
  assignments: { unit: string; role: "lead" | "support"; state: string }[];
}

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

/** Only to know where to look next: the work itself goes through the pages. */
async function read<T>(person: Person, path: string): Promise<T> {
  return (await (await person.page.request.get(`${house.url}/api/v1${path}`)).json()) as T;
}
const see = (person: Person, number: string) => read<Seen>(person, `/matters/${number}`);

/** One call by the keyboard alone: number, words, title, category, sent. */
async function takeCall(intake: Person, message: Message, nth: number): Promise<string> {
  const { page } = intake;
  await intake.say(`139000001${String(nth).padStart(2, "0")}`);
  await intake.press("Tab", "Tab");
  const heard = page.waitForResponse((answer) => answer.url().endsWith("/suggestions"));
  await intake.say(message.text);
  await intake.press("Tab");
  await intake.say(message.title);
  await intake.press("Tab", "Tab");
  const { categories } = (await (await heard).json()) as { categories: unknown[] };
  if (categories.length > 0) {
    await page.getByRole("option", { name: /^1 / }).waitFor();
    await intake.press("1");
  }
  await intake.press("Control+Enter");
  await page.getByRole("heading", { name: "已登记" }).waitFor();
  return (await page.locator("#number").innerText()).replace(/\s/g, "");
}

test("a morning with real messages", async () => {
  const said = messages(COUNT);
  const tally = new Tally();
  const come = (login: string) => Person.signedIn(browser, house, login, tally);

  // Intake.
  const intake = await come("intake1");
  await intake.page.getByRole("link", { name: "来电登记" }).click();
  await intake.page.getByLabel("来电号码").waitFor();
  tally.stage("来电登记", said.length);
  const reply = new Map<string, string>();
  const numbers: string[] = [];
  for (const [nth, message] of said.entries()) {
    const before = tally.counted.keys;
    const number = await takeCall(intake, message, nth);
    expect(tally.counted.keys - before).toBeLessThanOrEqual(12);
    numbers.push(number);
    reply.set(number, message.reply);
    await intake.press("Enter");
  }
  expect(tally.counted.clicks).toBe(0);
  await intake.leave();

  // Acceptance: what has no category gets one, the rest is accepted at once.
  const dispatcher = await come("dispatch1");
  const seen = await Promise.all(numbers.map((number) => see(dispatcher, number)));
  const bare = numbers.filter((_, nth) => !seen[nth]!.category);
  tally.stage("受理：补分类", bare.length);
  for (const number of bare) {
    await dispatcher.list("待受理");
    await dispatcher.open(number);
    await dispatcher.begin("受理");
    await dispatcher.choose("政务服务 / 办事 / 办事指南");
    await dispatcher.send("受理");
  }
  tally.stage("受理并派一件有推荐的", 1);
  let single = "";
  for (const number of numbers.filter((one) => !bare.includes(one))) {
    await dispatcher.list("待受理");
    await dispatcher.open(number);
    const opened = tally.counted.clicks;
    await dispatcher.click(dispatcher.button("受理"));
    await dispatcher.button(/^交办/).first().waitFor();
    // The responsibility list may leave the office open.
    if (!(await see(dispatcher, number)).routed?.lead) continue;
    await dispatcher.click(dispatcher.button(/^交办给 /));
    await dispatcher.page.getByText(/^交办给 .*：已完成$/).waitFor();
    expect(tally.counted.clicks - opened).toBeLessThanOrEqual(2);
    single = number;
    break;
  }
  expect(single).not.toBe("");

  tally.stage("受理：多件", numbers.length - bare.length - 1);
  await dispatcher.list("待受理");
  await dispatcher.markAll();
  await dispatcher.many("受理");
  if (!(await dispatcher.sendMany("受理"))) await dispatcher.cancel();

  // One is about two things, two are about one, and one was put under the wrong category.
  const [one, other] = alike(said).map((nth) => numbers[nth]!) as [string, string];
  const free = numbers.filter((number) => ![one, other, single].includes(number));
  const [double, mistaken] = free as [string, string];
  tally.stage("拆分", 1);
  await dispatcher.list("待派");
  await dispatcher.open(double);
  await dispatcher.begin("拆分");
  await dispatcher.dialog.getByLabel("理由").fill("反映两个问题，分别办理");
  await dispatcher.send("拆分");
  await dispatcher.page.getByText("拆分：已完成").waitFor();
  const parts = (await see(dispatcher, double)).links.filter((link) => link.kind === "split_into").map((link) => link.number);
  expect(parts).toHaveLength(2);
  for (const part of parts) reply.set(part, reply.get(double)!);

  expect([one, other]).not.toContain(single);
  tally.stage("并单", 2);
  await dispatcher.list("待派");
  await dispatcher.mark([one, other]);
  await dispatcher.many("并单");
  await dispatcher.dialog.getByRole("radio").first().check();
  await dispatcher.dialog.getByLabel("理由").fill("反映同一问题");
  expect(await dispatcher.sendMany("并单")).toBe(true);
  tally.stage("更正", 1);
  await dispatcher.list("待派");
  await dispatcher.open(mistaken);
  await dispatcher.begin("更正");
  await dispatcher.choose("政务服务 / 办事 / 窗口服务");
  await dispatcher.dialog.getByLabel("理由").fill("核对后更正分类");
  await dispatcher.send("更正");

  // Dispatch: as suggested, and where nothing is suggested to a chosen office.
  tally.stage("交办：多件", numbers.length);
  await dispatcher.list("待派");
  await dispatcher.markAll();
  await dispatcher.many("交办");
  if (!(await dispatcher.sendMany("交办"))) {
    await dispatcher.choose(OTHERWISE);
    expect(await dispatcher.sendMany("重试")).toBe(true);
  }
  await dispatcher.list("待派");

  // The offices. Who has what is told by the matters.
  const units = await read<{ id: string; code: string; name: string }[]>(dispatcher, "/units");
  const unit = (id: string) => units.find((one) => one.id === id)!;
  const work: { number: string; code: string; role: "lead" | "support" }[] = [];
  for (const number of [...numbers, ...parts]) {
    const { assignments, ending } = await see(dispatcher, number);
    if (ending) continue;
    for (const share of assignments.filter(({ state }) => state === "open")) work.push({ number, code: unit(share.unit).code, role: share.role });
  }
  const open = [...new Set(work.map(({ number }) => number))];
  expect(open).toHaveLength(COUNT);
  const clerks = new Map<string, Person>();
  const clerk = async (code: string) => {
    if (!clerks.has(code)) clerks.set(code, await come(`${code}.clerk1`));
    return clerks.get(code)!;
  };
  const leads = (code: string) => work.filter((share) => share.code === code && share.role === "lead");
  const codes = () => [...new Set(work.map(({ code }) => code))].sort((a, b) => leads(b).length - leads(a).length);
  const signIn = async (code: string, expected?: string) => {
    const person = await clerk(code);
    if (!(await person.list("待签收", expected))) return;
    await person.markAll();
    await person.many("签收");
    if (!(await person.sendMany("签收"))) await person.cancel();
  };
  tally.stage("签收：多件", work.length);
  for (const code of codes()) await signIn(code);

  // One office gives a matter back, and it goes to another.
  const [busiest, taking] = [codes()[0]!, codes().find((code, nth) => nth > 0 && leads(code).length > 0)!];
  const back = leads(busiest).find(({ number }) => number !== single)!;
  const takes = units.find(({ code }) => code === taking)!.name;
  tally.stage("退单与审批", 1);
  const giving = await clerk(busiest);
  await giving.list("办理中");
  await giving.open(back.number);
  await giving.begin("申请退单");
  await giving.choose(takes);
  await giving.dialog.getByLabel("退单依据").fill("不属于本单位职责");
  await giving.send("申请");
  await dispatcher.list("待我决定");
  await dispatcher.open(back.number);
  await dispatcher.begin(/^审批/);
  await dispatcher.dialog.getByLabel("意见").fill("同意改派");
  await dispatcher.send("审批");
  back.code = taking;
  await signIn(taking, back.number);

  // Supporting shares first; then the leads, five of them with one reply.
  const photo = await dispatcher.page.screenshot({ type: "jpeg", quality: 30 });
  // From matter to matter in the order of the list: the phrase is chosen once, and stands in the next.
  const contact = async (person: Person, numbers: string[]) => {
    await person.list("办理中");
    const before = tally.counted.clicks;
    await person.openFirst();
    for (const left = new Set(numbers); left.size > 0; ) {
      if (!left.delete(person.number)) {
        await person.next();
        continue;
      }
      await person.begin("联系诉求人");
      if (!(await person.dialog.getByLabel("沟通内容").inputValue())) await person.phrase(PHRASE);
      await person.sendThen("联系诉求人");
    }
    expect(tally.counted.clicks - before).toBeLessThanOrEqual(2 * numbers.length + 2);
  };
  const answer = async (person: Person, number: string, role: "lead" | "support") => {
    await person.list("办理中");
    await person.open(number);
    await person.begin("提交办理结果");
    const process = person.dialog.getByLabel("办理过程");
    // What was written down on the way is not typed again.
    if (role === "lead") expect(await process.inputValue()).not.toBe("");
    else await process.fill("已配合办理");
    await person.dialog.getByLabel(/^办理结果/).fill(reply.get(number)!);
    await person.attach(photo);
    await person.send("提交办理结果");
  };
  const supports = work.filter(({ role }) => role === "support");
  tally.stage("协办：逐件", supports.length);
  for (const { number, code } of supports) {
    await answer(await clerk(code), number, "support");
  }
  const same = leads(busiest).slice(0, 5).map(({ number }) => number);
  expect(same).toHaveLength(5);
  tally.stage("联系诉求人", open.length);
  await contact(giving, same);
  tally.stage("同一答复：多件", same.length);
  await giving.list("办理中");
  await giving.mark(same);
  await giving.many("提交办理结果");
  await expect.poll(() => giving.dialog.getByLabel("办理过程").inputValue()).toBe(PHRASE);
  await giving.dialog.getByLabel(/^办理结果/).fill(reply.get(same[0]!)!);
  await giving.attach(photo);
  expect(await giving.sendMany("提交办理结果")).toBe(true);
  for (const code of codes()) {
    const own = leads(code).map(({ number }) => number).filter((number) => !same.includes(number));
    if (own.length === 0) continue;
    tally.stage("联系诉求人", open.length);
    await contact(await clerk(code), own);
    tally.stage("答复：逐件", open.length - same.length);
    for (const number of own) await answer(await clerk(code), number, "lead");
  }

  // Signed off by the heads, reviewed at the desk.
  const judge = async (person: Person, list: string, verb: string, expected?: string) => {
    if (!(await person.list(list, expected))) return;
    await person.markAll();
    await person.many(verb);
    if (!(await person.sendMany(verb))) await person.cancel();
  };
  const pass = async (among: string[], matters: string[]) => {
    tally.stage("审签：多件", matters.length);
    for (const code of among) {
      const head = await come(`${code}.head1`);
      await judge(head, "待审签", "审签");
      await head.leave();
    }
    tally.stage("审核：多件", matters.length);
    await judge(dispatcher, "待审核", "审核", matters[0]);
  };
  await pass(codes(), open);

  // Everybody is called; two say that it is not solved, and it is done again.
  const caller = await come("callback1");
  const callAll = async (unsolved: string[]) => {
    const { page } = caller;
    const call = caller.button(/^拨打/);
    const none = page.getByText("现在没有可以拨打的回访");
    const link = page.locator(".facts > .hint a");
    const called: string[] = [];
    for (;;) {
      await call.or(none).first().waitFor();
      if (await none.isVisible()) return called;
      const number = await link.innerText();
      if (!open.includes(number)) {
        await caller.button("先跳过").click();
        await expect.poll(async () => (await none.isVisible()) || (await link.innerText()) !== number, { timeout: SLOW }).toBe(true);
        continue;
      }
      await call.focus();
      await caller.press("Enter");
      await page.locator("#choice-outcome input:focus").waitFor();
      await caller.press("1", "y", ...(unsolved.includes(number) ? ["3", "2"] : ["1", "5"]), "Control+Enter");
      await call.or(none).first().waitFor();
      called.push(number);
    }
  };
  const unsolved = open.slice(-2);
  tally.stage("回访", open.length);
  await caller.page.getByRole("link", { name: "回访", exact: true }).click();
  expect(new Set(await callAll(unsolved))).toEqual(new Set(open));

  tally.stage("重办", unsolved.length);
  for (const number of unsolved) {
    await dispatcher.list("全部事项");
    await dispatcher.open(number);
    await dispatcher.begin("重办");
    await dispatcher.dialog.getByLabel("理由").fill("诉求人反映仍未解决");
    await dispatcher.send("重办");
    for (const { code, role } of work.filter((share) => share.number === number && share.role === "lead")) {
      await contact(await clerk(code), [number]);
      await answer(await clerk(code), number, role);
    }
  }
  await pass([...new Set(work.filter(({ number }) => unsolved.includes(number)).map(({ code }) => code))], unsolved);
  tally.stage("再次回访", unsolved.length);
  await caller.page.getByRole("link", { name: "全部事项" }).click();
  await caller.page.getByRole("link", { name: "回访", exact: true }).click();
  expect(new Set(await callAll([]))).toEqual(new Set(unsolved));

  // The lists show how each has ended.
  await dispatcher.list("全部事项");
  for (const number of open) await dispatcher.row(number).getByText("核实解决").waitFor();
  await dispatcher.row(double).getByText("拆分", { exact: true }).waitFor();
  for (const person of [dispatcher, caller, ...clerks.values()]) await person.leave();
  tally.print();
}, 3_600_000);
