import { language } from "./language";

/** Matters run on the time of the house, wherever the phone is. */
const timeZone = "Asia/Shanghai";

function format(at: Date, form: Intl.DateTimeFormatOptions): string {
  const locale = language.value === "zh" ? "zh-CN" : "en-GB";
  return new Intl.DateTimeFormat(locale, { ...form, timeZone }).format(at);
}

/** The last day before an exclusive end: what is due at midnight after the 27th is due on the 27th. */
export function lastDay(end: string): string {
  return format(new Date(Date.parse(end) - 1000), { month: "long", day: "numeric", weekday: "short" });
}

/** A day that is past, with its year. */
export function dayOf(at: string): string {
  return format(new Date(at), { year: "numeric", month: "long", day: "numeric" });
}

export function timeOf(at: string): string {
  return format(new Date(at), { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** The hour and minute, for what is of today. */
export function hourOf(at: Date): string {
  return format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Days of the calendar between two instants. */
export function daysBetween(from: string, to: Date): number {
  const day = (at: Date) => Math.floor((at.getTime() + 8 * 3_600_000) / 86_400_000);
  return day(to) - day(new Date(from));
}
