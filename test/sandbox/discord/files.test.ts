import { describe, expect, it } from 'vitest';
import { allPermissions } from '../../../src/sandbox/discord/permissions.ts';
import { openRawStage } from './support/interactions.ts';
import { idOf, openStage, type Stage } from './support/sandbox-with-bot.ts';

const VOICE = 1 << 13;
const DAY_MS = 86_400_000;

const v2 = (...components: unknown[]) => ({ flags: 1 << 15, components });
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

const messagesOf = (stage: Stage) => `/channels/${stage.channel.id}/messages`;

describe('files', () => {
  it.each([
    [0, 10, 200],
    [0, 11, 413],
    [1, 11, 413],
    [2, 20, 200],
    [2, 21, 413],
    [3, 30, 200],
    [3, 31, 413],
  ] as const)('in a server of tier %i with %i bytes are answered by %i', async (tier, size, status) => {
    const stage = await openStage({ uploadLimits: { 0: 10, 1: 10, 2: 20, 3: 30 } });
    stage.guild.setTier(tier);
    const files = [{ name: 'a.mp3', data: new Uint8Array(size) }];
    const reply = await stage.api('POST', messagesOf(stage), { files });
    expect(reply.status).toBe(status);
    if (status === 413) expect(reply.body).toMatchObject({ code: 40005 });
  });

  it('in an answer may be as large as the member or the server may send', async () => {
    const stage = await openRawStage({ uploadLimits: { 0: 10, 2: 20 } });
    const nitro = stage.guild.addMember({ name: 'Nitro', uploadLimit: 15 });
    const answer = async (who: typeof nitro, size: number) => {
      const { respond } = await stage.begin(() => who.slash(stage.channel, 'go'));
      const { status } = await respond({ type: 4 }, '', { files: [{ name: 'a.mp3', data: new Uint8Array(size) }] });
      return status;
    };
    expect([await answer(stage.member, 10), await answer(stage.member, 11)]).toEqual([204, 413]);
    expect([await answer(nitro, 15), await answer(nitro, 16)]).toEqual([204, 413]);
    stage.guild.setTier(2);
    expect([await answer(nitro, 20), await answer(nitro, 21)]).toEqual([204, 413]);
  });

  it('of one new message have a limit together', async () => {
    const stage = await openStage({ requestLimitBytes: 10 });
    const files = many(2, (index) => ({ name: `${index}.mp3`, data: new Uint8Array(6) }));
    const reply = await stage.api('POST', messagesOf(stage), { files });
    expect(reply).toMatchObject({ status: 413, body: { code: 40005 } });
    expect(stage.channel.messages).toEqual([]);
  });

  it('are at most ten', async () => {
    const stage = await openStage();
    const files = many(11, (index) => ({ name: `${index}.txt`, data: new Uint8Array(1) }));
    const reply = await stage.api('POST', messagesOf(stage), { files });
    expect(reply.body).toHaveProperty('errors.attachments._errors.0.code', 'BASE_TYPE_MAX_LENGTH');
  });

  it('lose in their names what Discord takes out, and keep it in their titles', async () => {
    const stage = await openStage();
    const files = [
      { name: 'a b (1).mp3', data: new Uint8Array(1) },
      { name: '歌.mp3', data: new Uint8Array(1) },
      { name: 'x.bin', data: new Uint8Array(1), type: 'audio/aac' },
    ];
    await stage.api('POST', messagesOf(stage), { files, body: { attachments: [{ id: '0', description: 'A song' }] } });
    expect(stage.channel.messages[0]?.toJSON()).toMatchObject({
      attachments: [
        { filename: 'a_b_1.mp3', content_type: 'audio/mpeg', description: 'A song' },
        { filename: 'unknown.mp3', title: '歌' },
        { filename: 'x.bin', content_type: 'audio/aac' },
      ],
    });
  });

  it('are shown by components with their links', async () => {
    const stage = await openStage();
    const body = v2({ type: 17, components: [{ type: 13, file: { url: 'attachment://a.mp3' } }] });
    await stage.api('POST', messagesOf(stage), { body, files: [{ name: 'a.mp3', data: Buffer.from('a') }] });
    const [message] = stage.channel.messages;
    const url = message?.attachments[0]?.url;
    expect(message?.components).toMatchObject([{ id: 1, components: [{ id: 2, file: { url } }] }]);
    expect(await fetch(url ?? '').then((response) => response.text())).toBe('a');
  });

  it('make a voice message only with their length and shape', async () => {
    const stage = await openStage();
    const files = [{ name: 'a.ogg', data: new Uint8Array(1), type: 'audio/ogg' }];
    const send = (attachment: object) =>
      stage.api('POST', messagesOf(stage), {
        body: { flags: VOICE, attachments: [{ id: '0', ...attachment }] },
        files,
      });
    expect(await send({})).toMatchObject({ status: 403, body: { code: 50013 } });
    stage.guild.setBotPermissions(allPermissions);
    expect(await send({})).toMatchObject({ status: 400, body: { code: 50161 } });
    const sent = await send({ duration_secs: 1, waveform: 'AA==' });
    expect(sent).toMatchObject({ status: 200, body: { attachments: [{ duration_secs: 1, waveform: 'AA==' }] } });
    const edit = { body: { content: 'x' } };
    expect(await stage.api('PATCH', `${messagesOf(stage)}/${idOf(sent)}`, edit)).toMatchObject({
      body: { code: 50162 },
    });
  });
});

