import type { Rules } from "../../queries/admin";
import { limit } from "../../time";
import { said, w } from "../../words";

type Procedure = Rules["procedure"];
type Clock = Procedure["clocks"][number];

/** One thing a procedure says, in plain words; two versions are compared by `at`. */
export interface Said {
  at: string;
  label: string;
  text: string;
}

const yes = (value: boolean, text: string) => (value ? [text] : []);
const codes = <C extends string>(words: Record<C, string>, all: readonly C[]) => all.map((code) => words[code]).join("、");

function clock(rule: Clock): Said {
  const t = w.value.rules;
  const limits = Object.entries(rule.limit ?? {}).map(([key, long]) => t.limitFor(t.limitKey[key] ?? key, limit(long)));
  const parts = [
    t.span(codes(t.moment, rule.starts), t.moment[rule.stops], t.scope[rule.scope ?? "matter"]),
    ...(limits.length > 0 ? [limits.join("，")] : []),
    ...yes(rule.upstream ?? false, t.upstream),
    ...yes(rule.item ?? false, t.item),
    ...yes(rule.count_receipt_day ?? false, t.receiptDay),
    ...yes(rule.decides_late ?? false, t.decidesLate),
    ...(rule.basis ? [t.basis(rule.basis)] : []),
  ];
  return { at: `clock.${rule.name}`, label: said(rule.title), text: parts.join(t.stop) };
}

/** Everything a procedure says, from intake to the windows after the end. */
export function explain(procedure: Procedure): Said[] {
  const t = w.value.rules;
  const { intake, documents, returns, extension, suspension, termination, result, callback, rework, reopening, rating, urge, consultation, archive } = procedure;
  const reasons = (all: Parameters<typeof said>[0][]) => all.map((one) => said(one)).join("、");
  const lines: [string, string][] = [
    ["kinds", codes(w.value.code.kind, procedure.kinds)],
    ["contact", t.contact[intake?.contact ?? "optional"]],
    ["at_once", t.atOnce[intake?.at_once ?? "never"]],
  ];
  if (intake?.own) lines.push(["own", t.own]);
  const after: [string, string][] = [];
  if (returns) after.push(["returns", t.returns(limit(returns.within), returns.limit)]);
  if (extension) after.push(["extension", t.extension(extension.max, extension.share_percent, limit(extension.most))]);
  if (suspension) after.push(["suspension", t.suspension(limit(suspension.review), reasons(suspension.reasons))]);
  if (termination) after.push(["termination", t.termination(reasons(termination.reasons))]);
  if (documents?.taken) {
    const taken = t.papers(documents.authority ? limit(documents.authority) : "");
    after.push(["documents", [taken, ...yes(documents.returned, t.papersBack)].join(t.stop)]);
  }
  if (result) {
    const needs = [...yes(result.contacted, t.needsContact), ...yes(result.evidence > 0, t.needsEvidence(result.evidence)), ...yes(result.sign_off, t.needsSignOff), ...yes(result.review, t.needsReview)];
    after.push(["result", needs.join(t.stop) || t.needsNothing]);
  }
  if (callback) {
    after.push(["callback", t.callback(callback.attempts, limit(callback.apart))]);
    after.push(["questions", callback.questions.map((one) => `${said(one.title)}${one.required ? t.required : ""}`).join(" ")]);
  }
  if (rework) after.push(["rework", t.rework(rework.max)]);
  if (reopening) after.push(["reopening", t.reopening(limit(reopening.window), reopening.max, codes(w.value.code.ending, reopening.endings))]);
  if (rating) after.push(["rating", t.rating(limit(rating.window), reasons(rating.tags))]);
  if (urge) after.push(["urge", t.urge(limit(urge.every))]);
  if (consultation) after.push(["consultation", t.consultation(limit(consultation.horizon))]);
  if (archive) {
    const { piece, retention } = w.value.archive;
    after.push(["archive", t.archive(codes(piece, archive.pieces), retention[archive.instructed], retention[archive.answered], retention[archive.unanswered])]);
  }
  const named = ([at, text]: [string, string]) => ({ at, label: t.label[at as keyof typeof t.label], text });
  return [...lines.map(named), ...procedure.clocks.map(clock), ...after.map(named)];
}

export interface Compared {
  at: string;
  label: string;
  /** Empty where that version says nothing of it. */
  before: string;
  after: string;
}

/** What two versions say differently. */
export function compare(before: Said[], after: Said[]): Compared[] {
  const old = new Map(before.map((one) => [one.at, one]));
  const fresh = new Map(after.map((one) => [one.at, one]));
  const all = [...before, ...after.filter((one) => !old.has(one.at))];
  return all
    .map(({ at, label }) => ({ at, label, before: old.get(at)?.text ?? "", after: fresh.get(at)?.text ?? "" }))
    .filter((one) => one.before !== one.after);
}
