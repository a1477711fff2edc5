import type { Schema } from "../../../api/client";
import { w } from "../../words";
import { titleOf, titleOfFiles } from "../intake/title";
import type { Draft } from "./draft";

/** What it is called by its words. */
export const titleOfWords = ({ result, text }: Draft) => titleOf(result) || titleOf(text);

/** What a draft becomes: settled as it is reported. What shows how it was before comes with the report, what shows how it is
 * now with what was done. */
export function bodyOf(draft: Draft): Schema["ReportBody"] {
  const files = [...draft.after, ...draft.before];
  return {
    kind: "service_record",
    channel: "GRID",
    title: draft.title.trim() || titleOfWords(draft) || titleOfFiles(files),
    text: draft.text,
    address: draft.address.trim() || null,
    place: draft.place,
    point: draft.point && { lon: draft.point[0], lat: draft.point[1] },
    category: draft.category,
    name: draft.name || null,
    contact: draft.contact.trim() || null,
    files: draft.before,
    // A recording or a photo says it in place of words.
    at_once: { as: "settled", result: draft.result || (files.length > 0 ? w.value.grid.wordless : ""), evidence: draft.after },
  };
}
