import { parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import { readInteraction } from '../../src/discord/interactions/read-interaction.ts';
import { faultOfDraft } from '../../src/domain/draft/check-draft.ts';
import { cutAtSection, isInstrumentalSkeleton, parseSections, spellTagsWithin } from '../../src/domain/draft/lyrics.ts';
import { readJson } from '../../src/http-guard/api-call.ts';
import { models } from '../../src/providers/catalog.ts';
import { aDraft } from '../support/build-job.ts';

/** More than any field of Discord takes (4,000), as a message's attachment or a provider could bring it. */
const LONG = 20_000;

/** What a client reads of one answer at most. */
const ANSWER_BYTES = 300_000;

/** Each makes a careless pattern try every way of reading it. */
const TEDIOUS = ['[', '[ ', '[Verse', ' \t', '[a:', '\n[', '[1', '\u200b', '-_ ', '[Verse]\n', '\ud800', ':'];

const ANSWERS: readonly [beginning: string, part: string, end: string][] = [
  ['', '[', ''],
  ['', '{"k":', ''],
  ['', '[{},', ''],
  ['', '9', ''],
  ['[', '{},', '{}]'],
  ['[', '"",', '""]'],
];

/** The longest that one reading of something hostile keeps the event loop; beside it, what JSON.parse needs for as much. */
export async function benchHostileWords(): Promise<string[]> {
  const words = TEDIOUS.map((part) => part.repeat(Math.ceil(LONG / part.length)).slice(0, LONG));
  const lyrics = words.map((text) =>
    longestMs([
      () => parseSections(text),
      () => spellTagsWithin(text, 'full', { minimum: 10, maximum: 1_000 }),
      () => cutAtSection(text, 1_000),
      () => isInstrumentalSkeleton(text),
      ...models.map((model) => () => faultOfDraft(aDraft({ style: text, lyrics: text }), model)),
    ]),
  );
  const interactions = words.map((text) =>
    longestMs([() => readInteraction(formOf(text), 0), () => parseCustomId(text)]),
  );
  const answers: number[] = [];
  for (const [beginning, part, end] of ANSWERS) {
    const times = Math.floor((ANSWER_BYTES - beginning.length - end.length) / part.length);
    answers.push(await readingMs(Buffer.from(beginning + part.repeat(times) + end)));
  }
  const keys = Array.from({ length: ANSWER_BYTES / 10 }, (_, n) => `"${n}":1`).join();
  answers.push(await readingMs(Buffer.from(`{${keys.slice(0, ANSWER_BYTES - 10)}`)));
  const yardstick = Buffer.from(
    JSON.stringify(Array.from({ length: 9_000 }, (_, n) => ({ id: n, text: 'x'.repeat(30) }))),
  );
  const line = (what: string, times: readonly number[]) =>
    `event loop while ${what} are read: ${Math.max(...times).toFixed(1)} ms at most`;
  return [
    line(`hostile lyrics and styles of ${LONG} characters`, lyrics),
    line(`interactions and ids of ${LONG} characters`, interactions),
    line(`hostile answers of ${ANSWER_BYTES / 1e3} kB`, answers),
    `… an honest answer of ${(yardstick.length / 1e3).toFixed(0)} kB: ${(await readingMs(yardstick)).toFixed(1)} ms`,
  ];
}

function formOf(text: string): unknown {
  const components = Array.from({ length: 5 }, () => ({
    type: 18,
    component: { type: 4, custom_id: 'style', value: text },
  }));
  return {
    id: '1000000000000000001',
    application_id: '5000000000000000001',
    token: 'interaction-token',
    type: 5,
    guild_id: '2000000000000000001',
    channel_id: '3000000000000000001',
    channel: { type: 0, parent_id: null },
    member: { user: { id: '4', username: text, global_name: text }, nick: text, roles: ['6'], permissions: '2048' },
    app_permissions: '2048',
    locale: 'de',
    data: { custom_id: text, components, resolved: {} },
  };
}

async function readingMs(body: Buffer): Promise<number> {
  const startedAt = performance.now();
  await readJson({ status: 200, headers: {}, body: piecesOf(body) });
  return performance.now() - startedAt;
}

async function* piecesOf(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

function longestMs(works: readonly (() => unknown)[]): number {
  return Math.max(
    ...works.map((work) => {
      const startedAt = performance.now();
      work();
      return performance.now() - startedAt;
    }),
  );
}
