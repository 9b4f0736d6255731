import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type DemoArguments, readArguments } from './arguments.ts';
import type { JobEvent } from './operator-events.ts';
import { DemoError, playCover, type Scene, type Wish } from './play-cover.ts';
import { playLyrics } from './play-lyrics.ts';
import { demoSongFile } from './songs/demo-song.ts';
import { openStage } from './stage.ts';

const DEFAULT_STYLE = 'lo-fi bedroom beat with dusty vinyl and soft keys';

const STAND_IN_NOTE =
  'Discord and the provider are stand-ins on this machine. The music is a simple sound effect made here, and no AI.';

/** Time runs this much faster when nobody is there to watch, and when somebody is; a cover takes 40 s of it. */
const FAST_FORWARD = 25;
const LIVELY = 5;
const GENERATION_MS = 40_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);

try {
  await main(readArguments());
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main({ once, provider, model, verbose, ...given }: DemoArguments): Promise<void> {
  const wish: Wish = {
    song: given.songFile === undefined ? await demoSongFile() : await readSong(given.songFile),
    style: given.style ?? DEFAULT_STYLE,
    lyrics: given.lyricsFile === undefined ? undefined : (await read(given.lyricsFile)).toString('utf8'),
  };
  const stage = await openStage({
    speed: once || given.writeLyrics !== undefined ? FAST_FORWARD : LIVELY,
    generationMs: GENERATION_MS,
    provider,
    model,
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
    else if (once) await playAndWrite(scene, wish);
    else await converse(scene, wish);
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

/** Every line is a style; each makes one cover of the song. */
async function converse(scene: Scene, wish: Wish): Promise<void> {
  print(`The real bot is running against them. The song is ${wish.song.name}.`);
  print(
    'Type how it should sound and press Enter, for example: rock band with loud guitars. An empty line ends the demo.',
  );
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: 'style> ' });
  let isOpen = true;
  terminal.on('close', () => {
    isOpen = false;
  });
  terminal.prompt();
  for await (const line of terminal) {
    if (line.trim() === '') break;
    await playAndWrite(scene, { ...wish, style: line.trim() }).catch((error: unknown) => {
      if (!(error instanceof DemoError)) throw error;
      print(error.message);
    });
    if (isOpen) terminal.prompt();
  }
  terminal.close();
}
