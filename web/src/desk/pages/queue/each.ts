import { Refused } from "../../../api/client";
import { reason } from "../../trouble";
import type { Begun } from "./bulk";

/** Read at a time, so that many do not wait for each other and the house is not stormed. */
const TOGETHER = 6;

/** What is known of each; one that the house refuses has its reason as a note, and the rest goes on. */
export async function readEach<T>(numbers: string[], read: (number: string) => Promise<T>) {
  const found: { number: string; known: T }[] = [];
  const notes: Begun["notes"] = {};
  async function readOne(number: string) {
    try {
      found.push({ number, known: await read(number) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      notes[number] = reason(error.problem);
    }
  }
  for (let nth = 0; nth < numbers.length; nth += TOGETHER) {
    await Promise.all(numbers.slice(nth, nth + TOGETHER).map(readOne));
  }
  return { found, notes };
}
