import { moment } from "../../time";
import { w } from "../../words";
import { type Ask, choice, files, type Forms, options, words, yesOrNo } from "../form";

/** What counts against the office and was not asked for yet. */
const open = ({ matter }: Ask) => matter.shortfalls.filter((one) => !one.asked);

/** 剔除 from the figures of an office. */
export const exclusion = {
  "ask-exclusion": {
    start: (ask) => ({ shortfall: open(ask)[0]?.shortfall ?? "overdue", reason: "", text: "", evidence: [] }),
    fields: (_, ask) => {
      const kinds = new Map(open(ask).map((one) => [one.shortfall, `${w.value.code.shortfall[one.shortfall]}（${one.unit.name} ${moment(one.at)}）`]));
      return [
        choice("shortfall", w.value.command.shortfall, Object.fromEntries(kinds)),
        { at: "reason", label: w.value.command.reason, as: { is: "choice", choices: options(ask.procedure?.exclusion_reasons) } },
        words("text", w.value.command.exclusionText),
        files("evidence", { hint: w.value.command.exclusionEvidence }),
      ];
    },
    body: ({ shortfall, reason, text, evidence }) => ({ shortfall, reason, text, evidence }),
    notice: () => w.value.command.exclusionNotice,
  },
  "decide-exclusion": {
    start: () => ({ granted: true, opinion: "" }),
    fields: () => [
      yesOrNo("granted", w.value.command.granted, w.value.command.exclude, w.value.command.refuse),
      words("opinion", w.value.command.opinion, "opinion"),
    ],
    body: ({ granted, opinion }, ask) => ({ exclusion: ask.of!, granted, opinion }),
    notice: ({ matter, of }) => {
      const asked = matter.exclusions.find((one) => one.id === of);
      const why = matter.history.filter((step) => step.kind === "exclusion_asked" && step.account === asked?.by.id);
      return asked ? w.value.command.exclusionAsked(asked.unit.name, w.value.code.shortfall[asked.shortfall], why[why.length - 1]?.words.text ?? "") : "";
    },
  },
} satisfies Forms;
