import { describe, expect, it } from 'vitest';
import { type DifferenceKind, judge } from './judge.ts';
import { emptyRecord, type RunRecord, type Shown } from './record.ts';

const MARKER = 'zq0001a';
const MINUTE = 60_000;

/** A cover asked for at 0, and what was seen of it. */
function seen(
  ...shown: (Shown | { shown: Shown; at?: number; bornAt?: number; text?: string; place?: 'channel' })[]
): RunRecord {
  const record = emptyRecord();
  record.acts.push({ marker: MARKER, at: 0, what: 'ask', wasSilent: false, interactionIds: ['1'] });
  for (const one of shown) {
    const given = typeof one === 'string' ? { shown: one } : one;
    const isPublic = given.shown === 'cover' || ('place' in given && given.place === 'channel');
    const number = record.sightings.length;
    record.sightings.push({
      ...{ number, marker: MARKER, at: 1_000 * (number + 1), messageId: isPublic ? `post ${number}` : 'private' },
      ...{ bornAt: isPublic ? 1_000 * (number + 1) : 500, place: isPublic ? 'channel' : 'private', text: '', takes: 1 },
      ...given,
    });
  }
  return record;
}

function pay(record: RunRecord, ...at: number[]): RunRecord {
  record.payments.push(
    ...at.map((time) => ({ marker: MARKER, at: time, provider: 'runware' as const, micros: 150_000 })),
  );
  return record;
}

function kindsOf(record: RunRecord): DifferenceKind[] {
  return judge(record).differences.map(({ kind }) => kind);
}

const LOST_TOUCH = "I couldn't find out whether MiniMax got your request, so I stopped waiting.";

