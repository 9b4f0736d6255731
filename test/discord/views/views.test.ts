import { describe, expect, it } from 'vitest';
import { coverView } from '../../../src/discord/views/cover-view.ts';
import { endedView } from '../../../src/discord/views/ended-view.ts';
import { progressView } from '../../../src/discord/views/progress-view.ts';
import { refusalView } from '../../../src/discord/views/refusal-view.ts';
import { cutText, manyLines, oneLine } from '../../../src/discord/views/user-text.ts';
import type { View } from '../../../src/discord/views/view.ts';
import type { Job, Take } from '../../../src/domain/job.ts';
import type { MemberText } from '../../../src/errors.ts';
import { aJob, SOME_TIME } from '../../support/a-job.ts';

const nothing = { place: undefined, expectedStartAt: undefined, expectedEndAt: undefined };
const candidate = { provider: 'runware', model: 'minimax:music@cover' };
const task = { ...candidate, ourId: 'x', submittedAt: SOME_TIME, attempts: 1, ref: 'r', acceptedAt: SOME_TIME };
const take = (changes: Partial<Take> = {}): Take => ({
  hash: 'b',
  sizeBytes: 1,
  format: 'mp3',
  seed: 77,
  costMicros: 150_000,
  link: { url: 'https://cdn.example/a.mp3', expiresAt: SOME_TIME + 60_000 },
  ...changes,
});
const at = (ms: number) => `<t:${(SOME_TIME + ms) / 1_000}`;

function shown(job: Job, view: Parameters<typeof progressView>[1] = nothing): string[] {
  return progressView(job, view).content.split('\n').slice(1);
}

function labels({ components }: View): unknown[] {
  return components.flatMap((row) => row.components.map((button) => 'label' in button && button.label));
}

