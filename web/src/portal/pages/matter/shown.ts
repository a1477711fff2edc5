/** A file that was fetched. */
export interface Shown {
  id: string;
  url: string;
  kind: "image" | "video" | "audio" | "other";
}
