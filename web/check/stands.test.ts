import { expect, test } from "vitest";

import type { Schema } from "../src/api/client";
import { leadOf, next, ofLine, ofMatter, standing } from "../src/desk/stands";
import { en } from "../src/desk/words/en";

type Share = Partial<Schema["AssignmentView"]>;

const lead = (state: Schema["AssignmentState"]): Share => ({ role: "lead", state, unit_name: "住建局" });
const support: Share = { role: "support", state: "open", unit_name: "城管局" };
const below: Share = { role: "lead", parent: "a-share", state: "open", unit_name: "物业科" };

/** The same matter as its page and as its line have it. */
function both(stage: string, desk: string | null, shares: Share[], line: string | null) {
  const page = { stage, owner: desk ? { desk, unit: "u" } : null, assignments: shares } as unknown as Schema["MatterView"];
  return [ofMatter(page), ofLine({ stage, owner: desk ?? "", lead: line } as Schema["MatterLine"])];
}

test.each([
  ["received", "intake", [], null, "待受理", "收到，待受理"],
  ["assigning", "dispatch", [], null, "待派单", "已受理，待派单"],
  ["assigning", "dispatch", [lead("returned"), support], null, "待派单", "已受理，待派单"],
  ["assigning", "dispatch", [lead("revoked"), below], null, "待派单", "已受理，待派单"],
  ["assigning", "dispatch", [lead("open")], "住建局", "待审批", "已受理，待审批"],
  ["assigning", "unit", [lead("open")], "住建局", "待签收", "已受理，待签收"],
  ["handling", "unit", [lead("open"), support], "住建局", "办理中", "办理中"],
  ["handling", "dispatch", [lead("returned"), lead("open")], "住建局", "待审批", "办理中，待审批"],
  ["handling", "leader", [lead("open")], "住建局", "待批准", "办理中，待批准"],
  ["handling", "arbitration", [lead("open")], "住建局", "待裁定", "办理中，待裁定"],
  ["verifying", "sign_off", [lead("done")], "住建局", "待审签", "已提交结果，待审签"],
  ["verifying", "review", [lead("done")], "住建局", "待审核", "已提交结果，待审核"],
  ["verifying", "callback", [lead("done")], "住建局", "待回访", "已提交结果，待回访"],
  ["verifying", "check", [lead("done")], "住建局", "待核查", "已提交结果，待核查"],
  // The reporter says that it is not solved: rework, or the end.
  ["verifying", "dispatch", [lead("done")], "住建局", "待决定", "已提交结果，待决定"],
  ["rating", null, [lead("done")], "住建局", "", "已办结，可评价"],
  ["closed", null, [], null, "", "已关闭"],
])("%s at %s: page and line say the same", (stage, desk, shares, line, waits, stands) => {
  for (const one of both(stage, desk, shares, line)) {
    expect(next(one)).toBe(waits);
    expect(standing(one)).toBe(stands);
  }
});

test("in English what comes next is said in a few words", () => {
  expect(en.code.then(en.code.stageLong.received, en.code.owner.intake)).toBe("Received – next: accept");
  expect(en.code.then(en.code.stageLong.verifying, en.code.owner.judge)).toBe("Result submitted – next: decide on the result");
});

test("the lead has the matter in hand or has done it, and is part of no other share", () => {
  const of = (...assignments: Share[]) => leadOf({ assignments } as Schema["MatterView"])?.unit_name;
  expect(of(support, below, lead("done"))).toBe("住建局");
  expect(of(lead("open"))).toBe("住建局");
  expect(of(lead("returned"), lead("revoked"), support, below)).toBeUndefined();
});
