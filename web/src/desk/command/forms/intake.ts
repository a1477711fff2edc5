import { w } from "../../words";
import { type Ask, choice, files, type Forms, latest, nothing, words } from "../form";

/** What speaks of a category. */
const said = (ask: Ask) => `${latest(ask, ["reported"], "title")}。${latest(ask, ["reported"], "text")}`;

/** Accept, or let it end at intake; put right. */
export const intake = {
  accept: {
    start: ({ matter }) => ({ category: matter.category, severity: matter.severity }),
    fields: (_, ask) => [
      { at: "category", label: w.value.command.category, as: { is: "category", said: said(ask) } },
      choice("severity", w.value.command.severity, w.value.code.severity),
    ],
    body: ({ category, severity }, { matter }) => ({ category: category === matter.category ? null : category, severity }),
  },
  exit: {
    start: () => ({ reason: "beyond_duty", told: "" }),
    fields: () => [choice("reason", w.value.command.exitReason, w.value.code.exit), words("told", w.value.command.told, "exit")],
    body: ({ reason, told }) => ({ reason, told }),
    preview: ({ told }) => told,
  },
  answer: {
    start: () => ({ answer: "" }),
    fields: () => [words("answer", w.value.command.answer, "answer")],
    body: ({ answer }) => ({ answer }),
    preview: ({ answer }) => answer,
  },
  settle: {
    start: () => ({ result: "", evidence: [] }),
    fields: () => [words("result", w.value.command.result, "result"), files("evidence")],
    body: ({ result, evidence }) => ({ result, evidence }),
    preview: ({ result }) => result,
  },
  amend: {
    start: known,
    fields: (model, ask) => {
      const voice = ask.matter.reports.map((one) => ({ value: one.id, label: `${one.name ?? w.value.matter.nameless} ${one.contact ?? ""}` }));
      const person = [
        { at: "name", label: w.value.command.name, as: { is: "line" as const }, optional: true },
        { at: "contact", label: w.value.command.contact, as: { is: "line" as const }, optional: true, hint: w.value.command.contactHint },
        { at: "confidential", label: w.value.command.confidential, as: { is: "yes" as const } },
      ];
      return [
        { at: "category", label: w.value.command.category, as: { is: "category", said: said(ask) } },
        { at: "address", label: w.value.command.place, as: { is: "place" }, optional: true },
        {
          at: "report",
          label: w.value.command.amendVoice,
          optional: true,
          as: { is: "select", choices: [{ value: "", label: w.value.command.amendNobody }, ...voice] },
        },
        ...(model.report ? person : []),
        words("reason", w.value.command.reason),
      ];
    },
    body: (model, ask) => {
      const before = known(ask);
      const moved = model.address !== before.address || model.place !== before.place;
      const person = model.report
        ? { report: model.report, name: model.name || null, contact: model.contact || null, confidential: model.confidential }
        : {};
      return {
        category: model.category === before.category ? null : model.category,
        ...(moved ? { address: model.address || null, place: model.place } : {}),
        ...person,
        reason: model.reason,
      };
    },
  },
  archive: nothing,
  close: nothing,
} satisfies Forms;

/** What stands in the matter now; a person is named only to be put right. */
function known(ask: Ask) {
  return {
    category: ask.matter.category,
    address: latest(ask, ["reported", "amended"], "address"),
    place: ask.matter.place.place ?? null,
    report: "",
    name: "",
    contact: "",
    confidential: false,
    reason: "",
  };
}
