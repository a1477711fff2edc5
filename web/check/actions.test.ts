import { beforeAll, expect, test, vi } from "vitest";

import type { Schema } from "../src/api/client";

let isNext: (typeof import("../src/desk/pages/matter/actions"))["isNext"];
beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  ({ isNext } = await import("../src/desk/pages/matter/actions"));
});

const share = { id: "lead", role: "lead", state: "open", unit_name: "住建局", contacted: null };
const matter = (stage: string, ...assignments: object[]) => ({ stage, assignments, reports: [{ sealed: false }] }) as unknown as Schema["MatterView"];
const sealed = (...assignments: object[]) => ({ ...matter("handling", ...assignments), reports: [{ sealed: true }] }) as Schema["MatterView"];
const action = (verb: string, more: object = {}) => ({ verb, allowed: true, of: "lead", ...more }) as Schema["Action"];

test.each([
  ["accept", matter("received"), true],
  ["exit", matter("received"), true],
  ["answer", matter("received"), true],
  ["settle", matter("received"), true],
  ["answer", matter("handling", share), false],
  ["settle", matter("assigning"), false],
  ["assign", matter("assigning"), true],
  ["assign", matter("assigning", { ...share, state: "returned" }), true],
  // Supports can always be added: nobody waits for that.
  ["assign", matter("assigning", share), false],
  ["sign-in", matter("assigning", share), true],
  ["contact", matter("handling", share), true],
  ["contact", matter("handling", { ...share, contacted: "2026-11-27T04:00:00Z" }), false],
  ["contact", matter("handling", { ...share, role: "support" }), false],
  ["ask-reporter", matter("handling", share), false],
  // Who is sealed is not called.
  ["contact", sealed(share), false],
  ["ask-reporter", sealed(share), true],
  ["ask-reporter", sealed({ ...share, contacted: "2026-11-27T04:00:00Z" }), false],
  ["decide-unsealing", sealed(share), true],
  ["submit", matter("handling", share), true],
  ["report-back", matter("handling", share), true],
  ["decide", matter("handling", share), true],
  ["sign-off", matter("verifying", share), true],
  ["review", matter("verifying", share), true],
  ["callback", matter("verifying", share), true],
  ["check", matter("verifying", share), true],
  ["rework", matter("verifying", { ...share, state: "done" }), true],
  // Offered only while the answer is owed above.
  ["enter-upstream", matter("verifying", { ...share, state: "done" }), true],
  // What one may do at any time, and what the reporter is waited for.
  ["progress", matter("handling", share), false],
  ["reply", matter("handling", share), false],
  ["milestone", matter("handling", share), false],
  ["request", matter("handling", share), false],
  ["note", matter("handling", share), false],
  ["hear-upstream", matter("handling", share), false],
  ["reopen", matter("rating", share), false],
])("%s: whether the matter waits for that", (verb, of, waits) => {
  expect(isNext(action(verb), of, [action("contact"), action(verb)])).toBe(waits);
});

test("a desk, which does not contact for the office, is not waited for to ask", () => {
  expect(isNext(action("ask-reporter"), sealed(share), [action("ask-reporter")])).toBe(false);
});

test("whoever did not answer a short while ago is not called again at once", () => {
  expect(isNext(action("callback", { bounds: { decides: [], not_before: "2026-11-28T04:00:00Z" } }), matter("verifying", share), [])).toBe(false);
});
