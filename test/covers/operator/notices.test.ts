import { describe, expect, it } from 'vitest';
import { createOperatorNotices, type NoticeFact } from '../../../src/covers/operator/notices.ts';
import { DiscordError } from '../../../src/errors.ts';
import { createLogger } from '../../../src/logger.ts';
import { createKeyvStore } from '../../../src/store/keyv-store.ts';
import { useDatabase } from '../../store/use-database.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const DAY_MS = 86_400_000;
const log = createLogger({ level: 'silent' });

/** Two on one storage, what the operator was told by either, and what comes in the way of telling. */
async function openNotices() {
  const clock = createManualClock();
  const database = (await useDatabase()).open();
  const told: string[][] = [];
  /** Whether it arrives. */
  const wire = { arrives: async () => true };
  const tellOperator = async ({ facts }: { facts: readonly NoticeFact[] }) => {
    told.push(facts.map(({ about }) => about));
    return wire.arrives();
  };
  const open = () =>
    createOperatorNotices({
      store: createKeyvStore({ database, namespace: 'operatorNotices' }),
      jobs: { unfinished: async () => [] },
      discord: { tellOperator, guildNames: async () => new Map() },
      clock,
      log,
    });
  return { clock, told, one: open(), other: open(), wire };
}

describe('what the operator is to be told', () => {
  it('is told by one of two who look at the same time', async () => {
    const { clock, told, one, other, wire } = await openNotices();
    wire.arrives = () => Promise.reject(new DiscordError('retry', 'away'));
    one.note('joined', 'guild-1');
    await one.look();
    wire.arrives = async () => true;
    told.length = 0;
    await clock.advance(1);

    await Promise.all([one.look(), other.look()]);

    expect(told).toEqual([['guild-1']]);
  });

  it('loses nothing that two note at the same time, nor what comes while it is told', async () => {
    const { clock, told, one, other, wire } = await openNotices();
    const gate = Promise.withResolvers<boolean>();
    wire.arrives = () => gate.promise;
    one.note('joined', 'guild-1');
    await expect.poll(() => told).toEqual([['guild-1']]);
    other.note('joined', 'guild-2');
    await other.look();
    gate.resolve(true);
    await one.look();
    one.note('joined', 'guild-3');
    other.note('joined', 'guild-4');
    await Promise.all([one.look(), other.look()]);
    expect(told).toEqual([['guild-1']]);

    await clock.advance(DAY_MS);
    await Promise.all([one.look(), other.look()]);

    expect(told).toHaveLength(2);
    expect(told[1]?.toSorted()).toEqual(['guild-2', 'guild-3', 'guild-4']);
  });

  it('is told again soon where it did not arrive, with what has come since', async () => {
    const { told, one, other, wire } = await openNotices();
    wire.arrives = async () => false;
    one.note('left', 'guild-1');
    await one.look();
    wire.arrives = async () => true;
    other.note('left', 'guild-2');
    await other.look();

    expect(told.at(-1)).toEqual(['guild-1', 'guild-2']);
    told.length = 0;
    await one.look();
    expect(told).toEqual([]);
  });
});
