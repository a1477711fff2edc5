/** The version of the notice on personal data that the page "privacy" and the form show. Whoever changes what they say raises it, here and in the house (`NOTICE`). */
export const NOTICE = 2;
