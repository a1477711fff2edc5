import type { Schema } from "../../../api/client";
import type { Field, Model } from "../../form/field";
import { dueDay, limit, limitParts, moment } from "../../time";
import { said, w } from "../../words";
import { type Ask, choice, type Forms, options, words } from "../form";

type Request = Schema["Request"];

/** The open clocks that an extension of the share would move. */
function clocks({ matter, of }: Ask) {
  const share = matter.assignments.find((one) => one.id === of);
  const own = matter.clocks.filter((clock) => !clock.stopped && !clock.superseded && clock.limit);
  const named = own.filter((clock) => (share?.role === "lead" ? !clock.of && ["resolve", "rework"].includes(clock.name) : clock.of === of));
  return named.length > 0 ? named : own.filter((clock) => !clock.of);
}

const opinion = (shelf: string) => words("opinion", w.value.command.why, shelf);

/** The five kinds of a request that somebody else decides. */
const kinds: Record<Schema["RequestKind"], { start: (ask: Ask) => Model; fields: (ask: Ask) => Field[]; request: (model: Model) => Request }> = {
  return: {
    start: () => ({ propose: null }),
    fields: () => [
      { at: "propose", label: w.value.command.propose, as: { is: "unit" } },
      words("opinion", w.value.command.returnBasis, "return", { hint: w.value.command.returnHint }),
    ],
    request: ({ propose }) => ({ kind: "return", propose }),
  },
  extension: {
    start: (ask) => ({ by: shortest(ask) }),
    fields: (ask) => [
      { at: "by", label: w.value.command.extendBy, as: { is: "limit" }, hint: limits(ask) },
      opinion("extension"),
    ],
    request: ({ by }) => ({ kind: "extension", by }),
  },
  suspension: {
    start: () => ({ review: null, reason: "" }),
    fields: ({ procedure, bounds }) => [
      { at: "reason", label: w.value.command.reason, as: { is: "choice", choices: options(procedure?.suspension_reasons) } },
      { at: "review", label: w.value.command.reviewDay, as: { is: "day", until: bounds?.review ?? undefined }, hint: w.value.command.suspensionHint },
      opinion("suspension"),
    ],
    request: ({ review, reason }) => ({ kind: "suspension", review, reason: reason || null }),
  },
  severity: {
    start: ({ matter }) => ({ to: matter.severity === "general" ? "major" : "general" }),
    fields: () => [choice("to", w.value.command.severityTo, w.value.code.severity), opinion("severity")],
    request: ({ to }) => ({ kind: "severity", to }),
  },
  termination: {
    start: () => ({ reason: "" }),
    fields: ({ procedure }) => [
      { at: "reason", label: w.value.command.reason, as: { is: "choice", choices: options(procedure?.termination_reasons) } },
      opinion("termination"),
    ],
    request: ({ reason }) => ({ kind: "termination", reason: reason || null }),
  },
};

/** A first guess, no longer than the longest there is. */
export const propose = ({ amount, unit }: { amount: number; unit: string }) => `${Math.min(2, amount)}${unit}`;

/** In the unit of the limit that it extends; a limit in months is extended by working days. */
function shortest(ask: Ask): string {
  const most = limitParts(ask.bounds?.most ?? "");
  if (most) return propose(most);
  const unit = limitParts(clocks(ask)[0]?.limit ?? "")?.unit ?? "mo";
  return unit === "mo" ? "5wd" : `2${unit}`;
}

function limits(ask: Ask): string {
  return clocks(ask).map((clock) => w.value.command.limitNow(clock.title ? said(clock.title) : clock.name, limit(clock.limit!))).join("；");
}

/** What would otherwise be told by the refusal only. */
function told({ bounds, what }: Ask): string {
  if (!bounds) return "";
  const { most, used, max, until, review, decides } = bounds;
  const words = w.value.command.bounds;
  const counted = typeof used === "number" && typeof max === "number";
  const lines = [
    most && words.most(limit(most)),
    counted && (what === "return" ? words.returned(used, max) : words.extended(used, max)),
    until && (what === "return" ? words.directly(moment(until)) : words.before(dueDay(until))),
    review && words.review(dueDay(review)),
    words.decides(decides.map((role) => w.value.code.role[role])),
  ];
  return lines.filter(Boolean).join("\n");
}

export const request = {
  request: {
    start: (ask) => ({ opinion: "", ...kinds[ask.what!].start(ask) }),
    fields: (_, ask) => kinds[ask.what!].fields(ask),
    notice: told,
    body: (model, ask) => ({ assignment: ask.of!, request: kinds[ask.what!].request(model), opinion: model.opinion }),
  },
} satisfies Forms;
