import { useQuery } from "@tanstack/vue-query";
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { answer, api, type Schema } from "../../api/client";
import { save } from "../save";
import { OFTEN_MS } from "./queue";
import { store } from "./store";

export type Shift = Schema["ShiftView"];
export type Roster = Schema["Roster"];
export type HandOver = Schema["HandOverView"];

/** Everything about rosters. */
export const rosterKey = ["roster"] as const;

/** Who is on duty now, in the own unit and above. */
export function useOnDuty() {
  return useQuery({ queryKey: [...rosterKey, "now"], queryFn: () => answer(api.GET("/api/v1/roster/now")), refetchInterval: OFTEN_MS });
}

/** The roster of a unit, the own one without a name, from the first day through the last. */
export function useRoster(unit: MaybeRefOrGetter<string | null>, from: MaybeRefOrGetter<string>, through: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...rosterKey, "month", toValue(unit), toValue(from), toValue(through)]),
    queryFn: () => answer(api.GET("/api/v1/roster", { params: { query: { unit: toValue(unit) ?? undefined, from: toValue(from), through: toValue(through) } } })),
    placeholderData: (before: Roster | undefined) => before,
  });
}

/** What was handed over in a unit. Not everybody may read it. */
export function useHandOvers(unit: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => [...rosterKey, "hand-overs", toValue(unit)]),
    queryFn: () => answer(api.GET("/api/v1/roster/hand-overs", { params: { query: { unit: toValue(unit) } } })),
    refetchInterval: OFTEN_MS,
  });
}

/** After how many minutes the leader in charge sees what waits. */
export function useEscalation() {
  return useQuery({ queryKey: [...rosterKey, "escalation"], queryFn: () => answer(api.GET("/api/v1/roster/escalation")) });
}

/** Who may be on duty in a unit: its own people and those of the units above. */
export function useColleagues(units: MaybeRefOrGetter<string[]>) {
  return useQuery({
    queryKey: computed(() => ["lists", "colleagues", ...toValue(units)]),
    queryFn: async () => {
      const each = await Promise.all(toValue(units).map((id) => answer(api.GET("/api/v1/units/{id}/staff", { params: { path: { id } } }))));
      return new Map(each.flat().map(({ account, name }) => [account, name]));
    },
  });
}

export const renew = () => store.invalidateQueries({ queryKey: rosterKey });

/** A shift as it is sent: a change names the version that was seen. */
export async function keepShift(id: string, body: Schema["ShiftBody"], version: number | null) {
  const match: Record<string, string> = version === null ? {} : { "If-Match": `"${version}"` };
  const kept = await answer(api.PUT("/api/v1/roster/shifts/{id}", { params: { path: { id }, header: match }, body }));
  await renew();
  return kept;
}

export async function removeShifts(shifts: string[]) {
  await answer(api.POST("/api/v1/roster/remove", { body: { shifts } }));
  await renew();
}

/** A shift as it was, to put it back. */
export const bodyOf = (shift: Shift): Schema["ShiftBody"] => ({
  unit: shift.unit,
  begins: shift.begins,
  ends: shift.ends,
  on_duty: shift.on_duty.map(({ id }) => id),
  leader: shift.leader?.id ?? null,
  phone: shift.phone ?? null,
});

export async function swapShifts(one: Shift, other: Shift) {
  const body = { one: one.id, one_version: one.version, other: other.id, other_version: other.version };
  const swapped = await answer(api.POST("/api/v1/roster/swap", { body }));
  await renew();
  return swapped;
}

export async function fillRoster(body: Schema["FillRoster"]) {
  const filled = await answer(api.POST("/api/v1/roster/fill", { body }));
  await renew();
  return filled;
}

export async function keepSettings(unit: string, body: Schema["RosterSettings"]) {
  await answer(api.PUT("/api/v1/roster/settings", { params: { query: { unit } }, body }));
  await renew();
}

export async function takeRoster(unit: string, from: string, through: string) {
  const file = await answer(api.POST("/api/v1/roster/sheet", { body: { unit, from, through, format: "xlsx" }, parseAs: "blob" }));
  save(file as unknown as Blob, `huisheng-roster-${from}.xlsx`);
}

/** `seen`: when what stood there was written, as it was shown; somebody may have written meanwhile. */
export function handOver(id: string, remarks: string, seen: string | null) {
  return answer(api.PUT("/api/v1/roster/shifts/{id}/hand-over", { params: { path: { id } }, body: { remarks, seen } }));
}

export function takeOver(id: string, seen: string) {
  return answer(api.POST("/api/v1/roster/shifts/{id}/take-over", { params: { path: { id } }, body: { seen } }));
}
