import { w } from "../../words";
import { type Ask, type Forms } from "../form";

/** Which voice; also one that was taken back has data that is held. */
function held(ask: Ask) {
  return ask.matter.reports.map((voice) => ({
    value: voice.id,
    label: [voice.name ?? w.value.matter.nameless, voice.contact, voice.erased ? w.value.matter.voiceErased(w.value.code.erasedFor[voice.erased.ground]) : ""].filter(Boolean).join(" · "),
  }));
}

/** What the person asks of the own data. */
export const rights = {
  "erase-voice": {
    start: ({ matter }) => ({ report: matter.reports[0]?.id ?? "", request: "", words: false }),
    fields: (_, ask) => [
      { at: "report", label: w.value.command.voice, as: { is: "select", choices: held(ask) } },
      { at: "request", label: w.value.command.eraseRequest, hint: w.value.command.eraseRequestHint, as: { is: "line", most: 40 } },
      { at: "words", label: w.value.command.eraseWords, hint: w.value.command.eraseWordsHint, as: { is: "yes" } },
    ],
    body: ({ report, request, words }) => ({ report, request: request.trim(), words }),
    notice: () => w.value.command.eraseNotice,
  },
} satisfies Forms;
