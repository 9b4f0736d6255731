import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDiscordClient } from '../../src/discord/client.ts';
import type { Command } from '../../src/discord/command.ts';
import { createDiscord } from '../../src/discord/discord.ts';
import { createDispatch } from '../../src/discord/dispatch.ts';
import type { Loaders } from '../../src/discord/load-needs.ts';
import type { PostedTake } from '../../src/discord/port.ts';
import { createDiscordRest } from '../../src/discord/rest.ts';
import { createLogger } from '../../src/logger.ts';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import { createManualClock } from '../support/manual-clock.ts';

type SandboxOptions = Omit<Parameters<typeof startDiscordSandbox>[0], 'clock'>;

/** A stand-in Discord with one server, a channel and two members. */
export async function openServer(options: SandboxOptions = {}) {
  const clock = createManualClock();
  const sandbox = await startDiscordSandbox({ clock, ...options });
  onTestFinished(() => sandbox.close());
  const guild = sandbox.addGuild();
  return {
    clock,
    sandbox,
    guild,
    channel: guild.addChannel({ name: 'remix-lab' }),
    member: guild.addMember({ name: 'Ada' }),
    other: guild.addMember({ name: 'Bob' }),
  };
}

/** The REST side of the bot alone, against such a server. */
export async function openRest({ requestMs = 5_000, ...options }: SandboxOptions & { requestMs?: number } = {}) {
  const server = await openServer(options);
  const { sandbox, clock } = server;
  let refusals = 0;
  const rest = createDiscordRest({
    token: sandbox.token,
    api: sandbox.apiUrl,
    timeoutMs: requestMs,
    onTokenRefused: () => {
      refusals += 1;
    },
  });
  onTestFinished(() => rest.close());
  const identity = () => ({ botId: sandbox.botUserId, applicationId: sandbox.applicationId });
  return {
    ...server,
    rest,
    identity,
    discord: createDiscord({ rest, identity, clock }),
    tokenRefusals: () => refusals,
  };
}

/** The bot online with these commands. What it logs can be read. */
export async function openBot(
  commands: readonly Command[],
  { load, ...options }: SandboxOptions & { load?: Partial<Loaders> } = {},
) {
  const server = await openServer(options);
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLogger({ level: 'debug', destination });
  const client = createDiscordClient({
    token: server.sandbox.token,
    api: server.sandbox.apiUrl,
    commands: commands.flatMap(({ data }) => data),
    log,
    onFatal: () => {},
  });
  const dispatch = createDispatch({
    commands,
    rest: client.rest,
    load: { draft: async () => undefined, job: async () => undefined, ...load },
    clock: server.clock,
    log,
  });
  onTestFinished(() => client.stop());
  await client.start(dispatch.handle);
  const answered = () => lines.filter(({ msg }) => msg === 'interaction answered');
  return { ...server, client, dispatch, lines, answered };
}

/** Takes on disk, each of so many bytes. */
export function takesOf(...sizes: number[]): PostedTake[] {
  const folder = mkdtempSync(join(tmpdir(), 'coverband-takes-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return sizes.map((sizeBytes, index) => {
    const path = join(folder, `${index}`);
    writeFileSync(path, Buffer.alloc(sizeBytes, index + 1));
    return { kind: 'file', path, name: `cover-${index + 1}.mp3`, sizeBytes };
  });
}
