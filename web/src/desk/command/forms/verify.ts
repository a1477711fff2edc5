import type { Schema } from "../../../api/client";
import type { Field, Model } from "../../form/field";
import { moment } from "../../time";
import { said, w } from "../../words";
import { type Ask, choice, firstVoice, type Forms, voices, words, yesOrNo } from "../form";

const passed = {
  start: () => ({ pass: true, opinion: "" }),
  fields: ({ pass }: Model) => [
    yesOrNo("pass", w.value.command.pass, w.value.command.passYes, w.value.command.passNo),
    words("opinion", w.value.command.opinion, pass ? "pass" : "back", { optional: pass as boolean }),
  ],
  body: ({ pass, opinion }: Model) => ({ pass, opinion }) as Schema["Verify"],
};

/** A question of the procedure as a field; `reason` has its own place. */
function question(asked: Schema["CallbackQuestion"]): Field {
  const at = `q_${asked.code}`;
  const label = said(asked.title);
  const optional = !asked.required;
  const level = Object.fromEntries(w.value.command.levels.map((name, nth) => [nth + 1, name]));
  switch (asked.answer) {
    case "yes_no":
      return { ...yesOrNo(at, label, w.value.command.yes, w.value.command.no), optional };
    case "solved":
      return choice(at, label, w.value.code.solved, { optional });
    case "level":
      return { at, label, optional, as: { is: "choice", choices: [5, 4, 3, 2, 1].map((value) => ({ value, label: level[value]! })) } };
    case "choice":
      return { at, label, optional, as: { is: "choice", choices: (asked.choices ?? []).map((one) => ({ value: one.code, label: said(one) })) } };
    case "words":
      return words("reason", label, undefined, { optional: true });
  }
}

const OWN_PLACE = ["contacted", "solved", "satisfied", "manner", "reason"];

/** The answers of the reporter as the server takes them. */
function verdict(model: Model, { procedure }: Ask): Schema["Verdict"] {
  const others = (procedure?.questions ?? []).filter((one) => !OWN_PLACE.includes(one.code));
  const answers = others.map((one) => [one.code, model[`q_${one.code}`]]).filter(([, value]) => value !== undefined);
  return {
    contacted: model.q_contacted,
    solved: model.q_solved,
    satisfied: model.q_satisfied,
    ...(model.q_manner === undefined ? {} : { manner: model.q_manner }),
    ...(answers.length > 0 ? { answers: Object.fromEntries(answers) } : {}),
  };
}

/** Nobody confirms their own result. */
export const verify = {
  "sign-off": passed,
  review: passed,
  callback: {
    notice: ({ bounds }) => (bounds?.not_before ? w.value.command.bounds.notBefore(moment(bounds.not_before)) : ""),
    start: (ask) => ({ report: firstVoice(ask), answered: true, reason: "" }),
    fields: (model, ask) => [
      ...voices(ask),
      yesOrNo("answered", w.value.command.answered, w.value.command.answeredYes, w.value.command.answeredNo),
      ...(model.answered ? (ask.procedure?.questions ?? []).map(question) : []),
    ],
    body: (model, ask) => ({
      report: model.report,
      verdict: model.answered ? verdict(model, ask) : null,
      reason: model.reason,
    }),
  },
  check: {
    start: () => ({ at_the_place: true, solved: "solved", opinion: "" }),
    fields: () => [
      yesOrNo("at_the_place", w.value.command.atThePlace, w.value.command.yes, w.value.command.no),
      choice("solved", w.value.command.found, w.value.code.solved),
      words("opinion", w.value.command.finding, "check"),
    ],
    body: ({ at_the_place, solved, opinion }) => ({ at_the_place, solved, opinion }),
  },
  rework: {
    start: () => ({ reason: "" }),
    fields: () => [words("reason", w.value.command.reason, "reason")],
    body: ({ reason }) => ({ reason }),
  },
} satisfies Forms;
