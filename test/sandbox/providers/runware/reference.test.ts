import { describe, expect, it } from 'vitest';
import { bench, serve, songOf } from './support.ts';

describe('the reference of a cover', () => {
  it('is loaded from its address', async () => {
    const { call, cover } = await bench();
    const audio = await serve(songOf(30_000));
    expect(await call([await cover({ inputs: { audio } })])).toMatchObject({ status: 200 });
  });

  it.each([
    ['5.999 s', 5_999, 'invalidAudioDuration'],
    ['6 s', 6_000, undefined],
    ['360 s', 360_000, undefined],
    ['360.001 s', 360_001, 'invalidAudioDuration'],
  ])('of %s is judged by its decoded length', async (_name, durationMs, code) => {
    const { call, cover, upload } = await bench();
    const { errors } = await call([await cover({ inputs: { audio: await upload(songOf(durationMs)) } })]);
    expect(errors?.[0]?.code).toBe(code);
  });

  it.each([
    ['that is gone', () => serve(songOf(30_000), 404)],
    ['that leads elsewhere', () => serve(songOf(30_000), 302)],
    ['that is not on this machine', async () => 'http://example.org/song.mp3'],
    ['that nobody listens at', async () => 'http://127.0.0.1:1/song.mp3'],
    ['that is no address', async () => 'http://'],
  ])('is refused at an address %s', async (_name, address) => {
    const { call, cover, sandbox } = await bench();
    const { status, errors } = await call([await cover({ inputs: { audio: await address() } })]);
    expect(status).toBe(400);
    expect(errors?.[0]).toMatchObject({ code: 'invalidAudioURL', parameter: 'inputs.audio' });
    expect(sandbox.paidRequests()).toBe(0);
  });

  it('is refused when it is larger than may be', async () => {
    const { call, cover } = await bench({ maximumMediaBytes: 100, downloadFailedCode: 'downloadFailed' });
    const audio = await serve(Buffer.alloc(101));
    expect((await call([await cover({ inputs: { audio } })])).errors?.[0]).toMatchObject({ code: 'downloadFailed' });
  });

  it.each([
    ['of a kind that cannot be decoded', 'aac', 'cannot decode'],
    ['that is damaged', 'noise damaged', 'is damaged'],
  ])('%s is refused by a stand-in that says so', async (_name, content, words) => {
    const { call, cover, upload } = await bench();
    const { errors } = await call([await cover({ inputs: { audio: await upload(Buffer.from(content)) } })]);
    expect(errors?.[0]).toMatchObject({ code: 'invalidAudio', parameter: 'inputs.audio' });
    expect(errors?.[0]?.message).toContain(words);
    expect(errors?.[0]?.message).toContain('sandbox');
  });

  it('that is too long to decode is refused for its length', async () => {
    const { call, cover, upload } = await bench();
    const audio = await upload(Buffer.from('noise tooLong'));
    expect((await call([await cover({ inputs: { audio } })])).errors?.[0]).toMatchObject({
      code: 'invalidAudioDuration',
    });
  });

  it('makes a server error of a measure that is itself broken', async () => {
    const { call, cover, upload } = await bench();
    const audio = await upload(Buffer.from('crash'));
    const answer = await call([await cover({ inputs: { audio } })]);
    expect(answer).toMatchObject({ status: 500, errors: [{ code: 'internalServerError' }] });
    expect(JSON.stringify(answer.errors)).not.toContain('the measure itself');
  });

  it('that is bad fails an accepted task when told to, and is not billed', async () => {
    const { call, cover, poll, sandbox } = await bench({ referenceCheck: 'afterAck' });
    const audio = await serve(songOf(1_000));
    const task = await cover({ inputs: { audio } });
    expect(await call([task])).toMatchObject({ status: 200 });
    await expect.poll(async () => (await poll(task.taskUUID)).errors?.[0]?.code).toBe('invalidAudioDuration');
    expect(sandbox.money.paid).toMatchObject([{ taskUUID: task.taskUUID, micros: 0 }]);
  });

  it('comes inline when told to', async () => {
    const { call, cover } = await bench({ inlineAudio: 'accept' });
    const base64 = Buffer.from(songOf(30_000)).toString('base64');
    const audio = `data:audio/mpeg;base64,${base64}`;
    expect(await call([await cover({ inputs: { audio } })])).toMatchObject({ status: 200 });
  });
});
