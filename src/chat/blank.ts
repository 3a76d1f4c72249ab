// What nobody sees: white space of every kind, what formats or joins without a look of its own, the blank of Braille.
const UNSEEN = /[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** True where a text shows nothing, whatever characters it is made of. */
export const isBlank = (text: string): boolean => text.replace(UNSEEN, '') === '';
