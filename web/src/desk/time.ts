import { ref } from "vue";

import { language, w } from "./words";

/** Matters run on the time of the house, wherever the desk stands. */
const timeZone = "Asia/Shanghai";

/** Now, to the half minute: what is left of a limit is told anew. */
export const now = ref(Date.now());
setInterval(() => (now.value = Date.now()), 30_000);

function format(at: Date, form: Intl.DateTimeFormatOptions): string {
  const locale = language.value === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { ...form, timeZone }).format(at);
}

const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** Day and time; the year only where it is another. */
export function moment(at: string): string {
  const date = new Date(at);
  const year = dayOf(date).slice(0, 4) === today().slice(0, 4) ? {} : ({ year: "numeric" } as const);
  return format(date, { ...year, month: "numeric", day: "numeric", ...TIME });
}

/** An exclusive end: what is due at midnight after the 27th is due on the 27th. */
export function dueDay(end: string): string {
  const date = new Date(end);
  const isMidnight = format(date, TIME) === "00:00";
  if (!isMidnight) return moment(end);
  const last = new Date(date.getTime() - 1000);
  const year = dayOf(last).slice(0, 4) === today().slice(0, 4) ? {} : ({ year: "numeric" } as const);
  return format(last, { ...year, month: "numeric", day: "numeric", weekday: "short" });
}

/** What is left, or how much too late it is, in one unit. */
export function left(end: string): string {
  const ms = Date.parse(end) - now.value;
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const { time, overdueBy, dueIn } = w.value.queue;
  const said = minutes < 60 ? time.minutes(minutes) : minutes < 2880 ? time.hours(Math.floor(minutes / 60)) : time.days(Math.floor(minutes / 1440));
  return ms < 0 ? overdueBy(said) : dueIn(said);
}

/** The day of an instant as `2026-11-27`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
}

export function today(): string {
  return dayOf(new Date());
}

/** The day so many days after one. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Midnight after a day. */
export function endOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString();
}

export function startOfDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00+08:00`)).toISOString();
}

/** `5wd` as its amount and its unit. */
export function limitParts(code: string): { amount: number; unit: keyof typeof w.value.code.limit } | null {
  const [, amount, unit] = /^(\d+)(h|wh|wd|d|mo)$/.exec(code) ?? [];
  return amount && unit ? { amount: Number(amount), unit: unit as keyof typeof w.value.code.limit } : null;
}

/** `5wd` as people say it. */
export function limit(code: string): string {
  const parts = limitParts(code);
  return parts ? `${parts.amount}${language.value === "zh" ? " " : ""}${w.value.code.limit[parts.unit]}` : code;
}
