import { describe, expect, it } from 'vitest';
import { allPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { idOf, openStage, type Stage } from './support/sandbox-with-bot.ts';

const V2 = 1 << 15;

const text = (content: string) => ({ type: 10, content });
const v2 = (...components: unknown[]) => ({ flags: V2, components });
const messagesOf = (stage: Stage) => `/channels/${stage.channel.id}/messages`;

describe('the same nonce', () => {
  const send = (stage: Stage, nonce: string, enforce_nonce = true) =>
    stage.api('POST', messagesOf(stage), { body: { content: 'once', nonce, enforce_nonce } });

  it('is the same message for some minutes, when it is enforced', async () => {
    const stage = await openStage({ nonceWindowMs: 60_000 });
    const first = idOf(await send(stage, 'a'));
    expect(await send(stage, 'a')).toMatchObject({ status: 200, body: { id: first, nonce: 'a' } });
    expect(idOf(await send(stage, 'b'))).not.toBe(first);
    expect(idOf(await send(stage, 'a', false))).not.toBe(first);
    expect(stage.channel.messages).toHaveLength(3);
  });

  it('is a new message later', async () => {
    const stage = await openStage({ nonceWindowMs: 60_000 });
    const first = idOf(await send(stage, 'a'));
    await stage.clock.advance(60_000);
    expect(idOf(await send(stage, 'a'))).toBe(first);
    await stage.clock.advance(1);
    expect(idOf(await send(stage, 'a'))).not.toBe(first);
  });
});

describe('messages of a channel', () => {
  it('are read newest first, from anywhere', async () => {
    const stage = await openStage();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      ids.push(idOf(await stage.api('POST', messagesOf(stage), { body: { content: `${index}` } })));
    }
    const [oldest = '', second = '', middle = '', fourth = '', newest = ''] = ids;
    const read = async (query: string) => {
      const { body } = await stage.api('GET', `${messagesOf(stage)}${query}`);
      return Array.isArray(body) ? body.map((message) => idOf({ body: message })) : body;
    };
    expect(await read('')).toEqual([newest, fourth, middle, second, oldest]);
    expect(await read('?limit=2')).toEqual([newest, fourth]);
    expect(await read(`?before=${middle}`)).toEqual([second, oldest]);
    expect(await read(`?after=${second}&limit=2`)).toEqual([fourth, middle]);
    expect(await read(`?around=${middle}&limit=3`)).toEqual([fourth, middle, second]);
    expect(await read('?limit=101')).toMatchObject({ code: 50035 });
  });

  it('hide the words of others from a bot without the intent', async () => {
    const stage = await openStage();
    const files = [{ name: 'a.mp3', data: new Uint8Array(1) }];
    const hidden = stage.member.post(stage.channel, { content: 'secret', files });
    const addressed = stage.member.post(stage.channel, { content: `<@${stage.discord.botUserId}> hi` });
    const read = async (id: string) => (await stage.api('GET', `${messagesOf(stage)}/${id}`)).body;
    expect(await read(hidden.id)).toMatchObject({ content: '', attachments: [] });
    expect(await read(addressed.id)).toMatchObject({ content: expect.stringContaining('hi') });
    expect(hidden.toJSON()).toMatchObject({ content: 'secret', attachments: [{ filename: 'a.mp3' }] });
  });

  it('of others can be deleted with the permission to, and never edited', async () => {
    const stage = await openStage();
    const { id } = stage.member.post(stage.channel, { content: 'mine' });
    const path = `${messagesOf(stage)}/${id}`;
    expect(await stage.api('PATCH', path, { body: { content: 'x' } })).toMatchObject({ body: { code: 50005 } });
    expect(await stage.api('DELETE', path)).toMatchObject({ status: 403, body: { code: 50013 } });
    stage.guild.setBotPermissions(allPermissions);
    expect((await stage.api('DELETE', path)).status).toBe(204);
    expect(await stage.api('GET', path)).toMatchObject({ status: 404, body: { code: 10008 } });
  });

  it('that are older than an hour can be edited a few times only', async () => {
    const stage = await openStage({ oldEdits: 2 });
    const path = `${messagesOf(stage)}/${idOf(await stage.api('POST', messagesOf(stage), { body: { content: 'x' } }))}`;
    const edit = () => stage.api('PATCH', path, { body: { content: 'y' } });
    for (let index = 0; index < 5; index += 1) expect((await edit()).status).toBe(200);
    await stage.clock.advance(3_600_001);
    expect([(await edit()).status, (await edit()).status]).toEqual([200, 200]);
    const limited = await edit();
    expect(limited).toMatchObject({ status: 429, body: { code: 30046, retry_after: 60 } });
    expect(limited.headers.get('retry-after')).toBe('60');
    await stage.clock.advance(60_000);
    expect((await edit()).status).toBe(200);
  });

  it('keep the flag of Components V2 and refuse content from then on', async () => {
    const stage = await openStage();
    const path = `${messagesOf(stage)}/${idOf(await stage.api('POST', messagesOf(stage), { body: { content: 'x' } }))}`;
    expect(await stage.api('PATCH', path, { body: v2(text('y')) })).toMatchObject({ status: 400 });
    expect(await stage.api('PATCH', path, { body: { ...v2(text('y')), content: null } })).toMatchObject({
      status: 200,
    });
    expect(await stage.api('PATCH', path, { body: { content: 'z', flags: 0 } })).toMatchObject({ status: 400 });
    expect(stage.channel.messages[0]?.toJSON()).toMatchObject({ flags: V2, content: '' });
    expect(stage.channel.messages[0]?.text()).toBe('y');
  });

  it('ping only whom allowed mentions let them', async () => {
    const stage = await openStage();
    const other = stage.guild.addMember({ name: 'Bob' });
    const content = `<@${stage.member.id}> and <@${other.id}>`;
    const post = async (allowed_mentions: unknown) => {
      await stage.api('POST', messagesOf(stage), { body: { content, allowed_mentions } });
      return stage.channel.messages.at(-1)?.pings;
    };
    expect(await post(undefined)).toEqual([stage.member.id, other.id]);
    expect(await post({ parse: [] })).toEqual([]);
    expect(await post({ parse: [], users: [other.id] })).toEqual([other.id]);
  });

  it('reply to others', async () => {
    const stage = await openStage();
    const { id } = stage.member.post(stage.channel, { content: 'question' });
    const reply = (reference: object) =>
      stage.api('POST', messagesOf(stage), { body: { content: 'answer', message_reference: reference } });
    expect(await reply({ message_id: id })).toMatchObject({ body: { message_reference: { message_id: id } } });
    expect(await reply({ message_id: '1' })).toMatchObject({ status: 400, body: { code: 50035 } });
    expect((await reply({ message_id: '1', fail_if_not_exists: false })).status).toBe(200);
  });
});

describe('the next message', () => {
  it('is handed out once, in order, and passes over what was older', async () => {
    const stage = await openStage();
    const post = (content: string) => stage.api('POST', messagesOf(stage), { body: { content } });
    stage.member.post(stage.channel, { content: 'not the bot' });
    const waiting = stage.channel.nextMessage();
    await post('one');
    expect((await waiting).content).toBe('one');
    await post('two');
    await post('three');
    expect((await stage.channel.nextMessage(({ content }) => content === 'three')).content).toBe('three');
    await expect(stage.channel.nextMessage(undefined, { timeoutMs: 5 })).rejects.toThrow('a new message in covers');
  });

  it('is waited for no longer when the sandbox closes', async () => {
    const stage = await openStage();
    const waiting = expect(stage.channel.nextMessage()).rejects.toThrow('closed');
    await stage.discord.close();
    await waiting;
  });
});
