import { createClock } from '../../src/clock.ts';
import { parseCustomId } from '../../src/discord/interactions/custom-id.ts';
import { readInteraction } from '../../src/discord/interactions/read-interaction.ts';
import { faultOfDraft } from '../../src/domain/draft/check-draft.ts';
import { cutAtSection, isInstrumentalSkeleton, parseSections, spellTagsWithin } from '../../src/domain/draft/lyrics.ts';
import { createGuardedFetch, type GuardedFetch } from '../../src/http-guard.ts';
import { createLogger } from '../../src/logger.ts';
import { readPublishedPrices } from '../../src/providers/aimlapi/published-prices.ts';
import { models } from '../../src/providers/catalog.ts';
import { readAnswerWithAudios } from '../../src/providers/shared/answer-audios.ts';
import { aDraft } from '../support/build-job.ts';
import { longestStandstill } from './longest-delay.ts';
import { serveFile } from './serve-file.ts';

/** More than any field of Discord takes (4,000), as a message's attachment or a provider could bring it. */
const LONG = 20_000;

/** What is read at most of an answer as a whole, of a list of models, and of one that may hold audio, beside that. */
const ANSWER_BYTES = { whole: 300_000, list: 3_000_000, 'with audio': 1_000_000 };

type Reading = keyof typeof ANSWER_BYTES;

/** Each makes a careless pattern try every way of reading it. */
const TEDIOUS = ['[', '[ ', '[Verse', ' \t', '[a:', '\n[', '[1', '\u200b', '-_ ', '[Verse]\n', '\ud800', ':'];

const ANSWERS: readonly [beginning: string, part: string, end: string][] = [
  ['', '[', ''],
  ['', '{"k":', ''],
  ['', '[{},', ''],
  ['', '9', ''],
  ['[', '{},', '{}]'],
  ['[', '"",', '""]'],
  ['[', '1,', '1]'],
  ['{', '"k":1,', '"k":1}'],
  ['["', '\\n', '"]'],
];

/** The longest that one reading of something hostile keeps the event loop; of answers, from one turn of it to the next. */
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
  const line = (what: string, times: readonly number[]) =>
    `event loop while ${what} are read: ${Math.max(...times).toFixed(1)} ms at most`;
  return [
    line(`hostile lyrics and styles of ${LONG} characters`, lyrics),
    line(`interactions and ids of ${LONG} characters`, interactions),
    ...(await benchAnswers()),
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

async function benchAnswers(): Promise<string[]> {
  const http = createGuardedFetch({ trustedOrigins: [], log: createLogger({ level: 'silent' }) });
  const lines: string[] = [];
  for (const [reading, bytes] of Object.entries(ANSWER_BYTES) as [Reading, number][]) {
    const longest: number[] = [];
    for (const answer of answersOf(bytes)) {
      const server = await serveFile(answer);
      const { workMs } = await longestStandstill(() => readAnswer(http, server.url, reading));
      longest.push(workMs);
      await server.close();
    }
    const most = Math.max(...longest).toFixed(1);
    lines.push(
      `event loop while hostile answers of ${bytes / 1e3} kB are read (${reading}): of own work ${most} ms at most`,
    );
  }
  await http.close();
  return lines;
}

/** As much as is read of them, to a byte. */
function answersOf(bytes: number): Buffer[] {
  const repeated = ANSWERS.map(([beginning, part, end]) => {
    const times = Math.floor((bytes - beginning.length - end.length) / part.length);
    return beginning + part.repeat(times) + end;
  });
  const keys = Array.from({ length: Math.floor(bytes / 20) }, (_, n) => `"${n}":1`).join();
  return [...repeated, `{${keys}}`].map((answer) => Buffer.from(answer));
}

async function readAnswer(http: GuardedFetch, url: string, reading: Reading): Promise<void> {
  const { signal } = new AbortController();
  const call = { url, timeoutMs: 60_000, signal };
  if (reading === 'with audio') {
    const { body } = await http.postForStream({ ...call, body: { json: {} }, maximumAnswerBytes: 2_000_000 });
    const files = { put: () => Promise.reject(new Error('there is none')) };
    await readAnswerWithAudios({ body, isAudio: () => false, encoding: 'hex', files, maximumBytes: 0, signal });
  } else {
    const { body } = await http.getJson({ ...call, maximumAnswerBytes: ANSWER_BYTES[reading] });
    if (reading === 'list') await readPublishedPrices(body, createClock().yield);
  }
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
