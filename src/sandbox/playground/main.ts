import { once as onceEmitted } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { demoSongFile } from '../providers/songs/demo-song.ts';
import { type DemoArguments, readArguments } from './arguments.ts';
import type { JobEvent } from './operator-events.ts';
import { offerFor } from './page/offers.ts';
import { openPlayground } from './page/open-playground.ts';
import { DemoError, playCover, type Scene, type Wish } from './play-cover.ts';
import { playLyrics } from './play-lyrics.ts';
import { openStage } from './whole-sandbox.ts';

const DEFAULT_STYLE = 'lo-fi bedroom beat with dusty vinyl and soft keys';

const STAND_IN_NOTE =
  'Discord and the provider are stand-ins on this machine. The music is a simple sound effect made here, and no AI.';

/** Time runs this much faster when nobody is there to watch; a cover takes 40 s of it. */
const FAST_FORWARD = 25;
const GENERATION_MS = 40_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);

try {
  const given = readArguments();
  if (given.once || given.writeLyrics !== undefined) await playOnce(given);
  else await play(given);
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** The whole bot in a web page, until somebody ends it. */
async function play({ provider, model, port, songFile, verbose }: DemoArguments): Promise<void> {
  const playground = await openPlayground({
    port,
    offer: offerFor(provider, model),
    generationMs: GENERATION_MS,
    ownSong: songFile === undefined ? undefined : await readSong(songFile),
    onBotLog: verbose ? print : () => {},
  }).catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(error.code === 'EADDRINUSE' ? `port ${port} is taken; try another one` : error.message);
  });
  try {
    await playground.started.catch((error: Error) => {
      throw new DemoError(error.message);
    });
    print(STAND_IN_NOTE);
    print(`The real bot is running against them. Open ${playground.url} in a browser; Ctrl+C ends it.`);
    const ending = new AbortController();
    await Promise.race(['SIGINT', 'SIGTERM'].map((name) => onceEmitted(process, name, { signal: ending.signal })));
    ending.abort();
  } finally {
    await playground.close();
  }
}

async function playOnce({ provider, model, verbose, ...given }: DemoArguments): Promise<void> {
  const wish: Wish = {
    song: given.songFile === undefined ? await demoSongFile() : await readSong(given.songFile),
    style: given.style ?? DEFAULT_STYLE,
    lyrics: given.lyricsFile === undefined ? undefined : (await read(given.lyricsFile)).toString('utf8'),
  };
  const stage = await openStage({
    speed: FAST_FORWARD,
    generationMs: GENERATION_MS,
    offer: offerFor(provider, model),
    onBotLog: verbose ? print : () => {},
  });
  try {
    const listeners = new Set<(event: JobEvent) => void>();
    const guild = stage.discord.addGuild({ name: 'Sandbox (stand-in)' });
    const scene: Scene = {
      stage,
      channel: guild.addChannel({ name: 'remix-lab' }),
      member: guild.addMember({ name: 'Ada' }),
      onJob(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      print,
    };
    print(STAND_IN_NOTE);
    await stage
      .startBot((event) => {
        for (const listener of listeners) listener(event);
      })
      .catch((error: Error) => {
        throw new DemoError(error.message);
      });
    if (given.writeLyrics !== undefined) await playLyrics(scene, wish, given.writeLyrics);
    else await playAndWrite(scene, wish);
  } finally {
    await stage.close();
  }
}

async function readSong(path: string): Promise<Wish['song']> {
  return { name: basename(path), data: await read(path) };
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
}

async function playAndWrite(scene: Scene, wish: Wish): Promise<void> {
  const { data, fileName } = await playCover(scene, wish);
  const path = fileName.replace(/^[^.]*/, 'demo-cover');
  await writeFile(path, data);
  const { provider } = scene.stage;
  const dollars = (provider.money.spentMicros / 1_000_000).toFixed(2);
  const size = Math.round(data.length / 1_000);
  print(`wrote ${path} (${size} kB); paid requests: ${provider.paidRequests()}, $${dollars} of play money`);
}
