import { answer, type Schema } from "../api/client";

/** Sends a file and tells which share of it has gone, which `fetch` cannot. */
export function upload(content: Blob, stop: AbortSignal, gone: (share: number) => void): Promise<Schema["Uploaded"]> {
  const form = new FormData();
  form.append("file", new File([content], "file", { type: content.type }));
  const request = new XMLHttpRequest();
  request.open("POST", "/api/v1/public/files");
  request.upload.onprogress = ({ loaded, total }) => gone(loaded / total);
  stop.addEventListener("abort", () => request.abort());
  return answer(
    new Promise((done, fail) => {
      request.onerror = request.onabort = request.ontimeout = () => fail(new Error("no answer"));
      request.onload = () => {
        const said = read(request.responseText);
        done({ data: said as Schema["Uploaded"], error: said, response: new Response(null, { status: request.status }) });
      };
      request.send(form);
    }),
  );
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy in between answers in its own words.
    return null;
  }
}
