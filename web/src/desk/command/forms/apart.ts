import { w } from "../../words";
import { firstVoice, type Forms, voices, words, yesOrNo } from "../form";

/** Whom a matter is kept from, and who gets to know its reporter. */
export const apart = {
  "name-subjects": {
    start: ({ matter: { subjects } }) => ({
      units: subjects.units.map((unit) => unit.id),
      accounts: subjects.accounts.map((person) => person.id),
      reason: "",
    }),
    fields: (_, { matter }) => [
      { at: "units", label: w.value.command.subjectUnits, as: { is: "units" }, optional: true },
      { at: "accounts", label: w.value.command.subjectPeople, as: { is: "people", known: matter.subjects.accounts }, optional: true },
      words("reason", w.value.command.reason),
    ],
    body: ({ units, accounts, reason }) => ({ units, accounts, reason }),
    notice: () => w.value.command.subjectsNotice,
  },
  recuse: {
    start: () => ({ reason: "" }),
    fields: () => [words("reason", w.value.command.reason)],
    body: ({ reason }) => ({ reason }),
    notice: () => w.value.command.recuseNotice,
  },
  "ask-unsealing": {
    start: (ask) => ({ report: firstVoice(ask), reason: "" }),
    fields: (_, ask) => [...voices(ask), { at: "reason", label: w.value.command.unsealingReason, as: { is: "line", most: 200 } }],
    body: ({ report, reason }) => ({ report, reason }),
    notice: () => w.value.command.unsealingNotice,
  },
  "decide-unsealing": {
    start: () => ({ granted: true, opinion: "" }),
    fields: ({ granted }) => [
      yesOrNo("granted", w.value.command.granted, w.value.command.grant, w.value.command.refuse),
      words("opinion", w.value.command.opinion, "opinion", { optional: granted }),
    ],
    body: ({ granted, opinion }, ask) => ({ unsealing: ask.of!, granted, opinion }),
    notice: ({ matter, of }) => {
      const asked = matter.unsealings.find((unsealing) => unsealing.id === of);
      const why = matter.history.filter((step) => step.kind === "unsealing_asked" && step.account === asked?.by.id);
      return asked ? w.value.command.unsealingAsked(asked.unit.name, asked.by.name, why[why.length - 1]?.words.reason ?? "") : "";
    },
  },
} satisfies Forms;
