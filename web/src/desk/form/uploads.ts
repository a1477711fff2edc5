import { answer, api, type Schema } from "../../api/client";

export type Uploaded = Schema["Uploaded"];

/** What was chosen, by the id the server gave it, until the page is closed: shown, and sent again for another matter. */
export const chosen = new Map<string, File>();

export async function upload(file: File): Promise<Uploaded> {
  const form = new FormData();
  form.append("file", file);
  const sent = await answer(api.POST("/api/v1/files", { body: { file: "" }, bodySerializer: () => form }));
  chosen.set(sent.id, file);
  return sent;
}

/** A file belongs to one matter: for another it is sent anew. */
export async function copies(ids: string[]): Promise<string[]> {
  const files = ids.flatMap((id) => chosen.get(id) ?? []);
  return Promise.all(files.map(async (file) => (await upload(file)).id));
}
