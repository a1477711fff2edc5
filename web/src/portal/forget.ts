import { clear } from "idb-keyval";

import { forgetBegun } from "./begun";
import { clearDraft } from "./draft";
import { draftFiles } from "./files";
import { forgetRecent } from "./recent";

/** Removes all this phone keeps of what was reported; the choice of language and text size stays. */
export async function forgetAll() {
  await draftFiles.clear();
  clearDraft();
  forgetRecent();
  forgetBegun();
  // Files of messages that were begun on the pages of matters. Where a browser keeps nothing, there are none.
  await clear().catch(() => undefined);
}
