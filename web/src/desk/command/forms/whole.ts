import type { Schema } from "../../../api/client";
import { w } from "../../words";
import { type Ask, choice, type Forms, latest, nothing, words } from "../form";

const reasoned = {
  start: () => ({ reason: "" }),
  fields: () => [words("reason", w.value.command.reason, "reason")],
  body: ({ reason }: Record<string, string>) => ({ reason: reason ?? "" }),
};

/** Two parts of the same words: each is cut to what it is about. */
function parts(ask: Ask): Schema["PartBody"][] {
  const [title, text] = [latest(ask, ["reported"], "title"), latest(ask, ["reported"], "text")];
  return [1, 2].map((nth) => ({ title: `${title}（${nth}）`, text, category: ask.matter.category }));
}

/** What is done with the matter as a whole: split and merge, suspend and plan, after the end. */
export const whole = {
  split: {
    start: (ask) => ({ parts: parts(ask), reason: "" }),
    fields: () => [{ at: "parts", label: w.value.command.parts, as: { is: "parts" } }, words("reason", w.value.command.reason)],
    body: ({ parts, reason }) => ({ parts, reason }),
  },
  merge: {
    start: () => ({ into: "", reason: "" }),
    fields: () => [{ at: "into", label: w.value.command.mergeInto, as: { is: "line" } }, words("reason", w.value.command.reason)],
    body: ({ into, reason }) => ({ into: into.trim(), reason }),
    notice: () => w.value.command.mergeNotice,
  },
  unmerge: {
    start: ({ matter }) => ({ from: matter.links.find((link) => link.kind === "merged_into")?.number ?? "", reason: "" }),
    fields: () => [{ at: "from", label: w.value.command.mergedInto, as: { is: "line" } }, words("reason", w.value.command.reason)],
    body: ({ from, reason }) => ({ from: from.trim(), reason }),
  },
  resume: reasoned,
  reopen: reasoned,
  consult: {
    start: () => ({ due: null, plan: "" }),
    fields: () => [{ at: "due", label: w.value.command.planBy, as: { is: "day" } }, words("plan", w.value.command.plan, "plan")],
    body: ({ due, plan }) => ({ due, plan }),
    notice: () => w.value.command.consultNotice,
    preview: ({ plan }) => plan,
  },
  release: {
    start: (ask) => ({ title: latest(ask, ["released"], "public_title"), answer: latest(ask, ["released"], "public_answer") }),
    fields: (_, { matter }) => [
      { at: "title", label: w.value.code.word.public_title!, as: { is: "line", most: 200 } },
      ...(matter.ending ? [words("answer", w.value.code.word.public_answer!, "result", { optional: true })] : []),
    ],
    body: ({ title, answer }, { matter }) => ({ title, answer: matter.ending && answer.trim() ? answer : null }),
    notice: () => w.value.command.releaseNotice,
    preview: ({ title, answer }) => [title, answer].filter(Boolean).join("\n"),
  },
  withhold: reasoned,
  quarantine: {
    start: () => ({ ground: "mistake" }),
    fields: () => [choice("ground", w.value.command.ground, w.value.code.ground)],
    body: ({ ground }) => ({ ground }),
    notice: () => w.value.command.quarantineNotice,
  },
  undo: nothing,
  "move-clocks": nothing,
} satisfies Forms;
