import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { UploadedFile } from './discord/types.ts';
import type { JobEvent } from './operator-events.ts';
import { DemoError, playCover, type Scene } from './play-cover.ts';
import { demoSongFile } from './songs/demo-song.ts';
import { openStage } from './stage.ts';

const USAGE = 'usage: npm run demo [-- --once [FILE] [--style "how it should sound"] [--verbose]]';
const DEFAULT_STYLE = 'lo-fi bedroom beat with dusty vinyl and soft keys';

const STAND_IN_NOTE =
  'Discord and Runware are stand-ins on this machine. The cover is a simple sound effect made here, and no AI.';

/** Time runs this much faster when nobody is there to watch, and when somebody is; a cover takes 40 s of it. */
const FAST_FORWARD = 25;
const LIVELY = 5;
const GENERATION_MS = 40_000;

const print = (line: string) => void process.stdout.write(`${line}\n`);

try {
  await main();
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  const song = await readSong(positionals[0]);
  const stage = await openStage({
    speed: values.once ? FAST_FORWARD : LIVELY,
    generationMs: GENERATION_MS,
    onBotLog: values.verbose ? print : () => {},
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
    await stage.startBot((event) => {
      for (const listener of listeners) listener(event);
    });
    if (values.once) await playAndWrite(scene, song, values.style ?? DEFAULT_STYLE);
    else await converse(scene, song);
  } finally {
    await stage.close();
  }
}

function readArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: { once: { type: 'boolean' }, style: { type: 'string' }, verbose: { type: 'boolean' } },
    });
    if (parsed.positionals.length > 1) throw new Error('more than one file');
    return parsed;
  } catch (error) {
    throw new DemoError(`${error instanceof Error ? error.message.split('\n')[0] : error}; ${USAGE}`);
  }
}

async function readSong(path: string | undefined): Promise<UploadedFile> {
  if (path === undefined) return demoSongFile();
  const data = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DemoError(`${path} cannot be read: ${error.code ?? error.message}`);
  });
  return { name: basename(path), data };
}

async function playAndWrite(scene: Scene, song: UploadedFile, style: string): Promise<void> {
  const { data, fileName } = await playCover(scene, song, style);
  const path = fileName.replace(/^cover[^.]*/, 'demo-cover');
  await writeFile(path, data);
  const { money } = scene.stage.runware;
  const dollars = (money.spentMicros / 1_000_000).toFixed(2);
  print(
    `wrote ${path} (${Math.round(data.length / 1_000)} kB); paid requests: ${scene.stage.runware.paidRequests()}, $${dollars} of play money`,
  );
}

/** Every line is a style; each makes one cover of the song. */
async function converse(scene: Scene, song: UploadedFile): Promise<void> {
  print(`The real bot is running against them. The song is ${song.name}.`);
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
    await playAndWrite(scene, song, line.trim()).catch((error: unknown) => {
      if (!(error instanceof DemoError)) throw error;
      print(error.message);
    });
    if (isOpen) terminal.prompt();
  }
  terminal.close();
}
