import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DiscordSandbox, startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import type { SandboxChannel, SandboxGuild, SandboxMember, UploadedFile } from '../../src/sandbox/discord/types.ts';
import { type AimlapiSandbox, startAimlapiSandbox } from '../../src/sandbox/providers/aimlapi.ts';
import { type MinimaxSandbox, startMinimaxSandbox } from '../../src/sandbox/providers/minimax.ts';
import { type RunwareSandbox, startRunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { composeQuickly, renderQuickly, songOf } from '../support/sounds.ts';
import { type ChaosClock, createChaosClock, SPEED } from './chaos-clock.ts';
import { attemptOf, markersIn, wishNumberOf } from './markers.ts';
import type { Plan } from './plan.ts';
import { SONGS } from './plan-wishes.ts';
import { type Senders, watchSenders } from './senders.ts';

/** Early in a month, so that no quota's window ends before the run does. */
const STARTS_AT = Date.UTC(2026, 10, 2, 6);

/** Discord's limit on the first answer; in real seconds, however fast the sandbox's time runs. */
const ANSWER_DEADLINE_MS = 3_000;

/** A little over an hour: some songs go to a provider as a link, and those that had to wait as an upload. */
const LINK_MS = 61.5 * 60_000;

const SONG_SECONDS = 7;
const GENERATION_MS = 40_000;
/** MiniMax holds the connection for so long. */
const HELD_MS = 6_000;

/** How long each provider works on a cover, at least, in milliseconds of the sandbox's time. */
export const RUNS_MS = { runware: GENERATION_MS, aimlapi: GENERATION_MS, minimax: HELD_MS } as const;

const REMEMBERED_REQUESTS = 500_000;
const PLAY_MONEY_MICROS = 10_000_000_000;

export interface Server {
  guild: SandboxGuild;
  channel: SandboxChannel;
  members: SandboxMember[];
}

/** The stand-ins, with guilds and members. */
export interface Stage {
  clock: ChaosClock;
  folder: string;
  discord: DiscordSandbox;
  runware: RunwareSandbox;
  aimlapi: AimlapiSandbox;
  minimax: MinimaxSandbox;
  senders: Senders;
  /** Of a fleet. */
  postgres: PostgresServer | undefined;
  servers: Server[];
  /** A song of the plan under another name. */
  song(number: number, marker: string): UploadedFile;
  close(): Promise<void>;
}

/** `onPlannedFailure` is told the marker of a cover that a provider was made to fail. */
export async function openStage(plan: Plan, onPlannedFailure: (marker: string) => void): Promise<Stage> {
  const senders = watchSenders();
  const folder = mkdtempSync(join(tmpdir(), 'coverband-chaos-'));
  const clock = createChaosClock(STARTS_AT);
  const songs = await Promise.all(
    Array.from({ length: SONGS }, (_, index) => songOf(SONG_SECONDS, { hertz: 200 + 20 * index })),
  );
  const discord = await startDiscordSandbox({
    clock,
    answerDeadlineMs: ANSWER_DEADLINE_MS * SPEED,
    linkMs: LINK_MS,
    rememberedRequests: REMEMBERED_REQUESTS,
  });
  const common = {
    clock,
    measure: createMeasure(songs),
    render: createRender(plan, onPlannedFailure),
    balanceMicros: PLAY_MONEY_MICROS,
    rememberedRequests: REMEMBERED_REQUESTS,
  };
  const settings = { generationMs: GENERATION_MS };
  const runware = await startRunwareSandbox({ ...common, settings: { ...settings, resultStaggerMs: 0 } });
  const aimlapi = await startAimlapiSandbox({ ...common, settings });
  const minimax = await startMinimaxSandbox({
    ...common,
    compose: composeQuickly,
    settings: { generationMs: HELD_MS, preprocessMs: 1_000 },
  });

  const postgres = plan.engine === 'postgres' ? await startPostgres({ isDurable: true }) : undefined;
  if (plan.engine === 'postgres' && !postgres) throw new Error('PostgreSQL is not installed');

  return {
    clock,
    folder,
    discord,
    runware,
    aimlapi,
    minimax,
    senders,
    postgres,
    servers: Array.from({ length: plan.guilds }, (_, index) => openServer(discord, index, plan.membersPerGuild)),
    song(number, marker) {
      const song = songs[number];
      if (!song) throw new Error(`there is no song ${number}`);
      return { ...song, name: `${marker}.wav` };
    },
    async close() {
      await Promise.all([discord, runware, aimlapi, minimax].map((sandbox) => sandbox.close()));
      await postgres?.close();
      senders.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function openServer(discord: DiscordSandbox, index: number, members: number): Server {
  const guild = discord.addGuild({ name: `Server ${index}` });
  const channel = guild.addChannel({ name: 'covers' });
  return {
    guild,
    channel,
    members: Array.from({ length: members }, (_, number) => guild.addMember({ name: `Member ${index}.${number}` })),
  };
}

/** Decoding the same few songs a thousand times would tell nothing new; that they arrive whole does. */
function createMeasure(songs: readonly UploadedFile[]) {
  const originals = songs.map(({ data }) => Buffer.from(data));
  return async (bytes: Uint8Array): Promise<{ durationMs: number }> => {
    const isWhole = originals.some((original) => original.equals(bytes));
    if (!isWhole) throw Object.assign(new Error('this is none of the songs'), { code: 'damaged' });
    return { durationMs: SONG_SECONDS * 1_000 };
  };
}

type Render = typeof renderQuickly;

/** The wish is known by the marker in the style. Its first cover fails where the plan says so. */
function createRender({ wishes }: Plan, onPlannedFailure: (marker: string) => void): Render {
  const failed = new Set<string>();
  return async (order) => {
    const [marker = ''] = markersIn(order.style);
    const fails = marker !== '' && wishes[wishNumberOf(marker)]?.failsFirst && attemptOf(marker) === 0;
    if (fails && !failed.has(marker)) {
      failed.add(marker);
      onPlannedFailure(marker);
      throw new Error('the plan says so');
    }
    return renderQuickly(order);
  };
}
