/**
 * The bytes that `build/embed.mjs` has made this text of.
 *
 * Behind a table of all bytes that occur, the most frequent first, each byte is its place there: one character, or one of the
 * last two characters and then one.
 */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const end = text.indexOf("\n");
  const table = Array.from({ length: end / 2 }, (_, rank) => parseInt(text.slice(2 * rank, 2 * rank + 2), 16));
  const bytes = new Uint8Array(text.length - end);
  let length = 0;
  let shift = 0;
  for (let index = end + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // From the space on, without the quote and the backslash.
    const place = code - 32 - Number(code > 34) - Number(code > 92);
    if (place < DIRECT) {
      bytes[length++] = table[shift + place] as number;
      shift = 0;
    } else {
      shift = (place - DIRECT + 1) * DIRECT;
    }
  }
  return bytes.slice(0, length);
}

/** How many bytes have a character of their own. */
const DIRECT = 91;