describe('progressView', () => {
  it.each([
    ['next', { place: { place: 1, guildIsFull: false } }, ["You're next in line."]],
    ['further back', { place: { place: 12, guildIsFull: false } }, ["You're number 12 in line."]],
    [
      'behind its own server, in words and without a number',
      { place: { place: 12, guildIsFull: true }, expectedStartAt: SOME_TIME },
      [
        'This server already has as many covers in the making as it may have at once. Yours starts when one of them is done.',
      ],
    ],
    ['of unknown place', {}, ['Accepted, and waiting for its turn.']],
  ])('tells a job that waits %s', (_where, view, lines) => {
    expect(shown(aJob(), { ...nothing, ...view })).toEqual(lines);
  });

  it('says why a job is back in line', () => {
    const job = aJob({ tried: [{ ...candidate, at: SOME_TIME, reason: 'busy' }] });

    expect(shown(job)[0]).toMatch(/^The music service couldn't take your song just now/);
  });

  it.each([
    'submitting',
    'generating',
  ] as const)('shows what %s has taken against what is usual, and no way to cancel', (state) => {
    const job = aJob({ state, task });

    expect(shown(job, { ...nothing, expectedEndAt: SOME_TIME + 75_000 })).toEqual([
      `Your cover is being made. Started ${at(0)}:R>, usually takes about 1½ minutes.`,
    ]);
    expect(shown(job)).toEqual([`Your cover is being made. Started ${at(0)}:R>.`]);
    expect(labels(progressView(job, nothing))).toEqual([]);
  });

  it('says what happens to a cover that was cancelled too late', () => {
    const lines = shown(aJob({ state: 'generating', task, cancelRequestedAt: SOME_TIME }));

    expect(lines[1]).toContain('it goes to you alone');
  });

  it('says that nothing is paid twice while the truth is being found out', () => {
    expect(shown(aJob({ state: 'unknown', task }))[0]).toMatch(/^The connection to Runware broke .* paid twice/);
  });
});

describe('endedView', () => {
  it('leads to the message of a delivered cover', () => {
    const job = aJob({ state: 'delivered', takes: [take()], delivery: { startedAt: 1, messageId: '99' } });

    const link = `https://discord.com/channels/${job.guildId}/${job.channelId}/99`;
    expect(endedView(job).content).toContain(`Your cover is here: ${link}`);
    expect(labels(endedView(job))).toEqual([]);
  });

  it.each([
    [0, 'It cost nothing.'],
    [150_000, 'It counts $0.15 against the budget.'],
  ])('says why a job failed, what %i micro-dollars mean, and offers a new try', (spentMicros, cost) => {
    const failure = { key: 'provider.tooSlow', params: { provider: 'runware', minutes: 30 } } as const;
    const view = endedView(aJob({ state: 'failed', failure, spentMicros }));

    expect(view.content).toMatch(/Runware had not finished after 30 minutes/);
    expect(view.content.split('\n').at(-1)).toBe(cost);
    expect(labels(view)).toEqual(['New try']);
  });

  it('gives the takes that were kept, with the end of their links, and says where there is none', () => {
    const failure = { key: 'delivery.kept', params: {} } as const;
    const kept = endedView(aJob({ state: 'failed', failure, takes: [take(), take({ link: null })] })).content;
    const lost = endedView(aJob({ state: 'failed', failure, takes: [take({ link: null })] })).content;
    const strange = endedView(
      aJob({ state: 'failed', failure, takes: [take({ link: { url: 'file:///etc/passwd', expiresAt: null } })] }),
    );

    expect(kept).toContain(`[Take 1](<https://cdn.example/a.mp3>), until ${at(60_000)}:f>`);
    expect(kept).not.toContain('Take 2');
    expect(lost).toContain('no working link');
    expect(strange.content).toContain('no working link');
  });
});

describe('coverView', () => {
  it('shows style, model, seeds and price', () => {
    const job = aJob({ style: 'slow\njazz', takes: [take(), take({ seed: 78 })], task });
    const files = ['a', 'b'].map((path) => ({ kind: 'file', path, name: `${path}.mp3`, sizeBytes: 1 }) as const);

    expect(coverView(job, files).content.split('\n')).toEqual([
      `<@${job.requester.id}> your cover of **song.mp3** is ready!`,
      '> slow jazz',
      'MiniMax Music Cover · 2 takes · $0.30',
      'Take 1 · seed 77',
      'Take 2 · seed 78',
    ]);
    expect(labels(coverView(job, files))).toEqual(['Details']);
  });

  it('names no seed where it cannot know which take is left', () => {
    const job = aJob({ takes: [take(), take({ seed: 78 })] });

    const { content } = coverView(job, [{ kind: 'file', path: 'a', name: 'a.mp3', sizeBytes: 1 }]);

    expect(content).not.toContain('seed');
  });
});

describe('refusalView', () => {
  const refusals: [MemberText, boolean][] = [
    [{ key: 'song.notAudio', params: {} }, true],
    [{ key: 'style.length', params: { length: 1, minimum: 2, maximum: 3 } }, true],
    [{ key: 'files.full', params: {} }, false],
    [{ key: 'permissions.bot', params: { missing: 'Attach Files' } }, false],
  ];

  it.each(refusals)('of %j leads back into the form: %s', (reason, isFixable) => {
    expect(labels(refusalView('en', reason, '42'))).toEqual(isFixable ? ['Fix it'] : []);
    expect(labels(refusalView('en', reason, undefined))).toEqual([]);
  });
});

describe('texts of people', () => {
  it('lose their markup and their line breaks, but no character', () => {
    expect(oneLine(' **a**\n_b_ <@1> # c:d ', 100)).toBe('\\*\\*a\\*\\* \\_b\\_ \\<\\@1\\> \\# c\\:d');
    expect(oneLine('a\u202Eb\u0000c', 100)).toBe('abc');
    expect(manyLines('a\r\nb\n\n\n\n- c', 100)).toBe('a\nb\n\n\\- c');
  });

  it('are cut between characters as people see them, within the length', () => {
    expect(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15)).toBe('👩‍👩‍👧‍👦…');
    expect(cutText('👩‍👩‍👧‍👦', 11)).toBe('👩‍👩‍👧‍👦');
    expect(cutText('abcd', 3)).toBe('ab…');
    expect(oneLine('***', 6)).toBe('\\*\\*\\*');
    expect(oneLine('****', 6)).toBe('\\*\\*…');
  });
});
