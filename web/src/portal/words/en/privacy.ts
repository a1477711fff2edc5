import type { privacy as Privacy } from "../zh/privacy";

export const privacy: typeof Privacy = {
  title: "Privacy",
  parts: [
    {
      title: "What you give us",
      texts: [
        "What you write, say and show, and the place: to handle the matter.",
        "Name and number may be left out. They serve to contact you, to tell you the result and for the callback only.",
        "The place, the device and the like that photos, recordings and videos carry are removed as they arrive. You are asked before the place of a photo is used.",
        "No cookie follows you, nobody else counts you, your movements are not kept.",
      ],
    },
    {
      title: "Who sees it",
      texts: [
        "The staff who accept, handle, verify and supervise the matter.",
        "Of a number the first three and last four digits are shown. Who needs all of it gives a reason first, and each look is written down.",
        "If you ask to be kept confidential, the handling office does not see your name and number.",
        "To send you a short message your number is given to the gateway that sends it; the message has a number, what happened and a link, and none of your words.",
        "Other residents do not see your words. To follow a report takes its number and code, or a code sent to the mobile number you left: give them to nobody.",
      ],
    },
    {
      title: "What you may ask for",
      texts: [
        "On the page that follows your report, under \"My data\", you see who looked and what is kept, and ask for a copy, a correction, erasure or an explanation; it is answered in writing within 15 working days. You may also telephone 12345.",
        "Take back your consent at any time: name and number are erased at once, nobody has to agree, and the matter is handled as before.",
        "Until it has ended you can take a report back on its page.",
        "Photos and recordings that were chosen and not sent are removed from the server after a day.",
      ],
    },
  ],
  version: (version: number) => `This notice is version ${version}.`,
  register: "What is done with your data, and by which law",
  purpose: "What for",
  data: "Which data",
  shared: "Who sees it",
  law: "By law",
  kept: "Kept",
  schedule: "How long each is kept",
  from: { received: "after it came in", ended: "after the end", written: "after it was written", used: "after it was last used" },
  keep: (amount: number, unit: string) => `${amount} ${{ min: "minutes", h: "hours", d: "days", mo: "months", y: amount === 1 ? "year" : "years" }[unit] ?? unit}`,
  forGood: "As the law on archives says",
  then: { delete: "then deleted", anonymise: "then what tells of you is removed", archive: "then archived" },
  keptFor: (from: string, keep: string, then: string) => `${keep} ${from}, ${then}`,
  phone: "What this phone keeps",
  phoneText: "Reports not sent yet; additions, answers, urging and withdrawals not sent yet; their photos and recordings; title, number and code of what you sent. Write down numbers and codes first: without them you cannot follow. What was sent is handled as before.",
  forget: "Remove what this phone keeps",
  forgetSure: "What was not sent, numbers and codes cannot be brought back. Really remove them?",
  forgotten: "Removed",
};
