import { computed, toValue, type MaybeRefOrGetter } from "vue";

import type { Schema } from "../../../api/client";
import type { Matter } from "../../command/form";
import { useActions } from "../../queries/matter";

/** Whoever may do one of these works on the matter: the reporter is that person's to call. */
const HANDLES = ["sign-in", "contact", "progress", "submit"];

/** The voices of a matter whom the signed-in person may call by one tap: none that is sealed, or went back. */
export function useDialled(matter: MaybeRefOrGetter<Matter | undefined>) {
  const { data } = useActions(() => toValue(matter)?.number ?? "", () => toValue(matter) !== undefined);
  const handles = computed(() => data.value?.actions.some((action) => action.allowed && HANDLES.includes(action.verb)) ?? false);
  const calls = (voice: Schema["ReportView"]) => !voice.sealed && !voice.withdrawn && !voice.erased && Boolean(voice.contact);
  return computed(() => (handles.value ? (toValue(matter)?.reports.filter(calls) ?? []) : []));
}
