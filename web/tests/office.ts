import type { House } from "./house";

/** What a resident keeps of a report. */
export interface Kept {
  number: string;
  code: string;
}

/** What staff see of a matter, as far as these tests need it. */
interface Seen {
  upstream: object | null;
  place: { grid: string | null; point: [number, number] | null };
  assignments: { id: string }[];
  reports: { id: string; rating: { stars: number } | null }[];
}

/** The offices at work, through the API. */
export function officeOf(house: House) {
  const tokens = new Map<string, string>();

  async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
    const answer = await fetch(`${house.url}/api/v1${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  function post<T>(path: string, body: object, headers: HeadersInit = {}) {
    return ask<T>(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
  }

  async function as(login: string) {
    const token = tokens.get(login) ?? (await post<{ token: string }>("/session", { login, password: "huisheng-demo" })).token;
    tokens.set(login, token);
    return { authorization: `Bearer ${token}` };
  }

  const act = async (login: string, number: string, verb: string, body: object) =>
    post(`/matters/${number}/${verb}`, body, await as(login));
  const see = async (number: string) => ask<Seen>(`/matters/${number}`, { headers: await as("callback1") });
  const share = async (number: string) => (await see(number)).assignments[0]!.id;

  const category = async (name: string) => (await ask<{ id: string; name: string }[]>("/categories")).find((one) => one.name === name)!.id;
  const units = async () => ask<{ id: string; code: string }[]>("/units", { headers: await as("dispatch1") });

  /** Accepted, and with the housing bureau. */
  async function dispatch(number: string) {
    await act("dispatch1", number, "accept", {});
    await act("dispatch1", number, "assign", { lead: (await units()).find((unit) => unit.code === "zhujian")!.id, opinion: "请处置" });
  }

  /** A photo for the next step of a matter; its id. */
  async function upload(login: string, photo: Buffer): Promise<string> {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(photo)], "f.jpg", { type: "image/jpeg" }));
    return (await ask<{ id: string }>("/files", { method: "POST", headers: await as(login), body: form })).id;
  }

  /** The result with its evidence, and its review; what is answered to a platform above the head signs off first. */
  async function handIn(number: string, result: string, photo: Buffer) {
    const id = await upload("zhujian.clerk1", photo);
    await act("zhujian.clerk1", number, "submit", { assignment: await share(number), process: "更换灯具", result, evidence: [id] });
    if ((await see(number)).upstream) await act("zhujian.head1", number, "sign-off", { pass: true });
    await act("dispatch1", number, "review", { pass: true });
  }

  /** Intake looks at the contact data of the first voice. */
  const look = async (number: string, reason: string) => {
    const [voice] = (await see(number)).reports;
    return act("intake1", number, `reports/${voice!.id}/look`, { reason });
  };

  return {
    look,
    see,
    act,
    units,
    category,
    report: (title: string, more: { address?: string; kind?: string; category?: string; name?: string; contact?: string } = {}) =>
      post<Kept>("/public/matters", { kind: "request", channel: "WEB", title, text: title, name: "王女士", contact: "13900000001", ...more }),
    /** What a resident asks of the own data: a matter of its own. */
    right: ({ number, code }: Kept, right: string) => post<Kept>(`/public/matters/${number}/rights`, { right, text: "请处理" }, { "X-Follow-Code": code }),
    /** What the hotline enters while somebody speaks. */
    intake: async (title: string, contact: string, more: object = {}) =>
      post<Kept>("/matters", { kind: "request", channel: "PHONE12345", title, text: title, contact, ...more }, await as("intake1")),
    /** As the resident gets them. */
    async files({ number, code }: Kept) {
      const headers = { "X-Follow-Code": code };
      const { files } = await ask<{ files: string[] }>(`/public/matters/${number}`, { headers });
      const sent = files.map((id) => fetch(`${house.url}/api/v1/public/matters/${number}/files/${id}`, { headers }));
      return Promise.all((await Promise.all(sent)).map(async (file) => Buffer.from(await file.arrayBuffer())));
    },
    dispatch,
    async assign(number: string) {
      await dispatch(number);
      await act("zhujian.clerk1", number, "sign-in", { assignment: await share(number) });
    },
    /** What waits for an office to sign in. */
    async give(title: string, lead: string, more: object = {}) {
      const body = { kind: "request", channel: "PHONE12345", title, text: title, contact: "13900000041", ...more };
      const { number } = await post<Kept>("/matters", body, await as("intake1"));
      await act("dispatch1", number, "accept", {});
      await act("dispatch1", number, "assign", { lead: (await units()).find((unit) => unit.code === lead)!.id });
      return number;
    },
    /** Questions that an office has in hand. */
    async questions(count: number, lead: string) {
      const all = await units();
      const numbers: string[] = [];
      for (let nth = 1; nth <= count; nth++) {
        const said = { kind: "consultation", channel: "WEB", title: `第 ${nth} 问：图书馆何时开放`, text: "图书馆周末开放吗？" };
        const { number } = await post<Kept>("/public/matters", said);
        await act("dispatch1", number, "accept", {});
        await act("dispatch1", number, "assign", { lead: all.find((unit) => unit.code === lead)!.id });
        await act(`${lead}.clerk1`, number, "sign-in", { assignment: await share(number) });
        numbers.push(number);
      }
      return numbers;
    },
    upload,
    handIn,
    async submit(number: string, result: string, photo: Buffer) {
      await act("zhujian.clerk1", number, "contact", { assignment: await share(number), text: "已电话联系" });
      await handIn(number, result, photo);
    },
    async callBack(number: string, solved: "solved" | "not") {
      const report = (await see(number)).reports[0]!.id;
      const verdict = { contacted: true, solved, satisfied: solved === "not" ? 2 : 4 };
      await act("callback1", number, "callback", { report, verdict, reason: "" });
    },
    release: (number: string, title: string, answer?: string) => act("dispatch1", number, "release", { title, answer }),
    async progress(number: string, text: string) {
      await act("zhujian.clerk1", number, "progress", { assignment: await share(number), text, files: [] });
    },
    /** The office asks for more time. */
    async extend(number: string, by: string) {
      const body = { assignment: await share(number), opinion: "备件在途", request: { kind: "extension", by } };
      await act("zhujian.clerk1", number, "request", body);
    },
    rework: (number: string) => act("callback1", number, "rework", { reason: "诉求人表示又不亮了" }),
  };
}
