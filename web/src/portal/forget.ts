import { clear } from "idb-keyval";

import { dropBegun, forgetBegun } from "./begun";
import { clearDraft } from "./draft";
import { draftFiles, forgetFiles } from "./files";
import { forget, forgetRecent } from "./recent";

/** Removes what this phone keeps of a matter, with what was begun to it. */
export async function forgetMatter(number: string) {
  forget(number);
  dropBegun(number);
  // Where a browser keeps no files, there are none.
  await forgetFiles(number).catch(() => undefined);
}

/** Removes all this phone keeps of what was reported; the choice of language and text size stays. */
export async function forgetAll() {
  await draftFiles.clear();
  clearDraft();
  forgetRecent();
  forgetBegun();
  // Files of messages that were begun on the pages of matters. Where a browser keeps nothing, there are none.
  await clear().catch(() => undefined);
}
