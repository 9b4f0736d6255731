import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/domain/job.ts';
import { check, type RuleName } from './checker.ts';
import type { Event } from './history.ts';
import { type Life, live } from './life.ts';
import { ONE_WISH } from './one-wish.ts';

/** The same life, in which something else was seen, or stands in the books. */
type Change = (life: Life) => Partial<Life>;

const lived = live(ONE_WISH);

async function brokenBy(change: Change): Promise<RuleName[]> {
  const life = await lived;
  return [...new Set(check({ ...life, ...change(life) }).map(({ rule }) => rule as RuleName))];
}

const isPost = (event: Event): event is Extract<Event, { kind: 'discord' }> =>
  event.kind === 'discord' && event.route.endsWith('/messages') && event.method === 'post';
const isPaid = (event: Event) => event.kind === 'provider' && event.what === 'submit';

/** Every such event happens once more, a little later and a little different. */
function again(is: (event: Event) => boolean, difference: object): Change {
  return ({ events }) => ({
    events: events.flatMap((event) =>
      is(event) ? [event, { ...event, ...difference, at: event.at + 1 } as Event] : [event],
    ),
  });
}

function otherwise(is: (event: Event) => boolean, difference: object): Change {
  return ({ events }) => ({
    events: events.map((event) => (is(event) ? ({ ...event, ...difference } as Event) : event)),
  });
}

const jobsWith =
  (difference: object): Change =>
  ({ jobs }) => ({ jobs: jobs.map((job) => ({ ...job, ...difference })) });

const withEvents =
  (make: (life: Life) => readonly Event[]): Change =>
  (life) => ({ events: [...life.events, ...make(life)].toSorted((one, other) => one.at - other.at) });

function logged(level: string, line: string): Change {
  return withEvents(({ endedAt }) => [{ at: endedAt, kind: 'log', by: 1, level, line }]);
}

/** A line under which a job's end is told in its channel. */
const tellsOnce: Change = withEvents(({ jobs, endedAt }) => {
  const components = [{ type: 1, components: [{ type: 2, custom_id: `cover:again:${jobs[0]?.id}` }] }];
  const route = `/channels/${jobs[0]?.channelId}/messages`;
  const told = { at: endedAt, kind: 'discord', by: 1, method: 'post', route, guild: jobs[0]?.guildId } as const;
  const allowed_mentions = { users: [jobs[0]?.requester.id] };
  return [{ ...told, message: '77', body: { components, allowed_mentions, content: 'song4x1' } }];
});

function writesWords({ endedAt }: Life): Event[] {
  const words = 'a song about lyrics4x300 and rain';
  return [
    {
      at: endedAt,
      kind: 'provider',
      by: 1,
      provider: 'minimax',
      what: 'write',
      id: 'lyrics-1',
      words,
      said: 'accepted',
    },
  ];
}

const DAY = 24 * 3_600_000;

const laterBy = ({ timeline }: Job, ms: number) => timeline.map((step) => ({ ...step, at: step.at + ms }));

/** Jobs that wait from the beginning, each of a server, and with a turn that comes so much later. */
const turnsAt = ({ jobs, plan: { startsAt } }: Life, turns: readonly [guildId: string, afterMs: number][]): Job[] =>
  jobs.slice(0, 1).flatMap((job) =>
    turns.map(([guildId, afterMs], index) => ({
      ...job,
      id: String(index + 1),
      guildId,
      acceptedAt: startsAt,
      timeline: [
        { state: 'queued', at: startsAt },
        { state: 'submitting', at: startsAt + afterMs },
      ],
    })),
  );

/** Who asked for everything had it deleted, a moment after the end. */
const forgets: Change = withEvents(({ jobs, endedAt, events }) => {
  const [job] = jobs;
  const interaction = '88';
  const asked = events.find((event) => event.kind === 'asked');
  const what = `presses privacy:delete:${job?.requester.id}`;
  const answer = {
    kind: 'discord',
    by: 1,
    method: 'patch',
    route: `/webhooks/1/token-of-${interaction}/messages/@original`,
  };
  return [
    { ...asked, at: endedAt, interaction, what, words: '{}' } as Event,
    { ...answer, at: endedAt, body: { content: 'Done – I deleted what I had about you.' } } as Event,
  ];
});

