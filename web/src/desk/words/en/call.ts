import type { call as Call } from "../zh/call";

export const call: typeof Call = {
  title: "Calls",
  hint: "Calls by the lines of the own unit and those below. Numbers are starred: only who took a call sees one, or, until somebody has called back, intake and dispatch of that unit; looks are written down. Once a report was entered, no number is left here.",
  off: "No telephone system is connected here. A system administrator switches it on in the configuration.",
  incoming: "Incoming call",
  which: "Which",
  list: { all: "All", missed: "Missed, to call back" },
  none: { all: "There are no calls yet.", missed: "Nobody is to be called back." },
  direction: { in: "In", out: "Out" },
  state: { ringing: "Ringing", talking: "Speaking", ended: "Ended", missed: "Missed" },
  withheld: "number withheld",
  toCallBack: "To call back",
  answer: "Open intake",
  callBack: "Call back and enter",
  done: "Called back",
  begun: "Something in intake was not sent yet. Throw it away and enter this call?",
  entered: "Entered",
  spoken: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  line: (line: string) => `line ${line}`,
};
