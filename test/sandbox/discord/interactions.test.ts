import { describe, expect, it } from 'vitest';
import { form, openRawStage } from './support/interactions.ts';
import { idOf } from './support/sandbox-with-bot.ts';

const message = (content: string, flags = 0) => ({ type: 4, data: { content, flags } });
const EPHEMERAL = 64;

describe('the first answer', () => {
  const bodies: Record<number, unknown> = {
    1: { type: 1 },
    4: message('hi'),
    5: { type: 5 },
    6: { type: 6 },
    7: { type: 7, data: { content: 'changed' } },
    8: { type: 8, data: { choices: [] } },
    9: { type: 9, data: form },
  };

  it.each([
    ['slash', [4, 5, 9]],
    ['click', [4, 5, 6, 7, 9]],
    ['submit', [4, 5]],
    ['submitFromButton', [4, 5, 6, 7]],
    ['autocomplete', [8]],
  ] as const)('to %s may be only of its types', async (kind, allowed) => {
    const stage = await openRawStage();
    for (const type of [1, 4, 5, 6, 7, 8, 9]) {
      const { respond } = await stage[kind]();
      const { status, body } = await respond(bodies[type]);
      const isAllowed = (allowed as readonly number[]).includes(type);
      expect([type, status]).toEqual([type, isAllowed ? 204 : 400]);
      if (!isAllowed) expect(body).toMatchObject({ code: 50035, errors: { type: {} } });
    }
  });

  it('comes once', async () => {
    const { slash } = await openRawStage();
    const { respond } = await slash();
    expect(await respond(message('first'))).toMatchObject({ status: 204, body: '' });
    expect(await respond(message('second'))).toMatchObject({ status: 400, body: { code: 40060 } });
  });

  it('comes within three seconds, or the member reads that nothing came', async () => {
    const { slash, clock, channel, discord } = await openRawStage();
    const events: string[] = [];
    discord.events.on(({ type }) => void events.push(type));
    const inTime = await slash();
    await clock.advance(2999);
    expect((await inTime.respond(message('in time'))).status).toBe(204);

    const late = await slash();
    await clock.advance(3001);
    await expect(late.answer).rejects.toThrow('The application did not respond');
    expect(await late.respond(message('late'))).toMatchObject({ status: 404, body: { code: 10062 } });
    expect(channel.messages).toHaveLength(1);
    expect(events).toEqual(['messageCreated', 'answered', 'notAnswered']);
  });

  it('needs the right id and token', async () => {
    const { slash, api } = await openRawStage();
    const { interaction } = await slash();
    const paths = [`/interactions/1/${interaction.token}/callback`, `/interactions/${interaction.id}/x/callback`];
    for (const path of paths) {
      expect(await api('POST', path, { body: message('hi') })).toMatchObject({ status: 404, body: { code: 10062 } });
    }
  });

  it('describes itself when asked to', async () => {
    const { slash, click } = await openRawStage();
    const plain = await slash();
    expect(await plain.respond(message('hi', EPHEMERAL), '?with_response=true')).toMatchObject({
      status: 200,
      body: {
        interaction: { id: plain.interaction.id, type: 2, response_message_ephemeral: true },
        resource: { type: 4, message: { content: 'hi', flags: EPHEMERAL } },
      },
    });
    const deferred = await slash();
    const { body } = await deferred.respond({ type: 5 }, '?with_response=true');
    expect(body).toMatchObject({ interaction: { response_message_loading: true }, resource: { type: 5 } });
    expect(body).not.toHaveProperty('resource.message');
    const pressed = await click();
    expect(await pressed.respond({ type: 7, data: { content: 'new' } }, '?with_response=true')).toMatchObject({
      body: { interaction: { type: 3 }, resource: { type: 7, message: { content: 'new' } } },
    });
  });

  it('that is deferred carries no flag but EPHEMERAL', async () => {
    const { slash } = await openRawStage();
    const { respond } = await slash();
    const refused = await respond({ type: 5, data: { flags: 1 << 15 } });
    expect(refused).toMatchObject({ status: 400, body: { code: 50035, errors: { data: { flags: {} } } } });
    expect((await respond({ type: 5, data: { flags: EPHEMERAL } })).status).toBe(204);
  });

  it('proposes at most 25 choices', async () => {
    const { autocomplete } = await openRawStage();
    const { respond } = await autocomplete();
    const choices = Array.from({ length: 26 }, (_, index) => ({ name: `${index}`, value: `${index}` }));
    expect(await respond({ type: 8, data: { choices } })).toMatchObject({
      body: { code: 50035, errors: { data: { choices: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } } },
    });
    expect((await respond({ type: 8, data: { choices: choices.slice(1) } })).status).toBe(204);
  });

  it('into a channel that is gone is refused', async () => {
    const { slash, channel } = await openRawStage();
    const { respond } = await slash();
    channel.delete();
    expect(await respond(message('hi'))).toMatchObject({ status: 404, body: { code: 10003 } });
  });
});

