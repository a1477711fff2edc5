import { computed, ref, shallowRef } from "vue";

import { answer, api, Refused, type Schema } from "../api/client";
import { show } from "./passkey";
import { store } from "./queries/store";
import { hush } from "./toast";

export type Me = Schema["Me"];
export type Role = Schema["Role"];

/** Who is signed in, or was until the session ended. */
export const me = shallowRef<Me | null>(null);

/** `expired`: a request found that the session has ended; what is on the page stays. */
export const state = ref<"asking" | "out" | "in" | "expired" | "unreachable">("asking");

export const mustChange = computed(() => me.value?.must_change_password ?? false);
export const mustSetUp = computed(() => me.value?.must_set_up_second_factor ?? false);

/** Recovery codes that were shown and not kept yet: they are shown this once, so nothing takes them off the page. */
export const recovery = shallowRef<string[] | null>(null);

/** A post is held and acted in: everything else needs one. */
export const acts = computed(() => me.value?.acting != null);

/** Acts in another of the own posts: nothing of what the one before let see stays on the page. */
export async function actIn(post: string) {
  me.value = await answer(api.PUT("/api/v1/session/post", { body: { post } }));
  store.clear();
  hush();
}

export function holds(...roles: Role[]): boolean {
  return roles.some((role) => me.value?.roles.includes(role));
}

/** Finds out who is signed in: nobody, or a session that has ended. */
export async function begin() {
  try {
    const found = await answer<Me | undefined>(api.GET("/api/v1/session"));
    if (!found) return nobody();
    me.value = found;
    state.value = "in";
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 401) nobody();
    else state.value = "unreachable";
  }
}

function nobody() {
  if (state.value === "in") expire();
  else drop();
}

/** Those who wait for the session to go on. */
let waiting: (() => void)[] = [];

/** `code`: of the second factor, once it was asked for. */
export async function signIn(login: string, password: string, code?: string) {
  me.value = await answer(api.POST("/api/v1/session", { body: { login, password, code } }));
  goOn();
}

function goOn() {
  state.value = "in";
  stillThere.value = false;
  const all = waiting;
  waiting = [];
  for (const go of all) go();
  void store.invalidateQueries();
}

/** Back from the identity provider, with the code of the second factor. */
export async function signInByProvider(code: string) {
  me.value = await answer(api.POST("/api/v1/session/provider", { body: { code } }));
  goOn();
}

/** By a passkey, without name and password. Somebody else begins with a page of their own. */
export async function signInByPasskey() {
  const { options } = await answer(api.POST("/api/v1/session/passkey"));
  const credential = await show(options);
  const found = await answer(api.PUT("/api/v1/session/passkey", { body: { credential } }));
  if (state.value === "expired" && found.account !== me.value?.account) return location.reload();
  me.value = found;
  goOn();
}

/** Whoever signed in in another window goes on here; somebody else begins with a page of their own. */
export async function look() {
  const found = await answer<Me | undefined>(api.GET("/api/v1/session"));
  if (!found || state.value !== "expired") return;
  if (found.account !== me.value?.account) return location.reload();
  me.value = found;
  goOn();
}

/** Whoever came by the identity provider is still signed in there. */
export const stillThere = ref(false);

export async function signOut() {
  const byProvider = me.value?.by_provider ?? false;
  await answer(api.DELETE("/api/v1/session"));
  leave();
  stillThere.value = byProvider;
}

/** Nothing of this person stays on the page. */
function drop() {
  me.value = null;
  recovery.value = null;
  state.value = "out";
  store.clear();
  hush();
}

/** Nothing of this person stays for the next. */
function leave() {
  drop();
  for (const kept of ["intake", "grid", "grid-places"]) localStorage.removeItem(kept);
  sessionStorage.removeItem("trail");
}

export async function changePassword(old: string, fresh: string) {
  const login = me.value?.login ?? "";
  await answer(api.PUT("/api/v1/session/password", { body: { old, new: fresh } }));
  // Every session has ended, also this one.
  await signIn(login, fresh).catch((error: unknown) => {
    if (asksFor(error).length === 0) throw error;
    expire();
  });
}

/** The password is right, and one of these is asked for; nothing: it is something else. */
export function asksFor(error: unknown): Schema["FactorKind"][] {
  const asks = error instanceof Refused && error.problem.code === "second_factor_needed";
  return asks ? (error.problem.facts?.by ?? []) : [];
}

/** Reads again who is signed in, after the account has changed. */
export async function readMe() {
  me.value = await answer<Me>(api.GET("/api/v1/session"));
}

/** The session ended: a dialog asks for the password. */
export function expire() {
  if (state.value === "in") state.value = "expired";
}

/** The post acted in is over since a moment ago: the page says so. */
async function postIsOver(response: Response) {
  const problem = (await response.clone().json().catch(() => null)) as { code?: string } | null;
  if (problem?.code === "no_post" || problem?.code === "post_over") await readMe().catch(() => undefined);
}

/** Signing in itself waits for nobody to sign in. */
const DOOR = ["/api/v1/session", "/api/v1/session/passkey"];

/** A request that finds the session ended waits for the person to sign in again, and is then repeated as it was. */
const kept = new Map<string, Request>();

api.use({
  onRequest({ id, request, schemaPath }) {
    if (!DOOR.includes(schemaPath)) kept.set(id, request.clone());
  },
  async onResponse({ id, response }) {
    const again = kept.get(id);
    kept.delete(id);
    if (response.status === 403 && acts.value) await postIsOver(response);
    if (response.status !== 401 || !again || state.value === "out") return undefined;
    expire();
    await new Promise<void>((go) => waiting.push(go));
    return fetch(again);
  },
  onError({ id }) {
    kept.delete(id);
  },
});
