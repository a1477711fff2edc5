import createClient from "openapi-fetch";

import type { components, paths } from "./schema";

export type Schema = components["schemas"];

export const api = createClient<paths>({ baseUrl: "/" });

/** The server said no, and why: reason and remedy in both languages. */
export class Refused extends Error {
  constructor(readonly problem: Schema["Problem"]) {
    super(problem.code);
  }
}

/** Nobody answered: the network or the server is away. Nothing is known about what was sent. */
export class Unreachable extends Error {}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws {@link Refused} or {@link Unreachable}. */
export async function answer<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new Unreachable("no answer", { cause });
  });
  if (response.ok) return data as T;
  if (isProblem(error)) throw new Refused(error);
  // A proxy in between answers in its own words.
  throw new Unreachable(`status ${response.status}`);
}

function isProblem(error: unknown): error is Schema["Problem"] {
  return typeof error === "object" && error !== null && "code" in error && "zh" in error;
}
