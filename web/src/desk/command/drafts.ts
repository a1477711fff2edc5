import type { Model } from "../form/field";

/** What was typed and not sent, until this page is left: a dialog that was closed opens with it. */
export const drafts = new Map<string, Model>();
