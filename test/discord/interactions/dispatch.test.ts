import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DatabaseFullError } from '../../../src/database.ts';
import { defineHandler, type FirstAnswer, type Handler, noInput } from '../../../src/discord/interactions/command.ts';
import { coverIds } from '../../../src/discord/interactions/cover-ids.ts';
import type { InteractionContext } from '../../../src/discord/interactions/interaction-context.ts';
import { cardOf, type View } from '../../../src/discord/views/view.ts';
import { UserError } from '../../../src/errors.ts';
import { diskError } from '../../../src/lib/full-disk.ts';
import { aDraft, buildJob } from '../../support/build-job.ts';
import { button, deferred, entry, JOB_ID, openProbe } from '../probe.ts';

const CALLBACK = '/interactions/:id/:token/callback';
const ORIGINAL = '/webhooks/:id/:token/messages/@original';

const refusal = new UserError({ key: 'files.full', params: {} });
const fixable = new UserError({ key: 'song.damaged', params: {} });
const modal: FirstAnswer = {
  kind: 'modal',
  modal: {
    custom_id: `probe:form:${JOB_ID}`,
    title: 'Form',
    components: [{ type: 18, label: 'Words', component: { type: 4, custom_id: 'words', style: 1 } }],
  },
};

describe('the first answer', () => {
  it('leaves before the work begins, and is replaced by what the work returns', async () => {
    const order: string[] = [];
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => {
          order.push('run');
          return cardOf(['done']);
        },
      ),
    });
    bot.sandbox.events.on(({ type }) => type === 'answered' && order.push('answered'));

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect((await answer.settled()).content).toBe('done');
    expect(answer.message?.ephemeralFor).toBe(bot.member.id);
    expect(order).toEqual(['answered', 'run']);
    await expect
      .poll(() => bot.answered())
      .toMatchObject([{ kind: 'slash', name: 'probe', result: 'ok', memberId: bot.member.id }]);
  });

  it('is given by the process that may answer, of two that hear of an interaction', async () => {
    let mayAnswer = false;
    const ran: string[] = [];
    const bot = await openProbe(
      {
        slash: entry(
          () => deferred,
          async (call) => {
            ran.push(call.interaction.id);
            return cardOf(['done']);
          },
        ),
      },
      { claim: async () => mayAnswer },
    );

    void bot.member.slash(bot.channel, 'probe').catch(() => undefined);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'dead' }]);
    expect(bot.sandbox.log.of('POST', CALLBACK)).toEqual([]);
    mayAnswer = true;
    const answer = await bot.member.slash(bot.channel, 'probe');

    expect((await answer.settled()).content).toBe('done');
    expect(ran).toEqual([answer.interactionId]);
  });

  it('says in time that it takes too long where nobody says whose an interaction is', async () => {
    const ran: string[] = [];
    const bot = await openProbe(
      {
        slash: entry(
          () => deferred,
          async (call) => {
            ran.push(call.interaction.id);
            return cardOf(['done']);
          },
        ),
      },
      { claim: () => new Promise(() => undefined) },
    );

    const asked = bot.member.slash(bot.channel, 'probe');
    await bot.clock.runUntil(() => bot.answered().length > 0, { withinMs: 2_000 });

    expect((await asked).message?.text()).toMatch(/^That took longer than Discord lets me wait/);
    expect(ran).toEqual([]);
  });

  it('is no sign of another bot where nobody says whose an interaction is, and somebody has answered it', async () => {
    const bot = await openProbe(
      { slash: entry(() => deferred) },
      { claim: () => Promise.reject(new Error('the database is away')) },
    );
    bot.sandbox.faults.add({
      method: 'POST',
      route: CALLBACK,
      kind: 'refusal',
      refusal: { status: 400, code: 40060, message: 'Interaction has already been acknowledged.' },
    });

    void bot.member.slash(bot.channel, 'probe').catch(() => undefined);
    await expect.poll(() => bot.answered()).toHaveLength(1);

    expect(bot.sandbox.log.of('POST', CALLBACK)).toHaveLength(1);
    expect(bot.taken()).toBe(0);
  });

  it('can be a reply at once, a form, and an update of the message under a button', async () => {
    const bot = await openProbe({
      slash: entry((call) => ({ kind: 'reply', view: button(z.object({}).parse(call.input) ? 'change' : '') })),
      buttons: {
        change: entry(() => ({ kind: 'update', view: button('ask') })),
        ask: entry(() => modal),
      },
      modals: {
        form: defineHandler({
          input: z.object({ words: z.string() }),
          respond: ({ input, id }) => ({ kind: 'reply', view: cardOf([`${input.words} for ${id}`]) }),
        }),
      },
    });

    const reply = await bot.member.slash(bot.channel, 'probe');
    const shown = await reply.settled();
    const update = await bot.member.click(shown, 'change');
    expect(update.kind).toBe('update');
    const form = await bot.member.click(shown, 'ask');
    const submitted = await bot.member.submit(form, { Words: 'hello' });

    expect((await submitted.settled()).content).toBe(`hello for ${JOB_ID}`);
  });

  it('of a form stays what it is, whatever the work behind it returns', async () => {
    const bot = await openProbe({
      slash: entry(
        () => modal,
        async () => cardOf(['nobody can see this']),
      ),
    });

    await bot.member.slash(bot.channel, 'probe');

    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'ok' }]);
    expect(bot.sandbox.log.of('PATCH', ORIGINAL)).toEqual([]);
  });

  it.each([
    { kind: '500', when: 'before', callbacks: 2 },
    { kind: 'reset', when: 'before', callbacks: 2 },
    { kind: '429', when: 'before', callbacks: 2 },
    { kind: 'foreign', foreign: { status: 403, body: 'page' }, when: 'before', callbacks: 2 },
    { kind: '500', when: 'after', callbacks: 1 },
    { kind: 'reset', when: 'after', callbacks: 1 },
    { kind: 'foreign', foreign: { status: 404, body: 'empty' }, when: 'after', callbacks: 1 },
  ] as const)('is looked for after $kind $when it was taken, and sent again only where it is not there', async (fault) => {
    const { callbacks, ...options } = fault;
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => cardOf(['done']),
      ),
    });
    bot.sandbox.faults.add({ method: 'POST', route: CALLBACK, times: 1, ...options });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect((await answer.settled()).content).toBe('done');
    expect(bot.sandbox.log.of('POST', CALLBACK)).toHaveLength(callbacks);
    expect(bot.taken()).toBe(0);
  });

  it('that may have arrived is looked for until Discord can say so, and then carried out', async () => {
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => cardOf(['done']),
      ),
    });
    bot.sandbox.faults.add({ method: 'POST', route: CALLBACK, kind: 'hang', when: 'after' });
    const looks = bot.sandbox.faults.add({ method: 'GET', route: ORIGINAL, kind: '500' });

    const answer = await bot.member.slash(bot.channel, 'probe');
    await expect.poll(() => looks.hits, { timeout: 10_000 }).toBe(1);
    looks.remove();

    await bot.clock.runUntil(() => answer.message?.content === 'done');
    expect(bot.sandbox.log.of('POST', CALLBACK)).toHaveLength(1);
    expect(bot.taken()).toBe(0);
  }, 20_000);

  it.each([
    10_062, 40_060,
  ])('that Discord refuses with %i ends it there: nothing runs, one line in the log', async (code) => {
    let runs = 0;
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => {
          runs += 1;
          return undefined;
        },
      ),
    });
    bot.sandbox.faults.add({ route: CALLBACK, kind: 'refusal', refusal: { status: 404, code, message: '' } });

    bot.member.slash(bot.channel, 'probe').catch(() => undefined);

    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'dead' }]);
    expect(runs).toBe(0);
    expect(bot.sandbox.log.of('POST', CALLBACK)).toHaveLength(1);
    expect(bot.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });
});

