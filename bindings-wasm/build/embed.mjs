// A module as text that can stand in any file: printable ASCII, smaller than base64 by a fifth, and much smaller when compressed.

/** The characters that need no escape in a string: printable ones but the quote and the backslash. */
const CHARACTERS = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter((character) => !'"\\'.includes(character));

/** How many bytes have a character of their own; behind one of the two characters left, each stands for another byte. */
const DIRECT = CHARACTERS.length - 2;

/**
 * The bytes as text that `js/embedded.ts` reads: first all bytes that occur, the most frequent first, as two hexadecimal
 * digits each, and a line feed.
 */
export function embed(bytes) {
  const counts = new Map();
  for (const byte of bytes) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const ranked = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one) || one - other);
  const texts = new Map(ranked.map((byte, rank) => [byte, textOf(rank)]));
  const table = ranked.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${table}\n${Array.from(bytes, (byte) => texts.get(byte)).join("")}`;
}

function textOf(rank) {
  const shifts = Math.floor(rank / DIRECT);
  return (shifts > 0 ? CHARACTERS[DIRECT - 1 + shifts] : "") + CHARACTERS[rank % DIRECT];
}
