import { execFile } from 'node:child_process';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeAudio } from '../../../../src/codec/decode.ts';
import { DecodeError } from '../../../../src/codec/decode-error.ts';
import { encodeAudio } from '../../../../src/codec/encode.ts';
import { createRestyler } from '../../../../src/sandbox/providers/restyle/restyler.ts';
import { makeSong } from '../../../../src/sandbox/providers/songs/make-song.ts';

const audio = { format: 'mp3', bitrateKbps: 64, sampleRate: 22_050, channels: 1 } as const;
const reference = await encodeAudio(makeSong({ seconds: 2.5, seed: 1, channels: 1, sampleRate: 22_050 }), audio);
const order = { reference, style: 'warm lo-fi', lyrics: null, seed: 7, audio };

describe('the restyler', () => {
  const restyler = createRestyler({ maximumSeconds: 3 });
  afterAll(() => restyler.close());

  it.each([
    { format: 'mp3', bitrateKbps: 64, sampleRate: 24_000, channels: 1 },
    { format: 'wav', bitrateKbps: 0, sampleRate: 44_100, channels: 2 },
    { format: 'flac', bitrateKbps: 0, sampleRate: 44_100, channels: 2 },
    { format: 'ogg', bitrateKbps: 64, sampleRate: 48_000, channels: 2 },
  ] as const)('gives a $format file of the length of the reference', async (wanted) => {
    const { data, durationMs, family } = await restyler.render({ ...order, audio: wanted });
    expect(family).toBe('lo-fi');
    expect(Math.abs(durationMs - 2_500)).toBeLessThan(50);
    const { sampleRate, channels } = await decodeAudio(data);
    expect(sampleRate).toBe(wanted.sampleRate);
    expect(channels).toHaveLength(wanted.channels);
    expect(Math.abs((channels[0]?.length ?? 0) / sampleRate - 2.5)).toBeLessThan(0.05);
  });

  it('answers orders that come at once in turn, each with its own song', async () => {
    const styles = ['lo-fi', 'chiptune', 'club'];
    const songs = await Promise.all(styles.map((style) => restyler.render({ ...order, style })));
    expect(songs.map(({ family }) => family)).toEqual(styles);
  });

  it('makes the same bytes for the same order, also without its cache', async () => {
    const other = createRestyler({ cacheBytes: 0 });
    const [first, again, fresh] = [
      await restyler.render(order),
      await restyler.render(order),
      await other.render(order),
    ];
    await other.close();
    expect(again).toEqual(first);
    expect(fresh).toEqual(first);
    expect(again.data).not.toBe(first.data);
  });

  it('says why a reference cannot be used, and goes on', async () => {
    const rendered = [
      restyler.render({ ...order, reference: new Uint8Array(2_000) }),
      restyler.render({
        ...order,
        reference: await encodeAudio(makeSong({ seconds: 3.5, seed: 1, channels: 1, sampleRate: 22_050 }), audio),
      }),
    ];
    const errors = await Promise.all(rendered.map((song) => song.catch((error: unknown) => error)));
    for (const error of errors) expect(error).toBeInstanceOf(DecodeError);
    expect(errors).toMatchObject([{ code: 'unsupported' }, { code: 'tooLong' }]);
    await expect(restyler.render(order)).resolves.toMatchObject({ family: 'lo-fi' });
  });

  it('leaves the bytes of its caller alone', async () => {
    const mine = reference.slice();
    await restyler.render({ ...order, reference: mine, seed: 8 });
    expect(mine).toEqual(reference);
  });

  it('refuses what is rendered and what waits when it is closed', async () => {
    const closing = createRestyler();
    const waiting = [closing.render(order), closing.render({ ...order, seed: 9 })].map((song) =>
      song.then(
        () => 'done',
        () => 'refused',
      ),
    );
    // By then the first order is with the worker, which needs far longer to start.
    await setImmediate();
    await closing.close();
    expect(await Promise.all(waiting)).toEqual(['refused', 'refused']);
    await expect(closing.render(order)).rejects.toThrow('closed');
  });

  it('does not keep a process alive that never closes it', async () => {
    const script = `
      const { createRestyler } = await import(${JSON.stringify(new URL('../../../../src/sandbox/providers/restyle/restyler.ts', import.meta.url).href)});
      const audio = { format: 'wav', bitrateKbps: 0, sampleRate: 8000, channels: 1 };
      const order = { reference: new Uint8Array(100), style: 'x', lyrics: null, seed: 1, audio };
      await createRestyler().render(order).catch((error) => console.log(error.code));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
      timeout: 15_000,
    });
    expect(stdout.trim()).toBe('unsupported');
  });
});