/** Their server lets nobody have anything, from long before on. */
const lets = (key: string): Change =>
  withEvents(({ jobs: [job] }) => {
    const at = (job?.acceptedAt ?? 0) - 120_000;
    const guild = job?.guildId ?? '';
    const line = JSON.stringify({ guildId: guild, settings: [key], msg: "a server's settings were changed" });
    return [
      { at, kind: 'asked', member: '1', guild, interaction: '89', what: `sets ${key} to 0`, words: '{}' },
      { at: at + 1, kind: 'log', by: 1, level: 'info', line },
    ];
  });

/** Something that has such a button is posted, so many times. */
const says = (button: string, times: number): Change =>
  withEvents(({ jobs, endedAt }) => {
    const [job] = jobs;
    const body = { components: [{ type: 1, components: [{ type: 2, custom_id: `${button}:1` }] }] };
    const route = `/channels/${job?.channelId}/messages`;
    const post = { at: endedAt, kind: 'discord', by: 1, method: 'post', route, guild: job?.guildId, body } as const;
    return Array.from({ length: times }, (_, index) => ({ ...post, message: `said ${index}` }));
  });

const isForgotten: Change = ({ jobs }) => ({ forgotten: new Set(jobs.map(({ id }) => id)) });

const BREAKS: Record<RuleName, Change> = {
  'what a member had deleted stands nowhere any more': forgets,
  'no member has more than their server lets them': lets('memberDayTakes'),
  'no click under the cover of another costs anything at once': otherwise(({ kind }) => kind === 'asked', {
    what: 'presses cover:anotherTake:1',
  }),
  'no server has more than whoever runs the bot lets it have': withEvents(({ jobs: [job] }) => {
    const at = (job?.acceptedAt ?? 0) - 120_000;
    const what = `desk cover-operator:setLimit:${job?.guildId} to 0`;
    return [
      { at, kind: 'asked', member: '1', guild: '2', interaction: '90', what, words: '{}' },
      { at, kind: 'discord', by: 1, method: 'patch', route: '/webhooks/1/token-of-90/messages/@original' },
    ];
  }),
  'no server has more than it lets its members have': lets('guildDayTakes'),
  'nobody has more in line than their server lets them': lets('waitingPerMember'),
  'with what is deleted, its covers go': isForgotten,
  'with what is deleted, its files go': isForgotten,
  'what was deleted counts on for its server': isForgotten,
  'nothing of a server goes that has the bot': isForgotten,
  'what is kept of a server goes some days after it has removed the bot': withEvents(({ jobs, plan }) => [
    { at: plan.startsAt - 90 * 86_400_000, kind: 'bot removed', guild: jobs[0]?.guildId ?? '' },
  ]),
  'a server that takes in the bot is greeted once, and no other': says('help:setUp', 1),
  'nobody is greeted alone where a greeting is there for all': (life) => ({
    ...withEvents(({ jobs: [job], endedAt }) => {
      const body = { flags: 64, content: '**Hi! Good day.**' };
      const follows = { kind: 'discord', by: 1, method: 'post', route: '/webhooks/1/token-of-2' } as const;
      return [{ ...follows, at: endedAt + 5_000, guild: job?.guildId, reader: '3', message: '91', body }];
    })({ ...life, ...says('help:setUp', 1)(life) }),
    messages: new Set(['said 0']),
  }),
  'it stands once in a channel how covers are made there': (life) => ({
    ...says('cover:begin', 2)(life),
    messages: new Set(['said 0', 'said 1']),
  }),
  'what somebody has deleted is not said again': (life) => ({
    ...says(
      'cover:begin',
      1,
    )({
      ...life,
      ...withEvents(({ jobs, plan }) => [
        { at: plan.startsAt, kind: 'message deleted', guild: jobs[0]?.guildId ?? '', control: 'cover:begin' },
      ])(life),
    }),
  }),
  'what was accepted is never lost': () => ({ jobs: [] }),
  'every job comes to its end': jobsWith({ state: 'generating' }),
  'nothing is paid twice': (life) => {
    const paid = again(isPaid, { id: 'another' })(life);
    return again(({ kind }) => kind === 'billed', { id: 'another' })({ ...life, ...paid });
  },
  'nothing is posted twice': again(isPost, { message: '99' }),
  'nothing is told twice': (life) => tellsOnce({ ...life, ...tellsOnce(life) }),
  'what was made by a provider that can be asked is not given up': jobsWith({
    failure: { key: 'provider.tooSlow', params: {} },
  }),
  'nobody is told of a provider that was too slow who has never had it': (life) => ({
    ...jobsWith({ failure: { key: 'provider.tooSlow', params: {} } })(life),
    ...otherwise(isPaid, { said: 'refused' })(life),
  }),
  'what was refused is not asked for again under its id': withEvents(({ events }) =>
    events.filter(isPaid).map((event) => ({ ...event, said: 'refused', at: event.at - 60_000 }) as Event),
  ),
  'what was turned down is not taken as spent': (life) => ({
    ...jobsWith({ settled: 'presumed' })(life),
    ...otherwise(isPaid, { said: 'turned down' })(life),
  }),
  'what reached no provider is not taken as spent': (life) => ({
    ...jobsWith({ settled: 'presumed' })(life),
    events: life.events.filter((event) => !isPaid(event)),
  }),
  'what was taken back is not begun': ({ jobs, plan }) => ({
    jobs: jobs.map((job) => ({ ...job, cancelRequestedAt: plan.startsAt })),
  }),
  'what was taken back, and then refused, ends as taken back': (life) => ({
    ...jobsWith({ state: 'failed', cancelRequestedAt: 1 })(life),
    ...otherwise(isPaid, { said: 'refused' })(life),
  }),
  'nobody is told that nothing could be found out before it was tried for long': jobsWith({
    failure: { key: 'provider.presumedSpent', params: { provider: 'runware' } },
    timeline: [
      { state: 'submitting', at: 0 },
      { state: 'failed', at: 60_000 },
    ],
  }),
  'the books equal the bills': jobsWith({ spentMicros: 140_000 }),
  'each charge is what its job came to': ({ charges }) => ({
    charges: charges.map((charge) => ({ ...charge, micros: charge.micros + 1 })),
  }),
  'each charge counts for whom and when it was asked for': ({ charges }) => ({
    charges: charges.map((charge) => ({ ...charge, window: charge.window.replace(/-\d\d$/, '-00') })),
  }),
  'a cover has taken what it may come to, until it is settled': ({ books }) => ({
    books: { ...books, reservations: books.reservations.map((one) => ({ ...one, micros: one.micros / 2 })) },
  }),
  'no limit is passed on the way': ({ books }) => ({
    books: { ...books, peaks: new Map([...books.peaks.keys()].map((key) => [key, { count: 1, micros: 1e9 }])) },
  }),
  'no budget is overdrawn': otherwise(({ kind }) => kind === 'billed', { micros: 16_000_000 }),
  'no member has more than their day allows': ({ jobs }) => ({
    jobs: jobs.flatMap((job) => Array.from({ length: 11 }, (_, n) => ({ ...job, id: `${job.id}${n}` }))),
  }),
  'nothing is begun that the operator has paused': withEvents(({ plan }) => {
    const at = plan.startsAt - 200_000;
    const asked = {
      kind: 'asked',
      member: '1',
      guild: '2',
      interaction: '3',
      what: 'desk cover-operator:drain:on',
    } as const;
    const route = '/webhooks/1/token-of-3/messages/@original';
    return [
      { at, ...asked, words: '' },
      { at, kind: 'discord', by: 1, method: 'patch', route, message: '4', body: {} },
    ];
  }),
  'nothing is paid for a song in which nothing is to be heard': ({ plan }) => ({
    plan: {
      ...plan,
      actions: plan.actions.map((action) => (action.do === 'wish' ? { ...action, isSilent: true } : action)),
    },
  }),
  'who had too much refused today has nothing more made': ({ jobs, events, config }) => ({
    jobs: jobs.flatMap((job) => {
      const at = (events.find(isPaid)?.at ?? 0) - 400_000;
      const failure = { key: 'provider.rejectedContent', params: { provider: 'runware' } } as const;
      const refused = { ...job, style: null, failure, timeline: [{ state: 'failed' as const, at }] };
      return [job, ...Array.from({ length: config.quota.refusalsPerDay }, () => refused)];
    }),
  }),
  'a member’s own covers are begun in the order in which they were asked for': ({ jobs }) => ({
    jobs: jobs.flatMap((job) => [job, { ...job, acceptedAt: job.acceptedAt - 1_000, timeline: laterBy(job, 30_000) }]),
  }),
  'who is out of order is asked now and then, and no more': (life) => ({
    plan: { ...life.plan, troubles: [{ kind: 'away', who: 'runware', at: 0, ms: 60_000 }] },
    ...withEvents(({ endedAt }) =>
      Array.from({ length: 10 }, () => ({
        at: endedAt,
        kind: 'turned away',
        by: 1,
        provider: 'runware',
        what: 'submit',
        words: '',
      })),
    )(life),
  }),
  'an answer that was promised comes': (life) => ({
    events: life.events.filter((event) => event.kind !== 'discord' || !event.route.startsWith('/webhooks/')),
  }),
  'nobody waits while others are served twice': (life) => ({
    jobs: turnsAt(life, [
      ['A', 70_000],
      ['A', 75_000],
      ['A', 80_000],
      ['B', 85_000],
    ]),
    events: [],
  }),
  'nobody is told a lower place in line than theirs': (life) => ({
    jobs: turnsAt(life, [
      ['A', 70_000],
      ['B', 85_000],
    ]),
    events: [
      {
        at: life.plan.startsAt + 10_000,
        kind: 'discord',
        by: 1,
        method: 'PATCH',
        route: '/webhooks/1/token-of-2/messages/@original',
        body: { content: '#1 in line' },
      },
    ],
  }),
  'nothing is accepted where the bot could not look whether it has posted it': (life) => ({
    ...jobsWith({ acceptedAt: life.endedAt - 1 })(life),
    ...withEvents(({ plan, jobs }) => [
      { at: plan.startsAt, kind: 'history closed', channel: jobs[0]?.channelId ?? '' },
    ])(life),
  }),
  'no file that is in use is gone': () => ({ kept: new Map() }),
  'no file that a job on its way needs is gone': jobsWith({ failure: { key: 'files.gone', params: {} } }),
  'files that nobody has used for days are gone': ({ kept, endedAt }) => ({
    kept: new Map([...kept].map(([hash, file]) => [hash, { ...file, usedAt: endedAt - 40 * DAY }])),
  }),
  'no more is kept than there is room for': ({ config }) => ({ config: { ...config, filesMaximumBytes: 1 } }),
  'what nobody has any more is gone': ({ kept, endedAt }) => ({
    kept: new Map([...kept, ['ff', { usedAt: endedAt - 2 * DAY, sizeBytes: 1 }]]),
  }),
  'whoever is asked to stop does so': withEvents(({ plan }) => [
    { at: plan.startsAt + 60_000, kind: 'incarnation', number: 1, how: 'asked to stop' },
    { at: plan.startsAt + 90_000, kind: 'incarnation', number: 1, how: 'stopped' },
  ]),
  'what was paid for is not given up by a stop': (life) => ({
    ...jobsWith({ settled: 'presumed', failure: { key: 'provider.presumedSpent', params: { provider: 'runware' } } })(
      life,
    ),
    ...withEvents(({ plan }) => [
      { at: plan.startsAt + 60_000, kind: 'incarnation', number: 1, how: 'asked to stop' },
      { at: plan.startsAt + 61_000, kind: 'incarnation', number: 1, how: 'stopped' },
    ])(life),
  }),
  'what was taken back, or is for its requester first, is not posted': jobsWith({ cancelRequestedAt: 1 }),
  'the same wish within a minute is made once': (life) => ({
    jobs: life.jobs.flatMap((job) => [job, { ...job, acceptedAt: job.acceptedAt + 1_000 }]),
  }),
  'nothing is paid for that could not be posted': ({ events, jobs, plan }) => ({
    events: [
      { at: plan.startsAt, kind: 'channel deleted', channel: jobs[0]?.channelId ?? '' },
      ...events.map((event) => (isPaid(event) ? { ...event, at: event.at + 600_000 } : event)),
    ],
  }),
  'no cover is posted with what is not its own': otherwise(isPost, { files: ['a.mp3 {"take":"runware/other/0"}'] }),
  'what is posted again is the same to the byte': again(isPost, { files: ['a.mp3 {"take":"another"}'] }),
  'what is delivered is there, and what is there is delivered': jobsWith({
    delivery: { startedAt: 1, messageId: '98' },
  }),
  'where a wish stands is shown anew now and then, and no more': withEvents(({ endedAt }) =>
    Array.from({ length: 9 }, (_, index) => ({
      at: endedAt,
      kind: 'discord',
      by: 1,
      method: 'patch',
      route: '/webhooks/1/token-of-2/messages/@original',
      body: { content: `▰▱ ${index}` },
    })),
  ),
  'nothing is shown that is not so': (life) => ({
    ...otherwise(isPost, { body: {} })(life),
    answers: new Map(
      [...life.answers].map(([id, messages]) => [id, messages.map((one) => ({ ...one, body: { content: '▰▰▱▱' } }))]),
    ),
  }),
  'answers are for who asked alone': otherwise(
    (event) => event.kind === 'discord' && event.route.endsWith('/callback'),
    { body: { type: 4, data: { flags: 0 } } },
  ),
  'nobody is told that too much of theirs was refused before it was': logged(
    'info',
    '{"memberId":"1","reason":"quota.refused","msg":"interaction answered"}',
  ),
  'no word of a member is where it may not be': logged('info', '{"msg":"a cover of song4x1"}'),
  'no secret leaves': logged('info', '{"msg":"secret-key-of-runware-0001"}'),
  'nobody asks for more at once than was agreed': (life) => ({
    events: life.events.flatMap((event) => (isPaid(event) ? Array.from({ length: 5 }, () => event) : [event])),
  }),
  'words are written once for each wish': withEvents(writesWords),
  'what was paid for words stands in the books': withEvents((life) => [
    ...writesWords(life),
    { at: life.endedAt, kind: 'billed', provider: 'minimax', id: 'lyrics-1', micros: 7_000 },
  ]),
  'no member has more words written or heard than their day allows': ({ charges }) => {
    const heard = {
      jobId: '1:heard:2',
      scope: 'memberHeard 3',
      window: 'today',
      count: 1,
      micros: 0,
      state: 'committed',
    };
    return { charges: [...charges, ...Array.from({ length: 21 }, () => heard)] };
  },
  'nothing unforeseen happens': logged(
    'error',
    '{"msg":"interaction failed","err":{"type":"TypeError","message":"x"}}',
  ),
};

describe('the checker', () => {
  it('finds nothing wrong with a life in which nothing is wrong', async () => {
    const life = await lived;

    expect(check(life)).toEqual([]);
    expect(life.jobs).toMatchObject([{ state: 'delivered', settled: 'committed', spentMicros: 150_000 }]);
  });

  it.each(Object.entries(BREAKS))('notices where this is broken: %s', async (rule, change) => {
    expect(await brokenBy(change)).toContain(rule);
  });

  it('notices a word that somebody else is shown before all may see it', async () => {
    const isPrivate = (event: Event) => event.kind === 'discord' && event.method === 'patch';

    expect(await brokenBy(otherwise(isPrivate, { reader: '1' }))).toEqual([
      'no word of a member is where it may not be',
    ]);
  });
});
