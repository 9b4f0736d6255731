/** Deeper and fuller than any answer that is read whole. What is nested without end, or nothing but commas or digits, takes longest to read. */
const MOST_LEVELS = 64;
const MOST_VALUES = 100_000;
const MOST_BETWEEN_TEXTS = 1_000_000;

const [QUOTE = 0, BACKSLASH, COMMA, ...BRACKETS] = [...'"\\,[{]}'].map((sign) => sign.charCodeAt(0));
const [BEGIN_LIST, BEGIN_OBJECT, END_LIST, END_OBJECT] = BRACKETS;

/**
 * What a text of somebody else's says as JSON; undefined where it is none, or would hold up the event loop: with over 64 levels, over
 * 100,000 values, or over a million characters that are no part of a text.
 */
export function parseJson(text: string): unknown {
  if (!isReasonable(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Looks at the signs alone: whether it is JSON is not asked. */
function isReasonable(text: string): boolean {
  let levels = 0;
  let values = 1;
  let between = 0;
  for (let at = 0; at < text.length; at += 1) {
    between += 1;
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case BEGIN_LIST:
      case BEGIN_OBJECT:
        levels += 1;
        values += 1;
        break;
      case END_LIST:
      case END_OBJECT:
        levels -= 1;
        break;
      case COMMA:
        values += 1;
        break;
    }
    if (levels > MOST_LEVELS || values > MOST_VALUES || between > MOST_BETWEEN_TEXTS) return false;
  }
  return true;
}

/** Where the quote stands that ends what one begins; the end of the text where none does. */
function endOfString(text: string, begin: number): number {
  let at = begin + 1;
  for (; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) break;
    if (sign === BACKSLASH) at += 1;
  }
  return at;
}
