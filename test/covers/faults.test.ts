import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/domain/job.ts';
import type { Usage } from '../../src/domain/money/quota.ts';
import { memberText } from '../../src/locales/text.ts';
import { createMakeHarness, type Workshop } from '../support/make-harness.ts';

const RUNWARE = 'runware/minimax:music@cover';
const AIMLAPI = 'aimlapi/minimax/music-cover';
const MINIMAX = 'minimax/music-cover';

const FREE: Usage = { count: 0, micros: 0 };
const MADE: Usage = { count: 1, micros: 150_000 };
const SPENT: Usage = { count: 0, micros: 150_000 };

interface Row {
  model: string;
  fault: string;
  arrange(workshop: Workshop): void;
  state: Job['state'];
  used: Usage;
  /** Part of what the member reads; nothing for a cover that was made. */
  sentence?: RegExp;
  /** By the provider's own count. */
  paid: number;
  /** The clients' patience with one request, in real milliseconds. */
  requestTimeoutMs?: number;
  /** What comes as a stream takes time that a faster clock would not leave it. */
  isStreamed?: true;
}

const runwareRefusals = [
  ['invalidApiKey', /doesn't let the bot in/],
  ['insufficientCredits', /credit/],
  ['contentPolicyViolation', /turned this down/],
  ['invalidPositivePrompt', /didn't take this/],
  ['modelUnavailable', /can't reach|busy/],
] as const;

const minimaxCodes = [
  [1002, FREE, 'failed', /busy/],
  [1004, FREE, 'failed', /doesn't let the bot in/],
  [1008, FREE, 'failed', /credit/],
  [1026, FREE, 'failed', /turned this down/],
  [1027, SPENT, 'failed', /turned this down/],
  [1028, FREE, 'failed', /credit/],
  [1030, FREE, 'failed', /credit/],
  [1039, FREE, 'failed', /busy/],
  [1041, FREE, 'failed', /busy/],
  [1042, FREE, 'failed', /didn't take this/],
  [2013, FREE, 'failed', /didn't take this/],
  [2038, FREE, 'failed', /doesn't let the bot in/],
  [2045, FREE, 'failed', /busy/],
  [2049, FREE, 'failed', /doesn't let the bot in/],
  [2056, FREE, 'failed', /credit/],
  [2061, FREE, 'failed', /doesn't let the bot in/],
  [2068, FREE, 'failed', /doesn't let the bot in/],
  [2153, FREE, 'failed', /doesn't let the bot in/],
  // What it says of a song without singing.
  [1000, FREE, 'failed', /can't hear any singing/],
  [1001, SPENT, 'failed', /couldn't find out/],
  [1024, SPENT, 'failed', /couldn't find out/],
  [1033, SPENT, 'failed', /couldn't find out/],
] as const;

const rows: Row[] = [
  ...runwareRefusals.map(
    ([code, sentence]): Row => ({
      model: RUNWARE,
      fault: `refuses with ${code}`,
      arrange: ({ runware }) => void runware.failNext({ code, isRefusedAtOnce: true, times: 50 }),
      state: 'failed',
      used: FREE,
      sentence,
      paid: 0,
    }),
  ),
  ...(['errors', 'item'] as const).map(
    (form): Row => ({
      model: RUNWARE,
      fault: `fails after it took the task, told as ${form}`,
      arrange: ({ runware }) => void runware.failNext({ code: 'inferenceError', form }),
      state: 'failed',
      used: SPENT,
      sentence: /couldn't finish/,
      paid: 1,
    }),
  ),
  ...(['408', '500', '503', '504', '502html', 'reset', 'truncated', 'wrongType', 'emptyBody'] as const).map(
    (kind): Row => ({
      model: RUNWARE,
      fault: `answers ${kind} after it took the request`,
      arrange: ({ runware }) => void runware.faults.add({ taskType: 'audioInference', kind, when: 'after', times: 1 }),
      state: 'delivering',
      used: MADE,
      paid: 1,
    }),
  ),
  ...(['dead', 'reset', 'wrongLength', 'cutFile', 'wrongType', '500'] as const).map(
    (kind): Row => ({
      model: RUNWARE,
      fault: `serves the result with ${kind}, once`,
      arrange: ({ runware }) => void runware.linkFaults.add({ kind, times: 1 }),
      state: 'delivering',
      used: MADE,
      paid: 1,
    }),
  ),
  {
    model: RUNWARE,
    fault: 'serves 300 MB in place of the result, always',
    arrange: ({ runware }) => void runware.linkFaults.add({ kind: 'huge', sizeBytes: 300_000_000 }),
    isStreamed: true,
    state: 'failed',
    used: SPENT,
    sentence: /couldn't fetch it/,
    paid: 1,
  },
  ...(['500', 'reset', 'truncated', 'wrongType', '429'] as const).map(
    (kind): Row => ({
      model: RUNWARE,
      fault: `answers polls with ${kind}, three times`,
      arrange: ({ runware }) => void runware.faults.add({ taskType: 'getResponse', kind, when: 'before', times: 3 }),
      state: 'delivering',
      used: MADE,
      paid: 1,
    }),
  ),
  ...(['running', 'empty'] as const).map(
    (unknownTask): Row => ({
      model: RUNWARE,
      fault: `never got the request and shows an unknown task as ${unknownTask}`,
      arrange({ runware }) {
        runware.settings.unknownTask = unknownTask;
        runware.faults.add({ taskType: 'audioInference', kind: 'reset', when: 'before', times: 1 });
      },
      state: 'delivering',
      used: MADE,
      paid: 1,
    }),
  ),
  {
    model: RUNWARE,
    fault: 'never ends the task',
    arrange: ({ runware }) => void Object.assign(runware.settings, { generationMs: 7_200_000 }),
    state: 'failed',
    used: SPENT,
    sentence: /wasn't done/,
    paid: 1,
  },
  ...(['audioInference', 'getResponse'] as const).map(
    (taskType): Row => ({
      model: RUNWARE,
      fault: `never answers a request of ${taskType}, once`,
      arrange: ({ runware }) => void runware.faults.add({ taskType, kind: 'hang', when: 'after', times: 1 }),
      requestTimeoutMs: 400,
      state: 'delivering',
      used: MADE,
      paid: 1,
    }),
  ),
  {
    model: AIMLAPI,
    fault: 'never answers the paid request',
    arrange: ({ aimlapi }) => void aimlapi.faults.add({ endpoint: 'submit', kind: 'hang', when: 'after', times: 1 }),
    requestTimeoutMs: 400,
    state: 'failed',
    used: SPENT,
    sentence: /couldn't find out/,
    paid: 1,
  },
  {
    model: AIMLAPI,
    fault: 'never answers a poll, once',
    arrange: ({ aimlapi }) => void aimlapi.faults.add({ endpoint: 'poll', kind: 'hang', when: 'before', times: 1 }),
    requestTimeoutMs: 400,
    state: 'delivering',
    used: MADE,
    paid: 1,
  },
  {
    model: MINIMAX,
    fault: 'never answers the paid request',
    arrange: ({ minimax }) => void minimax.faults.add({ endpoint: 'music', kind: 'hang', when: 'after', times: 1 }),
    requestTimeoutMs: 400,
    state: 'failed',
    used: SPENT,
    sentence: /couldn't find out/,
    paid: 1,
  },
  ...(['429', '500', '502html', '503', '504', 'reset', 'truncated', 'wrongType', 'emptyBody'] as const).map(
    (kind): Row => ({
      model: AIMLAPI,
      fault: `answers ${kind} to the paid request, once`,
      arrange: ({ aimlapi }) => void aimlapi.faults.add({ endpoint: 'submit', kind, when: 'before', times: 1 }),
      ...(kind === '429'
        ? { state: 'delivering', used: MADE, paid: 1 }
        : { state: 'failed', used: SPENT, sentence: /couldn't find out/, paid: 0 }),
    }),
  ),
  {
    model: AIMLAPI,
    fault: 'has no credits left',
    arrange({ aimlapi }) {
      aimlapi.money.balanceMicros = 0;
    },
    state: 'failed',
    used: FREE,
    sentence: /credit/,
    paid: 0,
  },
  {
    model: AIMLAPI,
    fault: 'fails after it took the task',
    arrange: ({ aimlapi }) => void aimlapi.failNext({ message: 'Internal server error' }),
    state: 'failed',
    used: FREE,
    sentence: /couldn't finish|can't reach/,
    paid: 1,
  },
  {
    model: AIMLAPI,
    fault: 'serves a dead link, once',
    arrange: ({ aimlapi }) => void aimlapi.linkFaults.add({ kind: 'dead', times: 1 }),
    state: 'delivering',
    used: MADE,
    paid: 1,
  },
  ...minimaxCodes.map(
    ([code, used, state, sentence]): Row => ({
      model: MINIMAX,
      fault: `answers code ${code}`,
      arrange: ({ minimax }) => void minimax.failNext({ code, times: 50 }),
      state,
      used,
      sentence,
      paid: 0,
    }),
  ),
  ...(['cutBody', 'cutHex', 'badHex', 'oddHex'] as const).map(
    (kind): Row => ({
      model: MINIMAX,
      fault: `bills and then answers with ${kind}`,
      arrange: ({ minimax }) => void minimax.faults.add({ endpoint: 'music', kind, times: 1 }),
      state: 'failed',
      used: SPENT,
      sentence: /couldn't find out/,
      paid: 1,
    }),
  ),
  {
    model: MINIMAX,
    fault: 'bills and then answers with 300 MB',
    arrange: ({ minimax }) =>
      void minimax.faults.add({ endpoint: 'music', kind: 'hugeAnswer', megabytes: 300, times: 1 }),
    isStreamed: true,
    state: 'failed',
    used: SPENT,
    sentence: /couldn't find out/,
    paid: 1,
  },
];

describe('a provider that', () => {
  it.each(rows)('$fault ($model) ends as $state', async ({
    model,
    arrange,
    state,
    used,
    sentence,
    paid,
    isStreamed,
    requestTimeoutMs,
  }) => {
    const workshop = await createMakeHarness({ requestTimeoutMs });
    arrange(workshop);
    // Where the end is a deadline, nothing else is missed by going there faster.
    const { job, used: taken } = await workshop.make(model, state === 'failed' && !isStreamed ? 10_000 : 1_000);
    const [provider] = model.split('/') as ['runware' | 'aimlapi' | 'minimax'];

    expect(job.failure ? memberText('en', job.failure) : '').toMatch(sentence ?? /^$/);
    expect({ state: job.state, taken }).toEqual({ state, taken: used });
    expect(workshop[provider].paidRequests()).toBe(paid);
  });
});
