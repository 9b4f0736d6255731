import { UnusableAnswer } from './unusable-answer.ts';

export type TextEncoding = 'hex' | 'base64';

// `Buffer.from` never refuses: it skips or cuts what is wrong, so each piece is looked at first.
const CHARACTERS = { hex: /^[0-9A-Fa-f]*$/, base64: /^[0-9A-Za-z+/_-]*={0,2}$/ } as const;

/** How many characters make whole bytes. */
const UNIT = { hex: 2, base64: 4 } as const;

/** Large enough that few writes are made, small enough to be decoded in a moment. */
const PIECE_CHARACTERS = 65_536;

/** How audio files begin: ID3, MPEG frames, RIFF, FLAC, Ogg, and `ftyp` behind the size of its box. */
const AUDIO_HEAD = /^(ID3|\xff[\xe0-\xff]|RIFF|fLaC|OggS|[\s\S]{4}ftyp)/;
const HEAD_CHARACTERS = 64;

/** Whether a text is entirely of an encoding, with lines in it or not. */
export function isEncoded(text: string, encoding: TextEncoding): boolean {
  const characters = withoutSpaces(text);
  return isWhole(characters, encoding) && CHARACTERS[encoding].test(characters);
}

/** The encoding that a text has by its beginning: another than the usual one only where that shows how audio begins. */
export function encodingOf(beginning: string, usual: TextEncoding): TextEncoding {
  const head = withoutSpaces(beginning.slice(0, 2 * HEAD_CHARACTERS)).slice(0, HEAD_CHARACTERS);
  const beginsAudio = (encoding: TextEncoding) =>
    CHARACTERS[encoding].test(head) && AUDIO_HEAD.test(Buffer.from(head, encoding).toString('latin1'));
  return [usual, 'hex' as const, 'base64' as const].find(beginsAudio) ?? usual;
}

/** The bytes behind a text that comes in pieces. Throws `UnusableAnswer` at the first piece that is not of the encoding. */
export async function* decodeText(texts: AsyncIterable<string>, encoding: TextEncoding): AsyncGenerator<Buffer> {
  let isPadded = false;
  const decode = (piece: string) => {
    // Padding ends the text: what follows would be lost unseen.
    if (isPadded || !CHARACTERS[encoding].test(piece)) throw new UnusableAnswer('badAudio');
    isPadded = piece.endsWith('=');
    return Buffer.from(piece, encoding);
  };
  let waiting: string[] = [];
  let length = 0;
  let isForUrls = false;
  for await (const text of texts) {
    const characters = withoutSpaces(text);
    isForUrls ||= /[_-]/.test(characters);
    waiting.push(characters);
    length += characters.length;
    if (length < PIECE_CHARACTERS) continue;
    const joined = waiting.join('');
    const whole = length - (length % UNIT[encoding]);
    yield decode(joined.slice(0, whole));
    waiting = [joined.slice(whole)];
    length -= whole;
  }
  if (length === 0) return;
  const last = waiting.join('');
  // In the alphabet for URLs the padding is mostly left out.
  if (!isWhole(last, encoding) && !(isForUrls && length % UNIT[encoding] > 1)) throw new UnusableAnswer('badAudio');
  yield decode(last);
}

function isWhole(characters: string, encoding: TextEncoding): boolean {
  return characters.length % UNIT[encoding] === 0;
}

function withoutSpaces(text: string): string {
  return /\s/.test(text) ? text.replaceAll(/\s/g, '') : text;
}
