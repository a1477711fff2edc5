import { beforeAll, beforeEach, expect, test, vi } from "vitest";

import { Refused, type Schema, Unreachable } from "../src/api/client";

// What many begin with: an extension with the least that all may ask for, a reply with what all have in common.

const read = vi.hoisted(() => ({ readActions: vi.fn(), readOwnSteps: vi.fn(), readMatter: vi.fn() }));
const act = vi.hoisted(() => vi.fn());
vi.mock("../src/desk/queries/matter", async (original) => ({ ...(await original<object>()), ...read }));
vi.mock("../src/desk/command/act", () => ({ act }));

let extension: typeof import("../src/desk/pages/queue/extension");
let reply: typeof import("../src/desk/pages/queue/reply");
let bulk: typeof import("../src/desk/pages/queue/bulk");
let session: typeof import("../src/desk/session");
beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  extension = await import("../src/desk/pages/queue/extension");
  reply = await import("../src/desk/pages/queue/reply");
  bulk = await import("../src/desk/pages/queue/bulk");
  session = await import("../src/desk/session");
});
beforeEach(() => void vi.resetAllMocks());

const problem = (status: number, zh: string) => {
  const words = { title: zh, reason: zh, remedy: "" };
  return { status, code: "x", zh: words, en: words } as unknown as Schema["Problem"];
};
const gone = new Refused(problem(404, "没有这件事项"));

/** The actions of a matter whose limit this is. */
const may = (most: string): Schema["Action"] => ({ verb: "request", what: "extension", of: "share", allowed: true, bounds: { most, decides: [] } });
const mayNot: Schema["Action"] = { verb: "request", what: "extension", of: "share", allowed: false, problem: problem(409, "已延期过") };

test.each([
  ["the smallest limit holds for all", ["5wd", "3wd", "7wd"], { most: "3wd", by: "2wd", except: false }, {}],
  ["no more is proposed than may be asked for", ["1d"], { most: "1d", by: "1d", except: false }, {}],
  ["compared as numbers", ["10wd", "9wd"], { most: "9wd", by: "2wd", except: false }, {}],
  ["the unit of most, and a note at the other", ["5wd", "24h", "3wd"], { most: "3wd", by: "2wd", except: true }, { 1: "一次最长延长 24 小时" }],
  ["a refusal is a note", ["5wd", mayNot], { most: "5wd", by: "2wd", except: true }, { 1: "已延期过" }],
  ["a share that may goes before one that may not", [[mayNot, may("5wd")]], { most: "5wd", by: "2wd", except: false }, {}],
  ["nothing to ask for", [[]], {}, { 0: "您现在不能对此事项这样办理。" }],
  ["one that is not there does not fail all", ["5wd", gone], { most: "5wd", by: "2wd", except: true }, { 1: "没有这件事项" }],
  ["nobody may", [mayNot, gone], {}, { 0: "已延期过", 1: "没有这件事项" }],
])("an extension of many: %s", async (_, each, model, notes) => {
  read.readActions.mockImplementation(async (number: string) => {
    const one = (each as unknown[])[Number(number)];
    if (one instanceof Error) throw one;
    if (typeof one === "string") return { actions: [may(one)] };
    return { actions: Array.isArray(one) ? one : [one] };
  });
  const begun = await extension.begin(each.map((_, nth) => String(nth)));
  expect(begun.model).toEqual(model);
  expect(Object.keys(begun.notes)).toEqual(Object.keys(notes));
  for (const [number, text] of Object.entries(notes)) expect(begun.notes[number]).toContain(text);
});

test("where nobody answers, all of it fails", async () => {
  read.readActions.mockRejectedValue(new Unreachable("away"));
  await expect(extension.begin(["0"])).rejects.toBeInstanceOf(Unreachable);
});

const step = (seq: number, kind: string, unit: string, words: object) => ({ seq, kind, unit, words, undone: false });

test("a reply to many begins with what those have in common that are there", async () => {
  read.readOwnSteps.mockImplementation(async (number: string) => {
    if (number === "2") throw gone;
    return { history: [step(2, "contacted", "住建局", { process: "已电话联系" })] };
  });
  const { model, notes } = await reply.begin(["0", "1", "2"]);
  expect(model).toMatchObject({ process: "已电话联系", processOwn: 0, of: 2 });
  expect(notes[2]).toContain("没有这件事项");
});

test("what is sent for each is what the form was told: the steps of the own office", async () => {
  session.me.value = { unit_name: "住建局" } as NonNullable<typeof session.me.value>;
  const own = [step(2, "contacted", "住建局", { process: "已电话联系" })];
  const others = [step(3, "progressed", "城管局", { process: "协办已到场" })];
  read.readOwnSteps.mockResolvedValue({ history: own });
  read.readMatter.mockResolvedValue({ version: 4, assignments: [], history: [...own, ...others] });
  read.readActions.mockResolvedValue({ actions: [{ verb: "submit", allowed: true, of: "share" }] });
  await bulk.runOne(bulk.bulks.submit!, "0", { process: "", result: "已修复", evidence: [] }, "key");
  expect(act).toHaveBeenCalledWith("0", "submit", expect.objectContaining({ process: "已电话联系", result: "已修复" }), "key", 4);
});