describe('what a command throws', () => {
  it('is a private sentence when it refuses before the first answer', async () => {
    const bot = await openProbe({
      slash: entry(() => {
        throw refusal;
      }),
    });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.kind).toBe('message');
    expect(answer.message?.content).toMatch(/^My storage is full/);
    expect(answer.message?.ephemeralFor).toBe(bot.member.id);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'refused', reason: 'files.full' }]);
  });

  it.each([
    ['nothing can be stored', new DatabaseFullError('the disk is full')],
    ['what is made of a song cannot be written', diskError('a song could not be taken out', 'ENOSPC')],
  ])('is the same sentence when the disk is full and %s', async (_, error) => {
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        () => Promise.reject(error),
      ),
    });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect((await answer.settled()).content).toMatch(/^My storage is full/);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'refused', reason: 'files.full' }]);
  });

  it('is no matter of references when Discord itself refuses the first answer for now', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      return undefined;
    };
    const bot = await openProbe({ slash: entry(() => deferred, run) });
    bot.sandbox.faults.add({ route: CALLBACK, kind: '429', retryAfterSeconds: 5, times: 1 });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.message?.content).toMatch(/^Discord didn't take my answer/);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'refused', reason: 'busy.discord' }]);
    expect(runs).toBe(0);
  });

  it('takes the place of the deferred answer, with a way to fix it where there is one', async () => {
    const bot = await openProbe({
      slash: defineHandler({
        input: noInput,
        retryButtonId: ({ interaction }) => coverIds.fix(interaction.id),
        respond: () => deferred,
        execute: () => Promise.reject(fixable),
      }),
    });

    const answer = await bot.member.slash(bot.channel, 'probe');
    const message = await answer.settled();

    expect(message.content).toMatch(/seems to be damaged/);
    expect(message.buttons()).toMatchObject([{ label: 'Fix it', customId: `cover:fix:${answer.interactionId}` }]);
  });

  it('leaves the message under a button as it is, and says so beside it', async () => {
    const bot = await openProbe({
      slash: entry(() => ({ kind: 'reply', view: button('press') })),
      buttons: {
        press: entry(
          () => ({ kind: 'deferUpdate' }),
          () => Promise.reject(refusal),
        ),
      },
    });
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();

    const answer = await bot.member.click(shown, 'press');

    await expect
      .poll(() => answer.followUps.map(({ content }) => content))
      .toEqual([expect.stringMatching(/^My storage/)]);
    expect(answer.followUps[0]?.ephemeralFor).toBe(bot.member.id);
    expect(shown.content).toBe('press press');
  });

  it('goes to the log alone after a form, which nothing can follow', async () => {
    const bot = await openProbe({
      slash: entry(
        () => modal,
        () => Promise.reject(refusal),
      ),
    });

    const answer = await bot.member.slash(bot.channel, 'probe');

    expect(answer.kind).toBe('modal');
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'refused', reason: 'files.full' }]);
    expect(bot.sandbox.log.of('PATCH', ORIGINAL)).toEqual([]);
  });

  it.each([
    [
      'first',
      entry(() => {
        throw new Error('secret detail');
      }),
    ],
    [
      'run',
      entry(
        () => deferred,
        () => Promise.reject(new Error('secret detail')),
      ),
    ],
  ])('from %s shows nothing but a reference that is in the log, when it is a bug', async (_where, slash) => {
    const bot = await openProbe({ slash });

    const answer = await bot.member.slash(bot.channel, 'probe');
    const { content } = await answer.settled();

    const [, reference] = /reference `([0-9a-z]{8})`/.exec(content) ?? [];
    expect(content).not.toMatch(/secret|expected/i);
    await expect
      .poll(() => bot.lines.filter((line) => line.level === 50))
      .toMatchObject([{ reference, msg: 'interaction failed' }]);
    await expect.poll(() => bot.answered()).toMatchObject([{ result: 'failed', reason: reference }]);
  });

  it('says in plain words that what it asked took too long', async () => {
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        () => Promise.reject(late),
      ),
    });

    await bot.member.slash(bot.channel, 'probe');
    await bot.clock.runUntil(() => bot.answered().length > 0);

    expect(bot.answered()).toMatchObject([{ result: 'refused', reason: 'busy.slow' }]);
  });

  it('never puts a token into the log, also when Discord fails throughout', async () => {
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        async () => cardOf(['done']),
      ),
    });
    bot.sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500' });

    const answer = await bot.member.slash(bot.channel, 'probe');
    await bot.clock.runUntil(() => bot.answered().length > 0);

    expect(bot.answered()).toMatchObject([{ result: 'refused', reason: 'busy.discord' }]);
    const log = JSON.stringify(bot.lines);
    expect(log).toContain('could not be shown');
    expect(log).not.toContain(answer.token);
    expect(log).not.toContain(bot.sandbox.token);
  });

  it('of a button that nothing answers is a sentence too', async () => {
    const bot = await openProbe({ slash: entry(() => ({ kind: 'reply', view: button('constructor') })) });
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();

    const answer = await bot.member.click(shown, 'constructor');

    expect(answer.message?.content).toMatch(/^Something went wrong on my side/);
    await expect.poll(() => bot.lines).toContainEqual(expect.objectContaining({ ...unreadable, kind: 'button' }));
  });

  it('of values that are none of the command is a sentence, and one line of the log without them', async () => {
    const slash = defineHandler({ input: z.object({ text: z.number() }), respond: () => deferred });
    const bot = await openProbe({ slash });

    const answer = await bot.member.slash(bot.channel, 'probe', { text: 'words of a member' });

    expect((await answer.settled()).content).toMatch(/^Something went wrong on my side/);
    const about = () => bot.lines.filter((line) => 'interactionId' in line);
    await expect.poll(about).toMatchObject([{ ...unreadable, reason: 'not as the command has them: text' }]);
    expect(JSON.stringify(bot.lines)).not.toContain('words of a member');
  });
});

