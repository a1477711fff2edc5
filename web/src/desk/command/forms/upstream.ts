import type { Model } from "../../form/field";
import { dueDay } from "../../time";
import { w } from "../../words";
import { type Ask, choice, type Forms, nothing, words, yesOrNo } from "../form";

const UNSAID = "";
const STARS = ["1", "2", "3", "4", "5"];

/** What the platform above was asked and has not answered. */
const waiting = ({ matter }: Ask) => matter.upstream?.asked?.find((one) => !one.answered);

const unsaid = (of: Record<string, string>) => ({ [UNSAID]: w.value.command.unsaid, ...of });
const isMoreTime = (ask: unknown) => ask === "extension";

/** With a platform above: what it says of its order, and what it is asked. */
export const upstream = {
  "move-upstream": {
    start: () => ({ due: null, reason: "" }),
    fields: () => [{ at: "due", label: w.value.command.upstreamBy, as: { is: "day" } }, words("reason", w.value.command.upstreamBasis)],
    body: ({ due, reason }) => ({ due, reason }),
    notice: () => w.value.command.moveUpstreamNotice,
  },
  "hear-upstream": {
    start: () => ({ state: "", text: "" }),
    fields: ({ state }, { matter }) => {
      const known = matter.upstream?.state;
      return [
        { at: "state", label: w.value.command.upstreamState, optional: true, hint: known ? w.value.command.upstreamStateKnown(known) : undefined, as: { is: "line", most: 60 } },
        words("text", w.value.command.upstreamText, undefined, { optional: state.trim() !== "" }),
      ];
    },
    body: ({ state, text }) => ({ state: state.trim() || null, text: text.trim() || null }),
    notice: () => w.value.command.hearUpstreamNotice,
  },
  "enter-upstream": nothing,
  "ask-upstream": {
    start: () => ({ ask: "extension", until: null, reason: "" }),
    fields: ({ ask }: Model) => [
      choice("ask", w.value.command.askAbove, w.value.code.askAbove),
      ...(isMoreTime(ask) ? [{ at: "until", label: w.value.command.askedUntil, as: { is: "day" as const } }] : []),
      words("reason", w.value.command.reason, "reason"),
    ],
    body: ({ ask, until, reason }) => ({ ask, until: isMoreTime(ask) ? until : null, reason }),
    notice: () => w.value.command.askAboveNotice,
  },
  "answer-upstream": {
    start: (ask) => ({ granted: true, until: waiting(ask)?.until ?? null, opinion: "" }),
    fields: ({ granted }, ask) => [
      yesOrNo("granted", w.value.command.granted, w.value.command.grantedAbove, w.value.command.refusedAbove),
      ...(granted && isMoreTime(waiting(ask)?.ask) ? [{ at: "until", label: w.value.command.upstreamBy, as: { is: "day" as const } }] : []),
      words("opinion", w.value.command.upstreamBasis, "opinion"),
    ],
    body: ({ granted, until, opinion }, ask) => ({ granted, until: granted && isMoreTime(waiting(ask)?.ask) ? until : null, opinion }),
    notice: (ask) => {
      const asked = waiting(ask);
      if (!asked) return "";
      return w.value.command.answerAboveNotice(w.value.code.askAbove[asked.ask], asked.until ? dueDay(asked.until) : "");
    },
  },
  "rate-upstream": {
    start: () => ({ solved: UNSAID, satisfaction: UNSAID, text: "" }),
    fields: () => [
      choice("solved", w.value.command.solvedAbove, unsaid(w.value.code.solved)),
      choice("satisfaction", w.value.command.satisfiedAbove, unsaid(Object.fromEntries(STARS.map((n) => [n, w.value.command.stars(Number(n))])))),
      words("text", w.value.command.saidAbove, undefined, { optional: true }),
    ],
    body: ({ solved, satisfaction, text }) => ({ solved: solved || null, satisfaction: satisfaction === UNSAID ? null : Number(satisfaction), text }),
    notice: () => w.value.command.rateAboveNotice,
  },
} satisfies Forms;
