import { finished } from 'node:stream';
import { parserStream } from 'stream-json';
import type { Token } from 'stream-json/parser.js';
import { UnusableAnswer } from './unusable-answer.ts';

export interface Tokens {
  /**
   * Undefined at the end. Texts and numbers come as pieces between a start and an end. Throws `UnusableAnswer` (`notJson`,
   * `cutOff`), and what the body throws as it is.
   */
  next(): Promise<Token | undefined>;
  /** The body is read no further. */
  close(): void;
}

/** Enough that the parser does not wait for each of the small pieces that it makes. */
const TOKENS_AHEAD = 512;

/** JSON, token by token, as it comes. Each piece of the body is done with before the next one is taken. */
export function readTokens(body: AsyncIterable<Uint8Array>): Tokens {
  const stream = parserStream({ packValues: false, readableHighWaterMark: TOKENS_AHEAD });
  const tokens: AsyncIterator<Token> = stream[Symbol.asyncIterator]();
  finished(stream, () => undefined);
  let bodyFailure: { error: unknown } | undefined;
  let hasAllPieces = false;
  let hasBegun = false;

  const write = (piece: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      stream.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  let wake = () => {};
  /** An error would throw away the tokens that nobody has taken yet. */
  const allTaken = async () => {
    while (stream.readableLength > 0 && !stream.destroyed) await new Promise<void>((resolve) => (wake = resolve));
  };
  const feed = async () => {
    for await (const piece of listen()) {
      await write(piece);
      await allTaken();
    }
    hasAllPieces = true;
    stream.end();
  };
  /** Tells what the body throws from what the parser does. */
  async function* listen() {
    try {
      yield* body;
    } catch (error) {
      bodyFailure = { error };
      throw error;
    }
  }
  feed().catch((error: Error) => stream.destroy(error));

  return {
    async next() {
      try {
        const { done, value } = await tokens.next();
        hasBegun = true;
        wake();
        return done ? undefined : value;
      } catch (error) {
        if (bodyFailure) throw bodyFailure.error;
        throw new UnusableAnswer(hasAllPieces && hasBegun ? 'cutOff' : 'notJson', { cause: error });
      }
    },
    close() {
      stream.destroy();
      wake();
    },
  };
}
