import { unitName } from "../../queries/lists";
import { leadOf } from "../../stands";
import { limit, moment } from "../../time";
import { said, w } from "../../words";
import { type Ask, type Forms, ofShare, words, yesOrNo } from "../form";

const pending = ({ matter, of }: Ask) => matter.assignments.find((share) => share.id === of)?.pending ?? null;

/** Shares, and the requests about them. */
export const dispatch = {
  assign: {
    start: ({ matter }) => {
      const { routed } = matter;
      const has = leadOf(matter);
      return { lead: has ? null : (routed?.lead ?? null), supports: has ? [] : (routed?.supports ?? []), opinion: "" };
    },
    fields: (_, ask) => [
      ...(leadOf(ask.matter)
        ? []
        : [{ at: "lead", label: w.value.code.share.lead, as: { is: "unit" as const }, hint: basis(ask) }]),
      { at: "supports", label: w.value.code.share.support, as: { is: "units" }, optional: true },
      words("opinion", w.value.command.opinion, "assign", { optional: true }),
    ],
    body: ({ lead, supports, opinion }) => ({ lead, supports, opinion }),
  },
  "sub-assign": {
    start: () => ({ unit: null, opinion: "" }),
    fields: (_, { matter, of }) => {
      const own = matter.assignments.find((share) => share.id === of)?.unit;
      return [
        { at: "unit", label: w.value.command.unitBelow, as: { is: "unit", among: own ? [own] : undefined } },
        words("opinion", w.value.command.opinion, "assign", { optional: true }),
      ];
    },
    body: ({ unit, opinion }, { of }) => ({ assignment: of!, unit, opinion }),
  },
  revoke: ofShare,
  "sign-in": ofShare,
  "take-back": ofShare,
  decide: {
    start: (ask) => {
      const request = pending(ask)?.request;
      return { granted: true, opinion: "", unit: request?.kind === "return" ? request.propose : null };
    },
    fields: (model, ask) => [
      yesOrNo("granted", w.value.command.granted, w.value.command.grant, w.value.command.refuse),
      ...(model.granted && pending(ask)?.request.kind === "return"
        ? [{ at: "unit", label: w.value.command.unitNow, as: { is: "unit" as const }, optional: true, hint: w.value.command.unitNowHint }]
        : []),
      words("opinion", w.value.command.opinion, model.granted ? "pass" : "back"),
    ],
    body: ({ granted, opinion, unit }, { of }) => ({ assignment: of!, granted, opinion, unit: granted ? unit : null }),
    notice: (ask) => asked(ask),
  },
} satisfies Forms;

function basis({ matter }: Ask): string | undefined {
  return matter.routed?.legal_basis ? w.value.command.routedBy(matter.routed.legal_basis) : undefined;
}

/** A pending request in words. */
export function asked(ask: Ask): string {
  const found = pending(ask);
  if (!found) return "";
  const { request } = found;
  const reasons = { suspension: ask.procedure?.suspension_reasons, termination: ask.procedure?.termination_reasons };
  const named = (list: keyof typeof reasons, code: string | null | undefined) => {
    const choice = reasons[list]?.find((one) => one.code === code);
    return choice ? said(choice) : "";
  };
  const what = w.value.code.request[request.kind];
  const why = ask.matter.history.filter((step) => step.kind === "requested" && !step.undone).slice(-1)[0]?.words;
  const detail = {
    return: () => (request.kind === "return" ? unitName(request.propose) : ""),
    extension: () => (request.kind === "extension" ? limit(request.by) : ""),
    suspension: () => (request.kind === "suspension" ? `${moment(request.review)} ${named("suspension", request.reason)}` : ""),
    severity: () => (request.kind === "severity" ? w.value.code.severity[request.to] : ""),
    termination: () => (request.kind === "termination" ? named("termination", request.reason) : ""),
  }[request.kind]();
  return w.value.command.asked(what, detail, why?.basis ?? why?.opinion ?? "");
}