describe('links to files', () => {
  const files = [{ name: 'a.mp3', data: Buffer.from('sound') }];

  it('say until when they live, and die then; a fresh look at the message gives fresh ones', async () => {
    const stage = await openStage();
    await stage.api('POST', messagesOf(stage), { files });
    const [message] = stage.channel.messages;
    const url = new URL(message?.attachments[0]?.url ?? '');
    expect(Number.parseInt(url.searchParams.get('ex') ?? '', 16) * 1000).toBe(stage.clock.now() + DAY_MS);
    const served = await fetch(url);
    expect([served.status, served.headers.get('content-length'), await served.text()]).toEqual([200, '5', 'sound']);
    await stage.clock.advance(DAY_MS);
    expect((await fetch(url)).status).toBe(404);
    expect((await fetch(message?.attachments[0]?.url ?? '')).status).toBe(200);
  });

  it('live as long as the settings say at that moment', async () => {
    const stage = await openStage();
    stage.discord.settings.linkMs = 60_000;
    await stage.api('POST', messagesOf(stage), { files });
    const url = stage.channel.messages[0]?.attachments[0]?.url ?? '';
    await stage.clock.advance(60_000);
    expect((await fetch(url)).status).toBe(404);
  });

  it.each(['ex', 'is', 'hm'])('are good with their %s only', async (parameter) => {
    const stage = await openStage();
    await stage.api('POST', messagesOf(stage), { files });
    const url = new URL(stage.channel.messages[0]?.attachments[0]?.url ?? '');
    url.searchParams.set(parameter, 'ffffffff');
    expect((await fetch(url)).status).toBe(404);
    url.searchParams.delete(parameter);
    expect((await fetch(url)).status).toBe(404);
  });

  it('die with their message', async () => {
    const stage = await openStage();
    const id = idOf(await stage.api('POST', messagesOf(stage), { files }));
    const url = stage.channel.messages[0]?.attachments[0]?.url ?? '';
    await stage.api('DELETE', `${messagesOf(stage)}/${id}`);
    expect((await fetch(url)).status).toBe(404);
  });

  it('to private files die for good', async () => {
    const stage = await openRawStage({ ephemeralFileMs: 60_000 });
    const { respond, answer } = await stage.slash();
    await respond({ type: 4, data: { flags: 64 } }, '', { files });
    const attachment = (await answer).message?.attachments[0];
    expect(attachment?.url).toContain('/ephemeral-attachments/');
    expect((await fetch(attachment?.url ?? '')).status).toBe(200);
    await stage.clock.advance(60_000);
    expect((await fetch(attachment?.url ?? '')).status).toBe(404);
  });
});
