import { UnusableAnswer } from './unusable-answer.ts';

export type TextEncoding = 'hex' | 'base64';

// `Buffer.from` never refuses: it skips or cuts what is wrong, so each piece is looked at first.
const CHARACTERS = { hex: /^[0-9A-Fa-f]*$/, base64: /^[0-9A-Za-z+/]*={0,2}$/ } as const;

/** How many characters make whole bytes. */
const UNIT = { hex: 2, base64: 4 } as const;

/** Large enough that few writes are made, small enough to be decoded in a moment. */
const PIECE_CHARACTERS = 65_536;

/** Whether a text is entirely of an encoding. */
export function isEncoded(text: string, encoding: TextEncoding): boolean {
  return text.length % UNIT[encoding] === 0 && CHARACTERS[encoding].test(text);
}

/** The bytes behind a text that comes in pieces. Throws `UnusableAnswer` at the first piece that is not of the encoding. */
export async function* decodeText(texts: AsyncIterable<string>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  let isPadded = false;
  const decode = (piece: string) => {
    // Padding ends the text: what follows would be lost unseen.
    if (isPadded || !isEncoded(piece, encoding)) throw new UnusableAnswer('badAudio');
    isPadded = piece.endsWith('=');
    return Buffer.from(piece, encoding);
  };
  let waiting: string[] = [];
  let length = 0;
  for await (const text of texts) {
    waiting.push(text);
    length += text.length;
    if (length < PIECE_CHARACTERS) continue;
    const joined = waiting.join('');
    const whole = length - (length % UNIT[encoding]);
    yield decode(joined.slice(0, whole));
    waiting = [joined.slice(whole)];
    length -= whole;
  }
  if (length > 0) yield decode(waiting.join(''));
}
