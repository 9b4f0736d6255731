import type { History } from '../history.ts';
import { chance, createCounter } from '../random.ts';
import type { World } from '../world.ts';
import { type HttpAnswer, type HttpPlayer, wordsOf } from './http.ts';
import { takeBytes } from './take-links.ts';

const MICROS = 150_000;
const TEXT_MICROS = 7_000;
const WRITING_MS = 6_000;

type Body = Record<string, unknown>;

/** MiniMax: the answer to the paid request is the song itself, after a minute or two, and comes once or never. */
export function createMinimaxPlayer(world: World, history: History): HttpPlayer {
  let songs = 0;
  let texts = 0;
  const countOf = createCounter();

  const note = (by: number, id: string, words: string, said: string): void =>
    history.add({ kind: 'provider', by, provider: 'minimax', what: 'submit', id, words, said });

  const generate = (by: number, body: Body): HttpAnswer | Promise<HttpAnswer> => {
    songs += 1;
    const id = `music-${songs}`;
    const words = wordsOf(body);
    const nth = countOf(words);
    const roll = chance(world.seed, 'minimax', words, nth);
    if (roll < 0.05) {
      note(by, id, words, 'refused');
      return answer(1026, 'input sensitive');
    }
    note(by, id, words, 'accepted');
    history.add({ kind: 'billed', provider: 'minimax', id, micros: MICROS });
    const bytes = Buffer.from(takeBytes('minimax', id, 0));
    const data = { audio: bytes.toString('hex'), status: 2 };
    const extra_info = { music_duration: 120_000, music_size: bytes.length };
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
    const durationMs = 30_000 + chance(world.seed, 'minimax takes', words, nth) * 90_000;
    world.after(durationMs, { run: () => resolve(answer(0, 'success', { data, extra_info })) });
    return promise;
  };

  const writeWords = (by: number, { prompt }: Body): HttpAnswer | Promise<HttpAnswer> => {
    texts += 1;
    const id = `lyrics-${texts}`;
    const isRefused = chance(world.seed, 'minimax words', texts) < 0.15;
    const said = isRefused ? 'refused' : 'accepted';
    history.add({ kind: 'provider', by, provider: 'minimax', what: 'write', id, words: String(prompt), said });
    if (isRefused) return answer(1026, 'input sensitive');
    history.add({ kind: 'billed', provider: 'minimax', id, micros: TEXT_MICROS });
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
    const written = { song_title: 'A song', lyrics: '[Verse]\nla la' };
    world.after(WRITING_MS, { run: () => resolve(answer(0, 'success', written)) });
    return promise;
  };

  return {
    nameOf({ url }) {
      if (url.pathname.endsWith('/lyrics_generation')) return 'write';
      if (url.pathname.endsWith('/music_generation')) return 'submit';
      return url.pathname.endsWith('/music_cover_preprocess') ? 'take apart' : 'account';
    },
    handle(by, { url, body }) {
      if (url.pathname.endsWith('/lyrics_generation')) return writeWords(by, body as Body);
      if (url.pathname.endsWith('/music_generation')) return generate(by, body as Body);
      if (url.pathname.endsWith('/music_cover_preprocess')) {
        const segments = [{ start: 0, end: 60, label: 'verse' }];
        const structure_result = JSON.stringify({ num_segments: 1, segments });
        return answer(0, 'success', {
          cover_feature_id: 'f'.repeat(32),
          formatted_lyrics: '[Verse]\nla la',
          structure_result,
        });
      }
      return answer(0, 'success');
    },
    refuse(by, roll, { url, body }) {
      if (url.pathname.endsWith('/music_generation')) note(by, '', wordsOf(body as Body), 'turned down');
      return answer([1002, 1039, 1041, 2045][Math.floor(roll * 4)] ?? 1002, 'rate limit exceeded(RPM)');
    },
    leaveOpen: (roll) => answer([1000, 1001, 1024, 1033][Math.floor(roll * 400) % 4] ?? 1000, 'something went wrong'),
  };
}

function answer(status_code: number, status_msg: string, rest: object = {}): HttpAnswer {
  return { status: 200, json: { ...rest, trace_id: 'trace', base_resp: { status_code, status_msg } } };
}
