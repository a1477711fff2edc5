import type { Roster, Shift } from "../../queries/roster";
import { dayOf, daysAfter } from "../../time";
import { w } from "../../words";

/** The time of the house at an instant, `08:30`. */
export const timeOf = (at: string) => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(11, 16);

/** `2026-10-01T08:30`, as a field of the browser takes it, and back. */
export const localOf = (at: string) => `${dayOf(new Date(at))}T${timeOf(at)}`;
export const instantOf = (local: string) => new Date(`${local}:00+08:00`).toISOString();

/** From when to when: the day is said only where it is another. */
export function hours({ begins, ends }: { begins: string; ends: string }): string {
  const day = dayOf(new Date(begins));
  const last = dayOf(new Date(ends));
  const end = last === day ? "" : last === daysAfter(day, 1) ? `${w.value.roster.nextDay} ` : `${last.slice(5)} `;
  return `${timeOf(begins)}–${end}${timeOf(ends)}`;
}

/** Day and hours. */
export const spelled = (shift: Shift) => `${dayOf(new Date(shift.begins)).slice(5)} ${hours(shift)}`;

export const people = (shift: Shift) => shift.on_duty.map(({ name }) => name).join("、");

/** A day with the shifts that begin on it. */
export interface Day {
  date: string;
  /** `1日 周四`, and what the day is. */
  number: string;
  weekday: string;
  mark: string;
  holiday: string;
  rests: boolean;
  shifts: Shift[];
}

export function daysOf(roster: Roster): Day[] {
  const { week, day } = w.value.roster;
  return roster.days.map(({ date, kind, holiday }) => ({
    date,
    number: date.slice(5),
    weekday: week[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? "",
    mark: day[kind],
    holiday: holiday ?? "",
    rests: ["weekend", "holiday", "local_rest"].includes(kind),
    shifts: roster.shifts.filter((shift) => dayOf(new Date(shift.begins)) === date),
  }));
}

/** The first and the last day of a month, `2026-10`. */
export function monthSpan(month: string): { from: string; through: string } {
  const [year = 0, of = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, of, 0)).getUTCDate();
  return { from: `${month}-01`, through: `${month}-${String(last).padStart(2, "0")}` };
}

/** The month so many months from one. */
export function monthAfter(month: string, by: number): string {
  const [year = 0, of = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, of - 1 + by, 1)).toISOString().slice(0, 7);
}

/** A month as it is said. */
export function monthName(month: string): string {
  const [year = 0, of = 1] = month.split("-").map(Number);
  return w.value.roster.month(year, of);
}
