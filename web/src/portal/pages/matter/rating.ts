/** What "not solved" does: the matter is opened again, the office does it anew, or it is recorded only. */
export type NotSolved = "again" | "reworks" | "recorded";

/** How far a rating is: what was filled in stays, whatever happens meanwhile. */
export type Rating = "none" | "begun" | "sending";