const unreadable = { level: 40, msg: 'interaction of an unknown shape' };

describe('a result that Discord does not show', () => {
  const answering = (execute: () => Promise<View>) =>
    openProbe({
      slash: entry(() => ({ kind: 'reply', view: button('press') })),
      buttons: {
        press: defineHandler({
          input: noInput,
          retryButtonId: ({ interaction }) => coverIds.fix(interaction.id),
          respond: () => ({ kind: 'deferUpdate' }),
          execute,
        }),
      },
    });

  it('is repeated until it is shown', async () => {
    const bot = await answering(async () => cardOf(['done']));
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    bot.sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500', times: 6 });

    await bot.member.click(shown, 'press');
    await bot.clock.runUntil(() => shown.content === 'done');

    await expect.poll(() => bot.answered().at(-1)).toMatchObject({ result: 'ok' });
    expect(bot.lines.filter(({ level }) => Number(level) >= 40)).toEqual([]);
  });

  it('leads back to the form, and is no bug', async () => {
    const bot = await answering(async () => cardOf(['a card']));
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    const refusal = { status: 400, code: 50_035, message: '' };
    bot.sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: 'refusal', refusal });

    const answer = await bot.member.click(shown, 'press');

    await expect.poll(() => answer.followUps).toHaveLength(1);
    expect(answer.followUps[0]?.content).toMatch(/^Discord didn't take my answer/);
    expect(answer.followUps[0]?.buttons()).toMatchObject([{ label: 'Fix it' }]);
    expect(bot.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it('beside a message is repeated too, where nobody knows whether it arrived no more than once', async () => {
    const bot = await answering(() => Promise.reject(refusal));
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    const webhook = '/webhooks/:id/:token';
    bot.sandbox.faults.add({ method: 'POST', route: webhook, kind: '500', when: 'after' });

    const answer = await bot.member.click(shown, 'press');
    await bot.clock.runUntil(() => bot.answered().length > 1);

    expect(answer.followUps.map(({ content }) => content)).toEqual(Array(2).fill(expect.stringMatching(/storage is/)));
  });

  it('is given up when the bot stops', async () => {
    const bot = await answering(async () => cardOf(['done']));
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();
    const fault = bot.sandbox.faults.add({ method: 'PATCH', route: ORIGINAL, kind: '500' });
    await bot.member.click(shown, 'press');
    await expect.poll(() => fault.hits).toBeGreaterThan(1);

    await bot.dispatch.close();

    expect(bot.answered().at(-1)).toMatchObject({ reason: 'busy.discord' });
  });
});

describe('what an entry needs', () => {
  const pressed = (needs: Handler['needs'], seen: (call: InteractionContext) => void) => ({
    slash: entry(() => ({ kind: 'reply', view: button('press') })),
    buttons: {
      press: defineHandler({
        input: noInput,
        ...(needs && { needs }),
        respond(call) {
          seen(call);
          return { kind: 'reply', view: cardOf(['seen']) };
        },
      }),
    },
  });

  it('is loaded by the id that the button carries', async () => {
    const asked: string[] = [];
    const calls: InteractionContext[] = [];
    const bot = await openProbe(
      pressed(['draft', 'job'], (call) => calls.push(call)),
      {
        load: {
          draft: async (id) => {
            asked.push(`draft ${id}`);
            return aDraft();
          },
          job: async (id) => {
            asked.push(`job ${id}`);
            return buildJob();
          },
        },
      },
    );
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();

    await bot.member.click(shown, 'press');

    expect(asked).toEqual([`draft ${JOB_ID}`, `job ${JOB_ID}`]);
    expect(calls).toMatchObject([{ draft: { style: aDraft().style }, job: { state: 'queued' }, id: JOB_ID }]);
  });

  it('is not loaded for entries that do not ask', async () => {
    const calls: InteractionContext[] = [];
    const bot = await openProbe(
      pressed(undefined, (call) => calls.push(call)),
      { load: { job: () => Promise.reject(new Error('asked')) } },
    );
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();

    await bot.member.click(shown, 'press');

    expect(calls).toMatchObject([{ job: undefined, draft: undefined }]);
  });

  it('may take a second, then the member is asked to try again', async () => {
    const bot = await openProbe(
      pressed(['job'], () => {}),
      { load: { job: () => new Promise(() => {}) } },
    );
    const shown = await (await bot.member.slash(bot.channel, 'probe')).settled();

    const clicking = bot.member.click(shown, 'press');
    await bot.clock.runUntil(() => bot.sandbox.log.of('POST', CALLBACK).length > 1);
    const answer = await clicking;

    expect(answer.message?.content).toMatch(/longer than Discord lets me wait/);
    await expect.poll(() => bot.answered().at(-1)).toMatchObject({ reason: 'busy.slow', durationMs: 1_000 });
  });
});

describe('closing', () => {
  it('waits for what is under way, and turns away what comes then', async () => {
    let finish: (view: View) => void = () => {};
    const bot = await openProbe({
      slash: entry(
        () => deferred,
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      ),
    });
    const running = await bot.member.slash(bot.channel, 'probe');

    let isClosed = false;
    const closing = bot.dispatch.close().then(() => {
      isClosed = true;
    });
    const late = await bot.member.slash(bot.channel, 'probe');
    expect(late.message?.content).toMatch(/^I'm restarting/);
    expect(isClosed).toBe(false);
    finish(cardOf(['done after all']));
    await closing;

    expect(running.message?.content).toBe('done after all');
  });
});
