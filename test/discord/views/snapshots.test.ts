import { describe, expect, it } from 'vitest';
import { coverView } from '../../../src/discord/views/covers/cover-view.ts';
import { detailsView } from '../../../src/discord/views/covers/details-view.ts';
import { reportView } from '../../../src/discord/views/covers/report-view.ts';
import { messageBody } from '../../../src/discord/views/message-body.ts';
import { keptView } from '../../../src/discord/views/progress/ended-view.ts';
import { existingJobView } from '../../../src/discord/views/progress/existing-job-view.ts';
import { nothingKnown, progressView } from '../../../src/discord/views/progress/progress-view.ts';
import { tellView } from '../../../src/discord/views/progress/tell-view.ts';
import { refusalView, unexpectedView } from '../../../src/discord/views/refusal-view.ts';
import type { View } from '../../../src/discord/views/view.ts';
import type { Job } from '../../../src/domain/job.ts';
import { aTake } from '../../support/build-cover.ts';
import { buildJob, SOME_TIME } from '../../support/build-job.ts';

const task = {
  provider: 'runware',
  model: 'minimax:music@cover',
  priceMicros: 150_000,
  ourId: 'x',
  submittedAt: SOME_TIME,
  attempts: 1,
  ref: 'r',
  acceptedAt: SOME_TIME,
};
const link = { url: 'https://cdn.example/take.wav', expiresAt: SOME_TIME + 86_400_000 };
const file = (name: string) => ({ hash: `/files/${name}`, name, sizeBytes: 1_000 });
const delivery = { startedAt: SOME_TIME, messageId: '9000000000000000001' };
const failure = { key: 'provider.failed', params: { provider: 'runware' } } as const;
const parent = { id: '5', channelId: '6000000000000000001', messageId: '7000000000000000001' };
const now = {
  place: { place: 3, guildIsFull: false },
  outlook: { phase: 'inLine', share: 0.2, leftMs: 60_000 },
  usual: { medianMs: 130_000, ninetiethMs: 230_000, samples: 20 },
} as const;
const posted = [
  { index: 0, files: [file('cover-1.mp3')], link },
  { index: 1, files: [], link, isTooLarge: true },
];
const whole = [{ index: 0, files: [file('cover-1.mp3')], link: null }];
const takes = [aTake({ format: 'wav', link }), aTake({ seed: 8, link })];
const song: Partial<Job> = { kind: 'song', reference: null, isInstrumental: true };

const progress = (changes: Partial<Job>) =>
  progressView(buildJob(changes), changes.state ? { ...now, outlook: { phase: 'unknown' } } : now);

const views: Readonly<Record<string, View>> = {
  cover: coverView(
    buildJob({ task, takes: [aTake()], isFirst: true }),
    { takes: whole, picture: file('waveform.png') },
    2,
  ),
  'cover of two takes, remixed and asked elsewhere': coverView(
    buildJob({ task, takes, askedIn: '8', lineage: { rootHash: 'r', parent, ancestors: [], from: 'cover' } }),
    { takes: posted, picture: null },
  ),
  'new song': coverView(buildJob({ ...song, task, takes: [aTake()] }), { takes: whole, picture: null }),
  'details of a cover': detailsView(
    buildJob({
      task,
      takes,
      lyrics: '[Verse]\nla la',
      lineage: { rootHash: 'r', parent, ancestors: [], from: 'reference' },
    }),
    'en',
  ),
  queued: progress({}),
  'queued with nothing known': progressView(buildJob(), nothingKnown),
  starting: progressView(buildJob({ isFirst: true }), { ...now, outlook: { phase: 'starting', share: 0.2 } }),
  generating: progressView(buildJob({ state: 'generating', task }), {
    ...now,
    outlook: { phase: 'making', share: 0.45, leftMs: 70_000 },
  }),
  'generating for longer than usual': progressView(buildJob({ state: 'generating', task }), {
    ...now,
    outlook: { phase: 'slow' },
  }),
  'generating for as long as its message can be changed': progressView(buildJob({ state: 'generating', task }), {
    ...now,
    outlook: { phase: 'leaving' },
  }),
  'cancelled while it is made': progress({ state: 'generating', task, cancelRequestedAt: SOME_TIME }),
  unknown: progress({ state: 'unknown', task }),
  delivering: progress({ state: 'delivering', task }),
  delivered: progress({ state: 'delivered', delivery, takes }),
  'delivered elsewhere': progress({ state: 'delivered', delivery, takes, askedIn: '8' }),
  'given to its requester': progress({ state: 'delivered', takes, cancelRequestedAt: SOME_TIME }),
  'handed over': keptView(buildJob({ state: 'failed', takes, failure: { key: 'delivery.kept', params: {} } }), posted),
  kept: progress({ state: 'failed', takes, failure: { key: 'delivery.kept', params: {} } }),
  failed: progress({ state: 'failed', task, failure, settled: 'refunded' }),
  cancelled: progress({ state: 'cancelled', settled: 'refunded' }),
  'already there': existingJobView(buildJob()),
  'told that it is done': tellView(buildJob({ state: 'delivered', delivery })),
  'told that it is kept': tellView(buildJob({ state: 'failed', takes })),
  'told that it failed': tellView(buildJob({ state: 'failed', failure })),
  'a refusal that a form can mend': refusalView('en', { key: 'rights.missing', params: {} }, 'cover:fix:1'),
  'a bug': unexpectedView('en', 'a1b2c3d4'),
  report: reportView({
    id: 'report-1',
    takeDown: { remixes: 2, song: 'blocked' },
    job: buildJob(),
    cover: { channelId: '3000000000000000001', messageId: '9000000000000000001' },
    reporter: { id: '4000000000000000002', name: 'Bob' },
    reason: 'It is my song.\nPlease take it down.',
    channelIds: [],
  }),
};

describe('what Discord is sent', () => {
  it.each(Object.entries(views))('for %s', (_name, view) => {
    expect(messageBody(view)).toMatchSnapshot();
  });
});
