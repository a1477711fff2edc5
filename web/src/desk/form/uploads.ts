import { answer, api, type Schema } from "../../api/client";
import type { Taken } from "./camera";

export type Uploaded = Schema["Uploaded"];

/** What was chosen, by the id the server gave it, until the page is closed: shown, and sent again for another matter. */
export const chosen = new Map<string, File>();
/** Of what the camera of the page took, when and where: as the server keeps it. */
export const whenTaken = new Map<string, Taken>();

/** `taken`: of a photo that the page took just now. */
export async function upload(file: File, taken: Taken | null = null): Promise<Uploaded> {
  const form = new FormData();
  if (taken) form.append("taken", JSON.stringify(taken));
  form.append("file", file);
  const sent = await answer(api.POST("/api/v1/files", { body: { file: "" }, bodySerializer: () => form }));
  chosen.set(sent.id, file);
  if (sent.taken) whenTaken.set(sent.id, sent.taken);
  return sent;
}

/** A file belongs to one matter: for another it is sent anew. */
export async function copies(ids: string[]): Promise<string[]> {
  const files = ids.flatMap((id) => (chosen.has(id) ? [{ file: chosen.get(id)!, taken: whenTaken.get(id) ?? null }] : []));
  return Promise.all(files.map(async ({ file, taken }) => (await upload(file, taken)).id));
}
