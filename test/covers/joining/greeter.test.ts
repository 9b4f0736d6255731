import { describe, expect, it, onTestFinished } from 'vitest';
import { createGreeter } from '../../../src/covers/joining/greeter.ts';
import { settingFallbacks } from '../../../src/domain/policy/guild-settings.ts';
import { createLogger } from '../../../src/logger.ts';
import { createGreetings } from '../../../src/store/greetings.ts';
import { openRest } from '../../discord/bot-at-discord.ts';
import { useDatabase } from '../../store/use-database.ts';

const HOUR = 3_600_000;
const POSTS = { method: 'POST', route: '/channels/:id/messages' } as const;

/** A greeter that has seen its first list; `isThere`: whether the server was in that. */
async function openGreeter({ isThere = false } = {}) {
  const server = await openRest();
  const { discord, clock, guild, channel } = server;
  guild.setSystemChannel(channel);
  const greetings = createGreetings({ database: (await useDatabase()).open(), clock });
  const allowed = new Set([guild.id]);
  const open = (change = greetings.change) => {
    const greeter = createGreeter({
      greetings: { ...greetings, change },
      settings: { get: async () => settingFallbacks },
      discord,
      isAllowed: (guildId) => allowed.has(guildId),
      clock,
      log: createLogger({ level: 'silent' }),
    });
    onTestFinished(() => greeter.stop());
    return greeter;
  };
  const greeter = open();
  const list = () => greeter.listed(new Set([guild.id]));
  if (isThere) list();
  else greeter.listed(new Set());
  await clock.runUntil(() => greetings.hasBegun());
  greeter.start();
  const stateBecomes = (state: string) =>
    clock.runUntil(async () => (await greetings.of(guild.id))?.state === state, { stepMs: 1_000, withinMs: 3 * HOUR });
  return { ...server, greetings, greeter, open, allowed, list, stateBecomes };
}

it('greets no server that was there at the first start', async () => {
  const { clock, channel, list, greetings, guild } = await openGreeter({ isThere: true });

  list();
  await clock.advance(3 * HOUR);

  await expect(greetings.of(guild.id)).resolves.toMatchObject({ state: 'over' });
  expect(channel.messages).toHaveLength(0);
});

describe('a server that has joined', () => {
  it.each(['500', '502html', 'reset'] as const)('is greeted once where Discord fails with %s', async (kind) => {
    const { sandbox, channel, list, stateBecomes } = await openGreeter();
    sandbox.faults.add({ ...POSTS, kind, times: 1, when: kind === 'reset' ? 'after' : 'before' });

    list();
    list();

    await stateBecomes('posted');
    expect(channel.messages).toHaveLength(1);
  });

  it('is greeted once where two processes see it at the same moment', async () => {
    const { clock, channel, guild, open, list, stateBecomes } = await openGreeter();
    const other = open();

    list();
    other.listed(new Set([guild.id]));

    await stateBecomes('posted');
    await clock.advance(HOUR);
    expect(channel.messages).toHaveLength(1);
  });

  it('is not left to who manages it where one process was refused, and another one has greeted it since', async () => {
    const { sandbox, clock, channel, guild, greetings, open, stateBecomes } = await openGreeter();
    const refusal = { status: 403, code: 50_013, message: 'Missing Permissions' };
    const refused = sandbox.faults.add({ ...POSTS, kind: 'refusal', refusal, times: 1 });
    const goOn = Promise.withResolvers<void>();
    const late = Promise.withResolvers<boolean>();
    open(async (id, make) => {
      if (refused.hits === 0) return greetings.change(id, make);
      await goOn.promise;
      const isChanged = greetings.change(id, make);
      late.resolve(isChanged);
      return isChanged;
    }).listed(new Set([guild.id]));
    await clock.runUntil(() => refused.hits === 1, { stepMs: 1_000 });
    open().start();
    await stateBecomes('posted');

    goOn.resolve();

    await expect(late.promise).resolves.toBe(false);
    await expect(greetings.of(guild.id)).resolves.toMatchObject({ state: 'posted' });
    expect(channel.messages).toHaveLength(1);
  });

  it('is left to who manages it where Discord refuses the greeting, and shown to one of them', async () => {
    const { sandbox, channel, guild, greeter, list, stateBecomes } = await openGreeter();
    const refusal = { status: 403, code: 50_013, message: 'Missing Permissions' };
    sandbox.faults.add({ ...POSTS, kind: 'refusal', refusal });
    list();
    await stateBecomes('private');

    const taken = await Promise.all([greeter.takePrivate(guild.id), greeter.takePrivate(guild.id)]);

    expect(taken).toEqual([true, false]);
    expect(channel.messages).toHaveLength(0);
  });

  it('is greeted when the operator lets it have covers made', async () => {
    const { clock, channel, guild, allowed, list, stateBecomes } = await openGreeter();
    allowed.clear();
    list();
    await stateBecomes('due');
    await clock.advance(2 * HOUR);
    expect(channel.messages).toHaveLength(0);

    allowed.add(guild.id);

    await stateBecomes('posted');
  });

  it('is greeted anew once all that was kept of it is deleted, and not before', async () => {
    const { channel, guild, greetings, greeter, list, stateBecomes } = await openGreeter();
    list();
    await stateBecomes('posted');
    greeter.listed(new Set());
    list();
    await greetings.forgetGuild(guild.id);
    expect(channel.messages).toHaveLength(1);

    list();

    await stateBecomes('posted');
    expect(channel.messages).toHaveLength(2);
  });
});
