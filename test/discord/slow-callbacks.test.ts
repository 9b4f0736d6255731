import { describe, expect, it } from 'vitest';
import type { FirstAnswer } from '../../src/discord/interactions/command.ts';
import { cardOf } from '../../src/discord/views/view.ts';
import type { SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { entry, JOB_ID, openProbe } from './probe.ts';

const CALLBACK = '/interactions/:id/:token/callback';

const modal: FirstAnswer = {
  kind: 'modal',
  modal: {
    custom_id: `probe:form:${JOB_ID}`,
    title: 'Form',
    components: [{ type: 18, label: 'Words', component: { type: 4, custom_id: 'words', style: 1 } }],
  },
};

const answers = {
  defer: { kind: 'defer' },
  deferUpdate: { kind: 'deferUpdate' },
  reply: { kind: 'reply', view: cardOf(['first']) },
  update: { kind: 'update', view: cardOf(['first']) },
  modal,
} as const satisfies Record<string, FirstAnswer>;

/** As the stand-in calls them. */
const TAKEN_AS = {
  defer: 'deferred',
  deferUpdate: 'deferredUpdate',
  reply: 'message',
  update: 'update',
  modal: 'modal',
} as const;

const kinds = Object.keys(answers) as (keyof typeof answers)[];

const cases = [1_000, 1_500, 2_500, 2_900, 3_500].flatMap((delayMs) =>
  (['before', 'after'] as const).map((when) => ({ delayMs, when })),
);

/** A bot with a button for each kind of first answer, a message for each, and clocks that go on as real time does. */
async function openButtons() {
  const carriedOut: string[] = [];
  const buttons = Object.fromEntries(
    kinds.map((kind) => {
      const run = async () => {
        carriedOut.push(kind);
        return cardOf(['done']);
      };
      return [kind, entry(() => answers[kind], run)];
    }),
  );
  const controls = kinds.map(
    (kind) => ({ type: 2, style: 2, label: kind, custom_id: `probe:${kind}:${JOB_ID}` }) as const,
  );
  const slash = entry(() => ({ kind: 'reply', view: cardOf(['press'], controls) }));
  const bot = await openProbe({ slash, buttons });
  const messages = new Map<string, SandboxMessage>();
  for (const kind of kinds) messages.set(kind, await (await bot.member.slash(bot.channel, 'probe')).settled());
  bot.sandbox.log.clear();
  let last = Date.now();
  const ticking = setInterval(() => {
    const now = Date.now();
    void bot.clock.advance(now - last);
    last = now;
  }, 20);
  return { ...bot, carriedOut, messages, stopTicking: () => clearInterval(ticking) };
}

async function judge({ delayMs, when }: (typeof cases)[number]): Promise<object> {
  const bot = await openButtons();
  bot.sandbox.faults.add({ method: 'POST', route: CALLBACK, kind: 'slow', delayMs, when });

  const taken = new Set<string>();
  bot.sandbox.events.on((event) => event.type === 'answered' && taken.add(event.kind));
  const clicks = await Promise.allSettled(
    kinds.map((kind) => bot.member.click(bot.messages.get(kind) ?? expect.fail(), kind)),
  );
  await expect.poll(() => bot.answered().length, { timeout: 20_000 }).toBe(2 * kinds.length);
  bot.stopTicking();

  const silent = kinds.filter((kind, index) => {
    // A form that came too late may have arrived, for all that the bot can know.
    if (!taken.has(TAKEN_AS[kind])) return kind !== 'modal' && bot.carriedOut.includes(kind);
    const click = clicks[index];
    const isShown = kind === 'modal' || click?.status !== 'fulfilled' || click.value.message?.content === 'done';
    return !isShown || !bot.carriedOut.includes(kind);
  });
  const late = kinds.filter((kind) => !bot.carriedOut.includes(kind));
  const callbacks = bot.sandbox.log.of('POST', CALLBACK).length;
  return { delayMs, when, silent, late, callbacks, taken: bot.taken() };
}

describe('a first answer that takes long', () => {
  it('is given once, and what Discord took of it is carried out and shown', async () => {
    const verdicts = await Promise.all(cases.map(judge));

    // At the very end of the three seconds it is the machine that decides whether an answer comes in time.
    const mayBeLate = ({ delayMs, when }: (typeof cases)[number]) => when === 'before' && delayMs > 2_000;
    expect(verdicts).toEqual(
      cases.map((one) => ({
        ...one,
        silent: [],
        late: mayBeLate(one) ? expect.any(Array) : [],
        callbacks: kinds.length,
        taken: 0,
      })),
    );
  }, 60_000);
});
