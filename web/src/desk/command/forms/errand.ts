import type { Schema } from "../../../api/client";
import { daysAfter, endOfDay, today } from "../../time";
import { w } from "../../words";
import { type Ask, type Forms } from "../form";

/** An authority holds so long, where nobody says otherwise. */
export const AUTHORITY_DAYS = 90;
export const usualUntil = () => endOfDay(daysAfter(today(), AUTHORITY_DAYS));

const stands = ({ matter }: Ask) => Boolean(matter.errand?.authority && Date.parse(matter.errand.authority) > Date.now());

/** What papers are called here: those of the item first. */
function names({ matter, procedure }: Ask): string[] {
  const of = (matter.errand?.item?.materials ?? []).map((material) => material.name);
  return [...new Set([...of, ...(procedure?.documents.usual ?? [])])];
}

const choices = (all: string[]) => all.map((value) => ({ value, label: value }));
const papers = (all: string[], original: boolean): Schema["Document"][] => all.map((name) => ({ name, original, count: 1 }));

/** What of the resident is here. */
const held = ({ matter }: Ask) => (matter.errand?.documents ?? []).filter((one) => !one.returned);

/** The authority of a resident, and the papers that come and go. */
export const errand = {
  "take-documents": {
    start: (ask) => ({ until: stands(ask) ? null : usualUntil(), originals: [], copies: [] }),
    fields: (_, ask) => [
      { at: "until", label: w.value.errand.until, as: { is: "day" }, optional: stands(ask) },
      { at: "originals", label: w.value.errand.originalKinds, as: { is: "some", choices: choices(names(ask)) }, optional: true },
      { at: "copies", label: w.value.errand.copyKinds, as: { is: "some", choices: choices(names(ask)) }, optional: true },
    ],
    body: ({ until, originals, copies }) => ({ until, documents: [...papers(originals, true), ...papers(copies, false)] }),
    notice: () => w.value.errand.handedHint,
  },
  "return-documents": {
    start: (ask) => ({ documents: held(ask).map((one) => one.number) }),
    fields: (_, ask) => [
      {
        at: "documents",
        label: w.value.errand.back,
        as: { is: "some", choices: held(ask).map(({ number, document }) => ({ value: number, label: `${document.name}（${document.original ? w.value.errand.original : w.value.errand.copy}）` })) },
      },
    ],
    body: ({ documents }) => ({ documents }),
  },
} satisfies Forms;
