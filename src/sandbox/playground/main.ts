import { once as onceEmitted } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { demoSongFile } from '../providers/songs/demo-song.ts';
import { DEFAULT_PORT, type DemoArguments, HELP, readArguments } from './arguments.ts';
import { DemoError } from './demo-error.ts';
import type { JobEvent } from './operator-events.ts';
import { offerFor } from './page/offers.ts';
import { openPlayground } from './page/open-playground.ts';
import { playCover, type Scene, type Wish } from './play-cover.ts';
import { playLyrics } from './play-lyrics.ts';
import { openStage } from './whole-sandbox.ts';

const DEFAULT_STYLE = 'lo-fi bedroom beat with dusty vinyl and soft keys';

const STAND_IN_NOTE =
  'Discord and the provider are stand-ins on this machine. The music is a simple sound effect made here, and no AI.';

/** Time runs this much faster when nobody is there to watch; a cover takes 40 s of it. */
const FAST_FORWARD = 25;
const GENERATION_MS = 40_000;

/** How many ports are tried after the usual one: so many demos can run beside each other. */
const PORTS_AFTER = 10;

const print = (line: string) => void process.stdout.write(`${line}\n`);

try {
  const given = readArguments(process.argv.slice(2));
  if (given.help) print(HELP);
  else if (given.once || given.writeLyrics !== undefined) await playOnce(given);
  else await play(given);
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** The whole bot in a web page, until somebody ends it. */
async function play({ provider, model, port: wanted, songFile, verbose }: DemoArguments): Promise<void> {
  const port = wanted ?? DEFAULT_PORT;
  const playground = await openPlayground({
    port,
    portsAfter: wanted === undefined ? PORTS_AFTER : 0,
    offer: offerFor(provider, model),
    generationMs: GENERATION_MS,
    hasOpening: true,
    ownSong: songFile === undefined ? undefined : await readSong(songFile),
    onBotLog: verbose ? print : () => {},
  }).catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(error.code === 'EADDRINUSE' ? takenPort(port, wanted) : error.message);
  });
  try {
    await playground.started.catch((error: Error) => {
      throw new DemoError(error.message);
    });
    const { url } = playground;
    print(STAND_IN_NOTE);
    if (port !== 0 && Number(new URL(url).port) !== port)
      print(`Port ${port} is taken, so the page is at another one.`);
    print(`The real bot is running against them. Open ${url} in a browser.`);
    print('Ctrl+C ends it, and everything in it is forgotten.');
    const ending = new AbortController();
    await Promise.race(['SIGINT', 'SIGTERM'].map((name) => onceEmitted(process, name, { signal: ending.signal })));
    ending.abort();
  } finally {
    await playground.close();
  }
}

function takenPort(port: number, wanted: number | undefined): string {
  if (wanted !== undefined) return `Port ${port} is taken. Give --port another one, or leave it out.`;
  return `Port ${port} is taken, and so are the ${PORTS_AFTER} after it. Give --port a free one.`;
}

async function playOnce({ provider, model, verbose, ...given }: DemoArguments): Promise<void> {
  const wish: Wish = {
    song: given.songFile === undefined ? await demoSongFile() : await readSong(given.songFile),
    style: given.style ?? DEFAULT_STYLE,
    lyrics: given.lyricsFile === undefined ? undefined : (await read(given.lyricsFile)).toString('utf8'),
    chosen: new Set([
      ...(given.songFile === undefined ? [] : ['song' as const]),
      ...(given.style === undefined ? [] : ['style' as const]),
      ...(given.lyricsFile === undefined ? [] : ['lyrics' as const]),
    ]),
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

/** Why a file cannot be read, by Node's code for it. */
const READING: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) => `There is no file ${path}.`,
  EISDIR: (path) => `${path} is a folder. Name a file in it.`,
  EACCES: (path) => `You may not read ${path}.`,
};

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(READING[error.code ?? '']?.(path) ?? `${path} cannot be read: ${error.message}.`);
  });
}

async function playAndWrite(scene: Scene, wish: Wish): Promise<void> {
  const { data, fileName } = await playCover(scene, wish);
  const path = fileName.replace(/^[^.]*/, 'demo-cover');
  await writeFile(path, data).catch((error: Error) => {
    throw new DemoError(`The cover is made, and ${path} cannot be written here: ${error.message}.`);
  });
  const { provider } = scene.stage;
  const dollars = (provider.money.spentMicros / 1_000_000).toFixed(2);
  const size = Math.round(data.length / 1_000);
  print(`wrote ${path} (${size} kB); paid requests: ${provider.paidRequests()}, $${dollars} of play money`);
}
