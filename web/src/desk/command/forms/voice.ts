import { w } from "../../words";
import { files, firstVoice, type Forms, voices, words } from "../form";

/** What reporters do, entered by staff for a caller. */
export const voice = {
  join: {
    start: () => ({ channel: "PHONE12345", text: "", name: "", contact: "", confidential: false }),
    fields: () => [
      words("text", w.value.command.callerSays),
      { at: "name", label: w.value.command.name, as: { is: "line" }, optional: true },
      { at: "contact", label: w.value.command.contact, as: { is: "line" }, optional: true },
      { at: "confidential", label: w.value.command.confidential, as: { is: "yes" } },
      {
        at: "channel",
        label: w.value.command.channel,
        as: { is: "select", choices: Object.entries(w.value.code.channel).map(([value, label]) => ({ value, label })) },
      },
    ],
    body: ({ channel, text, name, contact, confidential }) => ({ channel, text, name: name || null, contact: contact || null, confidential }),
  },
  supplement: {
    start: (ask) => ({ report: firstVoice(ask), text: "", files: [] }),
    fields: (_, ask) => [...voices(ask), words("text", w.value.command.callerSays), files("files", { optional: true })],
    body: ({ report, text, files }) => ({ report: report || null, text, files }),
  },
  urge: {
    start: (ask) => ({ report: firstVoice(ask), text: "" }),
    fields: (_, ask) => [...voices(ask), words("text", w.value.command.callerSays, undefined, { optional: true })],
    body: ({ report, text }) => ({ report, text }),
  },
  withdraw: {
    start: (ask) => ({ report: firstVoice(ask), reason: "" }),
    fields: (_, ask) => [...voices(ask), words("reason", w.value.command.reason, undefined, { optional: true })],
    body: ({ report, reason }) => ({ report, reason }),
    notice: () => w.value.command.withdrawNotice,
  },
} satisfies Forms;
