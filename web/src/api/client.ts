import createClient from "openapi-fetch";

import { once } from "./once";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];

export const api = createClient<paths>({ baseUrl: "/" });
api.use(once());

/** The server said no, and why: reason and remedy in both languages. */
export class Refused extends Error {
  constructor(readonly problem: Schema["Problem"]) {
    super(problem.code);
  }

  /** Asking again changes nothing. Otherwise the server was busy, full or lost the connection. */
  get isFinal(): boolean {
    return this.problem.status < 500 && ![408, 429].includes(this.problem.status);
  }
}

/** Nobody answered: the network or the server is away. Nothing is known about what was sent. */
export class Unreachable extends Error {
  constructor(readonly why: unknown) {
    super("no answer");
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws {@link Refused} or {@link Unreachable}. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Unreachable(cause);
  });
  if (response.ok) return data as T;
  if (isProblem(error)) throw new Refused(error);
  // A proxy in between answers in its own words.
  throw new Unreachable(response.status);
}

/** An answer and its tag; none where what was told under the tag that was sent still stands. */
export async function news<T>(call: Promise<Answer<T>>): Promise<{ data: T; tag: string } | null> {
  const response = await call.then((one) => one.response, () => null);
  if (response?.status === 304) return null;
  const data = await answer(call);
  return { data, tag: response?.headers.get("etag") ?? "" };
}

function isProblem(error: unknown): error is Schema["Problem"] {
  return typeof error === "object" && error !== null && "code" in error && "zh" in error;
}
