import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { mutation } from '../fuzz/broken-json.ts';
import { createKillableBot, type KillableBot } from '../support/killable-bot.ts';
import { songOf } from '../support/sounds.ts';
import { STYLE } from '../support/test-bot.ts';

const MUTATIONS = 10_000;
/** The stand-in, the bot and its log need a moment for so many. */
const AT_ONCE = 250;
const MUTATIONS_TAKE_MS = 240_000;
/** By the stage's clock, for a busy machine. */
const PATIENCE_MS = 1_200_000;

const snowflake = z.string().regex(/^\d{17,20}$/);

/** `/cover` with song and style as Discord documents it, typed in on its own: what may become an order. */
const orderSchema = z.object({
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1),
  type: z.literal(2),
  guild_id: snowflake,
  channel_id: snowflake,
  member: z.object({ user: z.object({ id: snowflake, username: z.string() }), roles: z.array(snowflake) }),
  data: z.object({
    name: z.literal('cover'),
    type: z.literal(1),
    options: z.array(z.object({ name: z.string(), type: z.number(), value: z.unknown() })),
    resolved: z.object({ attachments: z.record(snowflake, z.object({ url: z.url(), size: z.number() })) }),
  }),
});

/** A form whose style became long enough to be one. */
const formSchema = z.object({ type: z.literal(5) }).refine((form) => /"value":"[^"]{10,}/.test(JSON.stringify(form)));

const mayOrder = z.union([orderSchema, formSchema]);

it(
  'mutated interactions of every kind end no process and order nothing, and the others are answered',
  async () => {
    const stage = await createKillableBot({}, { answerDeadlineMs: PATIENCE_MS });
    onTestFinished(stage.close);
    await stage.startBot();
    const asks = await everyWayToAsk(stage);
    const accepted = () => stage.log.filter((line) => line.includes('"cover accepted"')).length;
    const before = accepted();
    const mutations = fc.sample(mutation, { numRuns: MUTATIONS, seed: 11 });
    let valid = 0;

    for (const [index, mutate] of mutations.entries()) {
      stage.discord.gateway.distort((_, data) => {
        const mutated = mutate(data);
        const isValid = mayOrder.safeParse(mutated).success;
        valid += isValid ? 1 : 0;
        return isValid ? null : mutated;
      });
      // Most of them are never answered, as nobody could say to whom.
      asks[index % asks.length]?.().catch(() => undefined);
      stage.discord.gateway.distort();
      if (index % AT_ONCE === 0) await answered(stage);
    }

    await answered(stage);
    expect(valid).toBeLessThan(MUTATIONS / 4);
    expect(accepted()).toBe(before);
    expect(stage.log.filter((line) => line.length > 10_000)).toEqual([]);
    const song = await songOf(9);
    await stage.member.slash(stage.channel, 'cover', { song, style: STYLE });
    await stage.until(() => accepted() === before + 1);
    expect(stage.discord.gateway.identifies).toBe(1);
  },
  MUTATIONS_TAKE_MS,
);

it('other events and messages of the gateway of odd shapes end no process', async () => {
  const stage = await createKillableBot({}, { answerDeadlineMs: PATIENCE_MS });
  onTestFinished(stage.close);
  await stage.startBot();
  const names = ['GUILD_CREATE', 'GUILD_DELETE', 'CHANNEL_UPDATE', 'CHANNEL_CREATE', 'USER_UPDATE', 'MESSAGE_CREATE'];
  const odd = [null, {}, [], 7, 'text', { id: null }, { id: {}, channels: null, members: 3 }];

  for (const name of [...names, 'GUILD_MEMBERS_CHUNK', 'THREAD_LIST_SYNC', 'READY', 'constructor', '__proto__']) {
    for (const data of odd) stage.discord.gateway.sendText(eventOf(name, data));
  }
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"op":"1"}',
    '{"op":10,"d":null}',
    '{"op":99}',
    '{"op":0,"t":{},"s":{}}',
  ]) {
    stage.discord.gateway.sendText(text);
  }
  await answered(stage);

  stage.discord.gateway.sendText('{"op":9,"d":null}');
  await stage.until(() => stage.discord.gateway.identifies === 2);
  await answered(stage);
});

/** Ways in which a member can ask, each of which may be gone again and again. */
async function everyWayToAsk({ member, channel, until }: KillableBot): Promise<(() => Promise<unknown>)[]> {
  const song = await songOf(7);
  await member.slash(channel, 'cover', { song, style: STYLE });
  const form = await member.slash(channel, 'cover', { song });
  await until(() => channel.messages.length > 0);
  const [cover] = channel.messages;
  if (!cover) throw new Error('there is no cover');
  return [
    () => member.slash(channel, 'cover', { song, style: STYLE }),
    () => member.slash(channel, 'cover', { song }),
    () => member.submit(form, { Style: 'short' }),
    () => member.autocomplete(channel, 'cover', { style: 'sl' }, 'style'),
    () => member.slash(channel, 'covers mine'),
    () => member.menu(channel, 'Cover this song', cover),
    () => member.click(cover, 'New style'),
  ];
}

/** Resolves when a member who asks now is answered, so that everything before was at least looked at. */
async function answered({ member, channel, until }: KillableBot): Promise<void> {
  const answer = await member.slash(channel, 'quota');
  await until(() => answer.message);
}

function eventOf(name: string, data: unknown): string {
  return JSON.stringify({ op: 0, t: name, s: 1, d: data });
}
