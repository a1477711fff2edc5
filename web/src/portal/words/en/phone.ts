import type { phone as Phone } from "../zh/phone";

export const phone: typeof Phone = {
  hint: "With the mobile number you left, find what was reported under it within a year, also by telephone.",
  off: "Matters cannot be found by telephone here.",
  contact: "Mobile number",
  send: "Send a code",
  again: "Send another code",
  wait: (seconds) => `Another code in ${seconds} s`,
  sent: (number) => `A code was sent to ${number}. It is good for 5 minutes.`,
  code: "Code",
  look: "Find my reports",
  codeNeeds: (digits) => `Enter the code of ${digits} digits from the message`,
  passing: "Do not remember",
  passingHint: "Tick this on a shared phone: nothing stays once the page is closed. Otherwise what is found is kept on this phone, and who uses it sees it",
  nothing: "Nothing was reported under this number within a year that can be found this way. You may have left another number: try it, or telephone intake.",
  limits: "What was said in confidence, and what is older than a year, is not shown here:",
  byNumber: "use number and code",
  demo: "This is a demo: no message was sent",
  demoHint: "In real use these digits stand in the message only:",
};
