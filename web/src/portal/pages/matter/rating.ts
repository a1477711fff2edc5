/** What "not solved" does: the matter is opened again, the office does it anew, or it is recorded only. */
export type NotSolved = "again" | "reworks" | "recorded";
