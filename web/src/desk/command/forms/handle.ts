import { lastPhrase } from "../../form/phrases";
import { me } from "../../session";
import { leadOf } from "../../stands";
import { dueDay } from "../../time";
import { w } from "../../words";
import { type Ask, choice, files, type Forms, latest, type Matter, voices, words } from "../form";

const isMain = ({ matter, of }: Ask) => leadOf(matter)?.id === of;

/** What an office does with its share. */
export const handle = {
  contact: {
    start: () => ({ text: lastPhrase("contact") }),
    fields: () => [words("text", w.value.command.said, "contact", { optional: true })],
    body: ({ text }, { of }) => ({ assignment: of!, text }),
  },
  progress: {
    start: () => ({ text: "", files: [] }),
    fields: () => [words("text", w.value.command.progress, "process"), files("files", { optional: true })],
    body: ({ text, files }, { of }) => ({ assignment: of!, text, files }),
  },
  milestone: {
    start: () => ({ text: "", files: [] }),
    fields: () => [words("text", w.value.command.milestone, "milestone"), files("files", { optional: true })],
    body: ({ text, files }, { of }) => ({ assignment: of!, text, files }),
    notice: () => w.value.command.milestoneNotice,
    preview: ({ text }) => text,
  },
  note: {
    start: () => ({ text: "" }),
    fields: () => [words("text", w.value.command.note)],
    body: ({ text }) => ({ text }),
  },
  "ask-reporter": {
    start: () => ({ report: null, question: "" }),
    fields: (_, ask) => [...voices(ask), words("question", w.value.command.question, "question")],
    body: ({ report, question }) => ({ report, question }),
    preview: ({ question }) => question,
  },
  reply: {
    start: () => ({ answer: "" }),
    fields: () => [words("answer", w.value.command.reporterAnswer)],
    body: ({ answer }, { of }) => ({ question: of!, answer }),
    notice: (ask) => latest(ask, ["asked"], "question"),
  },
  instruct: {
    start: ({ matter }) => ({ to: leadOf(matter)?.unit ?? null, also: [], text: "", files: [] }),
    fields: ({ files: papers }) => [
      { at: "to", label: w.value.command.instructed, as: { is: "unit" } },
      { at: "also", label: w.value.command.instructedAlso, as: { is: "units" }, optional: true },
      words("text", w.value.command.instruction, "instruct", { optional: papers.length > 0 }),
      files("files", { label: w.value.command.instructionPaper, hint: w.value.command.instructionPaperHint, optional: true }),
    ],
    body: ({ to, also, text, files }) => ({ to, also, text, files }),
  },
  "report-back": {
    start: () => ({ text: "" }),
    fields: () => [words("text", w.value.command.reportBack, "result")],
    body: ({ text }, { of }) => ({ instruction: of!, text }),
    notice: (ask) => latest(ask, ["instructed"], "opinion"),
  },
  submit: {
    start: (ask) => ({ ...recorded(ask), solved: "yes", unsolved: "conditions", plan: "", plan_by: null, evidence: [] }),
    fields: (model, ask) => [
      words("process", w.value.command.process, "process"),
      words("result", w.value.command.result, "result"),
      ...(isMain(ask)
        ? [choice("solved", w.value.command.solved, { yes: w.value.command.solvedYes, no: w.value.command.solvedNo })]
        : []),
      ...(model.solved === "no"
        ? [
            choice("unsolved", w.value.command.unsolved, w.value.code.unsolved),
            words("plan", w.value.command.plan, "plan"),
            { at: "plan_by", label: w.value.command.planBy, as: { is: "day" as const }, optional: model.unsolved !== "conditions" },
          ]
        : []),
      files("evidence", { hint: w.value.command.evidenceHint }),
    ],
    body: ({ process, result, solved, unsolved, plan, plan_by, evidence }, { of }) => ({
      assignment: of!,
      process,
      result,
      evidence,
      ...(solved === "no" ? { unsolved, plan, plan_by } : {}),
    }),
    preview: ({ result, solved, unsolved, plan, plan_by }) => {
      if (solved === "yes") return result;
      const reason = w.value.code.unsolved[unsolved as keyof typeof w.value.code.unsolved];
      return [result, reason, plan_by ? `${plan} (${dueDay(plan_by)})` : plan].filter(Boolean).join("\n");
    },
  },
} satisfies Forms;

/** Need not be typed again: what was written down on the way; of a result that came back its words, and what was written down after it. */
export function recorded({ matter }: { matter: Pick<Matter, "history"> }): { process: string; result: string } {
  const steps = matter.history.filter((step) => !step.undone);
  const before = steps.filter((step) => step.kind === "submitted" && step.unit === me.value?.unit_name).pop();
  const since = steps.filter((step) => ["contacted", "progressed"].includes(step.kind) && step.seq > (before?.seq ?? 0));
  const process = [before, ...since].map((step) => step?.words.process);
  return { process: process.filter(Boolean).join("\n"), result: before?.words.result ?? "" };
}