describe('the judgement', () => {
  it('finds nothing in a cover that was made, paid once, posted once and told', () => {
    const record = pay(seen('waiting', 'making', 'cover', 'delivered'), 1_500);
    expect(kindsOf(record)).toEqual([]);
    expect(judge(record).ends).toMatchObject([{ marker: MARKER, shown: 'cover' }]);
  });

  it('finds a cover that was paid twice', () => {
    expect(kindsOf(pay(seen('waiting', 'cover', 'delivered'), 1_500, 1_600))).toEqual(['paid twice']);
  });

  it('finds nothing in a request that was given back before another provider was paid', () => {
    const record = pay(seen('waiting', 'cover', 'delivered'), 1_500);
    record.payments.push({ marker: MARKER, at: 1_200, provider: 'minimax', micros: 0 });
    expect(kindsOf(record)).toEqual([]);
  });

  it('counts a failure that is told late, after a new try has begun, to the job that failed', () => {
    const record = seen({ shown: 'failed', at: 1_000, text: LOST_TOUCH });
    record.strikes.push({ at: 600, point: 'minimax.paid', fault: 'reset', when: 'after', markers: [MARKER], path: '' });
    record.acts.push({ marker: MARKER, at: 2_000, what: 'again', wasSilent: false, interactionIds: [] });
    const later = seen(
      { shown: 'failed', at: 3_000, bornAt: 3_000, place: 'channel', text: LOST_TOUCH },
      { shown: 'making', at: 2_500, bornAt: 2_400 },
      { shown: 'cover', at: 4_000, bornAt: 4_000 },
      { shown: 'delivered', at: 4_500, bornAt: 2_400 },
    ).sightings;
    record.sightings.push(...later.map((sighting) => ({ ...sighting, number: sighting.number + 1 })));
    for (const sighting of record.sightings) if (sighting.shown === 'failed') sighting.tryAgainId = 'again:1';
    record.acts.push({ marker: MARKER, at: 3_500, what: 'again', wasSilent: false, interactionIds: [] });
    expect(kindsOf(pay(record, 2_600))).toEqual([]);
  });

  it('finds a cover that was posted twice', () => {
    expect(kindsOf(pay(seen('waiting', 'cover', 'cover', 'delivered'), 1_500))).toEqual(['posted twice']);
  });

  it('finds a cover that was taken and came to no end, seen or only paid', () => {
    expect(kindsOf(seen('waiting', 'making'))).toEqual(['lost']);
    expect(kindsOf(pay(seen(), 1_500))).toEqual(['lost']);
  });

  it('finds nothing lost where nothing was taken', () => {
    const record = seen();
    expect(kindsOf(record)).toEqual([]);
    expect(judge(record).ends).toEqual([]);
  });

  it('finds a cover that is there although it was called failed', () => {
    const record = pay(seen('waiting', { shown: 'failed', text: LOST_TOUCH }, 'cover'), 1_500);
    expect(kindsOf(record)).toContain('contradiction');
  });

  it('finds what was cancelled without a wish', () => {
    expect(kindsOf(seen('waiting', 'cancelled'))).toEqual(['contradiction']);
    const record = seen('waiting', 'cancelled');
    record.acts.push({ marker: MARKER, at: 1_200, what: 'cancel', wasSilent: false, interactionIds: ['2'] });
    expect(kindsOf(record)).toEqual([]);
  });

  it('takes a failure only with a reason that was injected while the cover was on its way', () => {
    const record = seen('waiting', { shown: 'failed', text: LOST_TOUCH });
    expect(kindsOf(record)).toEqual(['unexplained']);
    const absence = { kind: 'kill', awayMs: 0, aim: null, markers: [] } as const;
    record.absences.push({ ...absence, markers: [], from: 3_000, until: 4_000 });
    expect(kindsOf(record)).toEqual(['unexplained']);
    record.absences.push({ ...absence, markers: [], from: 1_500, until: 2_500 });
    expect(kindsOf(record)).toEqual([]);
  });

  it('judges each new try for itself', () => {
    const record = pay(
      seen('waiting', { shown: 'failed', text: LOST_TOUCH }, { shown: 'waiting', bornAt: 2_600 }, 'cover', {
        shown: 'delivered',
        bornAt: 2_600,
      }),
      1_500,
      3_500,
    );
    record.strikes.push({
      at: 1_400,
      point: 'minimax.paid',
      fault: 'reset',
      when: 'after',
      markers: [MARKER],
      path: '',
    });
    const again = { marker: MARKER, what: 'again', wasSilent: false, interactionIds: [] } as const;
    record.acts.push({ ...again, at: 2_500, interactionIds: [] }, { ...again, at: 2_500, interactionIds: [] });
    expect(kindsOf(record)).toEqual([]);
    expect(judge(record).ends.map(({ shown }) => shown)).toEqual(['failed', 'cover']);
    pay(record, 3_600);
    expect(kindsOf(record)).toEqual(['paid twice']);
  });

  it('finds a private message that was left behind, unless nobody could have changed it', () => {
    const record = pay(seen('waiting', { shown: 'cover', at: MINUTE }), 1_500);
    expect(kindsOf(record)).toEqual(['left behind']);
    record.absences.push({ kind: 'kill', from: MINUTE, until: 40 * MINUTE, awayMs: 0, aim: null, markers: [] });
    expect(kindsOf(record)).toEqual([]);
  });

  it('lets a provider fail that was kept from fetching the song, by an interruption that began with just that', () => {
    const record = seen('waiting', { shown: 'failed', text: "Runware couldn't finish it. Trying again often works." });
    expect(kindsOf(record)).toEqual(['unexplained']);
    const aim = { point: 'discord.song', moment: 'arrived' } as const;
    record.absences.push({ kind: 'kill', from: 1_000, until: 1_500, awayMs: 0, aim, markers: [MARKER] });
    expect(kindsOf(record)).toEqual([]);
  });

  it('finds a refusal that nothing excuses', () => {
    const record = seen();
    record.refusals.push({
      marker: MARKER,
      from: 0,
      at: 900,
      text: "Discord didn't take my answer just now. Nothing was lost – try again in a moment.",
    });
    expect(kindsOf(record)).toEqual(['refused wrongly']);
    record.strikes.push({
      at: 800,
      point: 'discord.answer',
      fault: '500',
      when: 'before',
      markers: [MARKER],
      path: '',
    });
    expect(kindsOf(record)).toEqual([]);
  });

  it('finds an end that was told twice in public', () => {
    const failed = { shown: 'failed', text: LOST_TOUCH, place: 'channel' } as const;
    const record = seen('waiting', failed, failed);
    record.strikes.push({
      at: 1_400,
      point: 'minimax.paid',
      fault: 'reset',
      when: 'after',
      markers: [MARKER],
      path: '',
    });
    expect(kindsOf(record)).toEqual(['told twice']);
  });

  it('finds a bot that ended by itself, unless it could not reach Discord at its start', () => {
    const record = emptyRecord();
    record.absences.push({ kind: 'ownEnd', from: 1, until: 2, awayMs: 0, aim: null, markers: [] });
    expect(kindsOf(record)).toEqual(['bot ended by itself']);
    record.outages.push({ service: 'discord', from: 0, until: 1 });
    expect(kindsOf(record)).toEqual([]);
  });
});