describe('after the first answer', () => {
  it('follow-ups need one, and a token that is alive', async () => {
    const { slash, api, clock } = await openRawStage();
    const { respond, hook } = await slash();
    const followUp = () => api('POST', hook, { body: { content: 'more' } });
    expect(await followUp()).toMatchObject({ status: 404, body: { code: 10015 } });
    await respond(message('hi'));
    await clock.advance(15 * 60_000);
    expect((await followUp()).status).toBe(200);
    await clock.advance(1);
    expect(await followUp()).toMatchObject({ status: 401, body: { code: 50027 } });
    expect(await api('GET', `${hook}/messages/@original`)).toMatchObject({ status: 401, body: { code: 50027 } });
    expect(await api('POST', hook.replace(/[^/]+$/, 'x'), { body: {} })).toMatchObject({ body: { code: 50027 } });
  });

  it.each(['@original', '%40original'])('%s is read, edited and deleted', async (original) => {
    const { slash, api, channel } = await openRawStage();
    const { respond, answer, hook } = await slash();
    await respond(message('first'));
    const path = `${hook}/messages/${original}`;
    expect(await api('GET', path)).toMatchObject({ status: 200, body: { content: 'first', edited_timestamp: null } });
    expect(await api('PATCH', path, { body: { content: 'second' } })).toMatchObject({ body: { content: 'second' } });
    expect((await answer).message).toMatchObject({ content: 'second', edits: 1 });
    expect((await api('DELETE', path)).status).toBe(204);
    expect(channel.messages).toEqual([]);
    expect((await answer).message).toBeUndefined();
    expect(await api('PATCH', path, { body: { content: 'x' } })).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  it('a follow-up of a deferred answer becomes that answer', async () => {
    const { slash, api, channel } = await openRawStage();
    const { respond, answer, hook } = await slash();
    await respond({ type: 5 });
    expect(channel.messages).toMatchObject([{ loading: true, content: '' }]);
    const { body } = await api('POST', hook, { body: { content: 'done' } });
    expect(idOf({ body })).toBe((await answer).message?.id);
    await api('POST', hook, { body: { content: 'more' } });
    expect(channel.messages).toMatchObject([{ loading: false, content: 'done' }, { content: 'more' }]);
    expect((await answer).followUps).toMatchObject([{ content: 'more' }]);
  });

  it('follow-ups are edited and deleted by their ids, and no other message is', async () => {
    const { slash, api, channel, click } = await openRawStage();
    const { respond, hook } = await slash();
    await respond(message('hi'));
    const { body } = await api('POST', hook, { body: { content: 'more' } });
    const path = `${hook}/messages/${idOf({ body })}`;
    expect(await api('PATCH', path, { body: { content: 'less' } })).toMatchObject({ body: { content: 'less' } });
    expect((await api('DELETE', path)).status).toBe(204);
    await click();
    const foreign = channel.messages.find(({ content }) => content === 'a button');
    expect(await api('DELETE', `${hook}/messages/${foreign?.id}`)).toMatchObject({ body: { code: 10008 } });
  });

  it('stays as private as it began', async () => {
    const { slash, api, channel, member, guild } = await openRawStage();
    const { respond, answer, hook } = await slash();
    await respond({ type: 5, data: { flags: EPHEMERAL } });
    await api('PATCH', `${hook}/messages/@original`, { body: { content: 'for you', flags: 0 } });
    const { message: shown } = await answer;
    expect(shown).toMatchObject({ ephemeralFor: member.id, flags: EPHEMERAL });
    expect(channel.messages).toEqual([]);
    expect(channel.messagesFor(guild.owner)).toEqual([]);
    const path = `/channels/${channel.id}/messages/${shown?.id}`;
    expect(await api('GET', path)).toMatchObject({ status: 404, body: { code: 10008 } });
    expect(await api('GET', `/channels/${channel.id}/messages`)).toMatchObject({ body: [] });
  });

  it('files come and go with edits', async () => {
    const { slash, api } = await openRawStage();
    const { respond, answer, hook } = await slash();
    await respond({ type: 4, data: { content: 'hi' } }, '', { files: [{ name: 'a.mp3', data: Buffer.from('a') }] });
    const { message: shown } = await answer;
    const [first] = shown?.attachments ?? [];
    const path = `${hook}/messages/@original`;
    const added = { content: 'two', attachments: [{ id: first?.id }, { id: '0', title: 'Second' }] };
    await api('PATCH', path, { body: added, files: [{ name: 'b.mp3', data: Buffer.from('b') }] });
    expect(shown?.attachments).toMatchObject([{ filename: 'a.mp3' }, { filename: 'b.mp3', title: 'Second' }]);
    await api('PATCH', path, { body: { attachments: [{ id: shown?.attachments[1]?.id }] } });
    expect(shown?.attachments).toMatchObject([{ filename: 'b.mp3' }]);
    expect((await fetch(first?.url ?? '')).status).toBe(404);
    const unknown = await api('PATCH', path, { body: { attachments: [{ id: '7' }] } });
    expect(unknown).toMatchObject({ status: 400, body: { code: 50146 } });
  });
});

describe('an answer as tests see it', () => {
  it('settles when the bot has finished, and says what it shows when that takes too long', async () => {
    const { slash, api } = await openRawStage();
    const { respond, answer, hook } = await slash();
    await respond({ type: 5 });
    const settled = (await answer).settled(({ content }) => content === 'done');
    await api('PATCH', `${hook}/messages/@original`, { body: { content: 'nearly' } });
    await expect((await answer).settled(() => false, { timeoutMs: 5 })).rejects.toThrow('it shows: "nearly"');
    await api('PATCH', `${hook}/messages/@original`, { body: { content: 'done' } });
    expect((await settled).edits).toBe(2);
    await api('DELETE', `${hook}/messages/@original`);
    await expect((await answer).settled()).rejects.toThrow('deleted');
  });

  it('of a deferred update settles with the first edit', async () => {
    const { click, api } = await openRawStage();
    const { respond, answer, hook } = await click();
    await respond({ type: 6 });
    const waiting = await answer;
    expect(waiting).toMatchObject({ kind: 'deferredUpdate', message: { content: 'a button' } });
    const settled = waiting.settled();
    await api('PATCH', `${hook}/messages/@original`, { body: { content: 'pressed' } });
    expect((await settled).content).toBe('pressed');
  });

  it('of a form has no message to wait for', async () => {
    const { slash } = await openRawStage();
    const { respond, answer } = await slash();
    await respond({ type: 9, data: form });
    await expect((await answer).settled()).rejects.toThrow('has no message');
  });
});
