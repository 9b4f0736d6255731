import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import { composeQuickly, measureSong, renderQuickly, songOf } from '../support/sounds.ts';
import { installVendor } from './support/install.ts';
import { serveSong } from './support/serve-song.ts';
import { secondsOf } from './support/sounds.ts';

const mmx = await installVendor('mmx-cli', '1.0.19');
const run = promisify(execFile);

const STYLE = 'slow jazz with a piano';
const LYRICS = '[Verse]\nA boat without a sail\n[Chorus]\nAnd still it finds the shore';
/** What `renderQuickly` makes. */
const COVER_SECONDS = 7;

interface Sdk {
  MiniMaxSDK: new (options: {
    apiKey: string;
    baseUrl: string;
    region: 'global';
  }) => {
    music: {
      generate(request: Record<string, unknown>): Promise<Record<string, unknown>>;
      save(response: Record<string, unknown>, path: string): string;
    };
    quota: { info(): Promise<{ model_remains: { model_name: string }[] }> };
  };
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

describe.skipIf(!mmx)("MiniMax's own client, mmx-cli 1.0.19,", () => {
  let sandbox: MinimaxSandbox;
  let folder: string;
  let song: { url: string; file: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mmx-'));
    sandbox = await startMinimaxSandbox({
      clock: createClock(),
      render: renderQuickly,
      compose: composeQuickly,
      measure: measureSong,
      settings: { generationMs: 0, preprocessMs: 0, lyricsMs: 0 },
    });
    const { data } = await songOf(10);
    const file = join(folder, 'song.wav');
    await writeFile(file, data);
    song = { url: await serveSong(data), file };
  });

  afterAll(async () => {
    await sandbox?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  const command = async (words: readonly string[], { apiKey = sandbox.apiKey } = {}): Promise<Ended> => {
    const script = mmx?.path('dist/mmx.mjs') ?? '';
    const account = ['--api-key', apiKey, '--region', 'global', '--base-url', sandbox.baseUrl];
    const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, CI: '1' }, timeout: 60_000 };
    try {
      return {
        code: 0,
        ...(await run(process.execPath, [script, ...words, ...account, '--output', 'json'], options)),
      };
    } catch (error) {
      return error as Ended;
    }
  };

  const cover = (...words: string[]) => command(['music', 'cover', '--prompt', STYLE, ...words]);
  const out = (name: string) => join(folder, name);
  const askedSince = (count: number) => sandbox.requests.slice(count).map(({ endpoint }) => endpoint);

  it('makes a cover of a link in one step', async () => {
    const before = sandbox.requests.length;
    const ended = await cover('--audio', song.url, '--out', out('link.mp3'));
    expect(ended.code, ended.stderr).toBe(0);
    expect(askedSince(before)).toEqual(['music']);
    expect(await secondsOf(await readFile(out('link.mp3')))).toBeCloseTo(COVER_SECONDS, 0);
  });

  it('makes a cover of a file that it sends along', async () => {
    const ended = await cover('--audio-file', song.file, '--format', 'wav', '--out', out('file.wav'));
    expect(ended.code, ended.stderr).toBe(0);
    expect(await secondsOf(await readFile(out('file.wav')))).toBeCloseTo(COVER_SECONDS, 0);
  });

  it('has the song listened to first where the lyrics are its own', async () => {
    const before = sandbox.requests.length;
    const ended = await cover('--audio', song.url, '--lyrics', LYRICS, '--seed', '7', '--out', out('lyrics.mp3'));
    expect(ended.code, ended.stderr).toBe(0);
    expect(askedSince(before)).toEqual(['preprocess', 'music']);
    expect(sandbox.requests.at(-1)?.body).toMatchObject({ lyrics: LYRICS, cover_feature_id: expect.any(String) });
    expect(await secondsOf(await readFile(out('lyrics.mp3')))).toBeCloseTo(COVER_SECONDS, 0);
  });

  it('writes the pieces of a stream out as one song', async () => {
    const script = mmx?.path('dist/mmx.mjs') ?? '';
    const account = ['--api-key', sandbox.apiKey, '--region', 'global', '--base-url', sandbox.baseUrl];
    const words = ['music', 'cover', '--prompt', STYLE, '--audio', song.url, '--stream'];
    const { stdout } = await run(process.execPath, [script, ...words, ...account], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, CI: '1' },
      encoding: 'buffer',
      maxBuffer: 50_000_000,
    });
    expect(await secondsOf(stdout)).toBeGreaterThanOrEqual(COVER_SECONDS - 0.5);
  });

  it('makes a new song with the model that it recommends', async () => {
    const words = ['music', 'generate', '--prompt', STYLE, '--lyrics', LYRICS, '--out', out('new.mp3')];
    const ended = await command(words);
    expect(ended.code, ended.stderr).toBe(0);
    expect(sandbox.requests.at(-1)?.body).toMatchObject({ model: 'music-3.0' });
    expect(await secondsOf(await readFile(out('new.mp3')))).toBeGreaterThan(6);
  });

  it('lists the models of the plan', async () => {
    const ended = await command(['quota', 'show']);
    expect(ended.code, ended.stderr).toBe(0);
    for (const model of ['music-cover', 'music-3.0', 'music-2.5+']) expect(ended.stdout).toContain(model);
  });

  it('says that a key is wrong', async () => {
    const ended = await command(['music', 'cover', '--prompt', STYLE, '--audio', song.url], { apiKey: 'a-wrong-key' });
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toMatch(/api key|auth/i);
  });

  it('says what is wrong with a song, in the words of the service', async () => {
    const short = await serveSong((await songOf(3)).data);
    const ended = await cover('--audio', short, '--out', out('short.mp3'));
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('audio duration must be between 6s and 360s');
  });

  it('understands that a path is not there', async () => {
    const ended = await command(['file', 'list']);
    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('stand-in');
  });

  describe('as a library', () => {
    const open = async () => {
      const { MiniMaxSDK } = (await mmx?.load<Sdk>('dist/sdk.mjs')) as Sdk;
      return new MiniMaxSDK({ apiKey: sandbox.apiKey, baseUrl: sandbox.baseUrl, region: 'global' });
    };

    it('saves a song that can be heard', async () => {
      const { music } = await open();
      const answer = await music.generate({ model: 'music-3.0', prompt: STYLE, lyrics: LYRICS, output_format: 'hex' });
      const saved = music.save(answer, out('library.mp3'));
      expect(await secondsOf(await readFile(saved))).toBeGreaterThan(6);
    });

    it('knows what is left of the plan', async () => {
      const { model_remains: models } = await (await open()).quota.info();
      expect(models.map(({ model_name: name }) => name)).toContain('music-3.0');
    });

    it('throws what the service says', async () => {
      const { music } = await open();
      sandbox.failNext({ code: 1008 });
      await expect(music.generate({ model: 'music-3.0', prompt: STYLE, lyrics: LYRICS })).rejects.toThrow(/balance/i);
    });
  });
});
