import { ref } from "vue";

import { me } from "../../session";

/** Places of the gazetteer that were used last, newest first. They stay on this telephone, for this account. */
export interface Used {
  id: string;
  name: string;
}

const STORE = "grid-places";
const MOST = 6;

export const used = ref<Used[]>([]);

export function readUsed() {
  try {
    const found = JSON.parse(localStorage.getItem(STORE) ?? "{}") as { account?: string; places?: Used[] };
    used.value = found.account === me.value?.account ? (found.places ?? []) : [];
  } catch {
    used.value = [];
  }
}

export function use(place: Used) {
  used.value = [place, ...used.value.filter((other) => other.id !== place.id)].slice(0, MOST);
  localStorage.setItem(STORE, JSON.stringify({ account: me.value?.account, places: used.value }));
}
