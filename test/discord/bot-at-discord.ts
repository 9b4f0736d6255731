import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { createClock } from '../../src/clock.ts';
import { createDiscordClient } from '../../src/discord/client.ts';
import { createDiscord } from '../../src/discord/discord.ts';
import type { Command } from '../../src/discord/interactions/command.ts';
import { createDispatch } from '../../src/discord/interactions/dispatch.ts';
import type { Loaders } from '../../src/discord/interactions/load-needs.ts';
import type { RegisteredCommands } from '../../src/discord/interactions/register-commands.ts';
import type { PostedFile, Posting } from '../../src/discord/port.ts';
import { createAttachments } from '../../src/discord/rest/attachments.ts';
import type { CommandMentions } from '../../src/discord/rest/command-mentions.ts';
import { createDiscordRest, type RestWatch } from '../../src/discord/rest/rest.ts';
import type { Job } from '../../src/domain/job.ts';
import { createLogger } from '../../src/logger.ts';
import { startDiscordSandbox } from '../../src/sandbox/discord/sandbox.ts';
import type { Files } from '../../src/store/port.ts';
import { buildJob } from '../support/build-job.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** The flag of a message of which Discord shows no previews of links. */
export const SUPPRESS_EMBEDS = 1 << 2;

const UPLOAD_BYTES = 64 * 1024 * 1024;

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
export async function openRest({
  requestMs = 5_000,
  watch,
  mentions,
  ...options
}: SandboxOptions & { requestMs?: number; watch?: RestWatch; mentions?: CommandMentions } = {}) {
  const server = await openServer(options);
  const { sandbox, clock } = server;
  let refusals = 0;
  const rest = createDiscordRest({
    token: sandbox.token,
    api: sandbox.apiUrl,
    timeoutMs: requestMs,
    watch,
    mentions,
    onTokenRefused: () => {
      refusals += 1;
    },
  });
  onTestFinished(() => rest.close());
  const identity = () => ({ botId: sandbox.botUserId, applicationId: sandbox.applicationId });
  const attachments = createAttachments({ files: keptFiles, maximumBytes: UPLOAD_BYTES });
  return {
    ...server,
    rest,
    identity,
    attachments,
    discord: createDiscord({ rest, identity, attachments, clock }),
    tokenRefusals: () => refusals,
  };
}

/** What a new data folder knows of the commands at Discord. */
export function nothingRegistered(): RegisteredCommands {
  const hashes = new Map<string, string>();
  return {
    get: async (applicationId) => hashes.get(applicationId),
    set: async (applicationId, hash) => hashes.set(applicationId, hash),
  };
}

/** The bot online with these commands. What it logs can be read. */
export async function openBot(
  commands: readonly Command[],
  {
    load,
    claim,
    ...options
  }: SandboxOptions & { load?: Partial<Loaders>; claim?: (id: string) => Promise<boolean> } = {},
) {
  const server = await openServer(options);
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const log = createLogger({ level: 'debug', destination });
  const client = createDiscordClient({
    token: server.sandbox.token,
    api: server.sandbox.apiUrl,
    commands: () => commands.flatMap(({ data }) => data),
    registered: nothingRegistered(),
    log,
    onFatal: () => {},
  });
  const attachments = createAttachments({ files: keptFiles, maximumBytes: UPLOAD_BYTES });
  let taken = 0;
  const dispatch = createDispatch({
    commands,
    rest: client.rest,
    attachments,
    load: {
      draft: async () => undefined,
      job: async () => undefined,
      settings: () => Promise.reject(new Error('nothing was said of settings')),
      block: async () => undefined,
      lastStyles: async () => [],
      ...load,
    },
    claim,
    onTaken: () => {
      taken += 1;
    },
    clock: server.clock,
    realTime: createClock(),
    log,
  });
  onTestFinished(() => client.stop());
  await client.start(dispatch.handle);
  const answered = () => lines.filter(({ msg }) => msg === 'interaction answered');
  return { ...server, client, attachments, dispatch, lines, answered, taken: () => taken };
}

type Server = Pick<Awaited<ReturnType<typeof openServer>>, 'guild' | 'channel' | 'member'>;

/** A job of the server's first member, for its first channel. */
export function jobIn({ guild, channel, member }: Server, changes: Partial<Job> = {}): Job {
  const requester = { id: member.id, name: member.name };
  return { ...buildJob(), state: 'delivering', guildId: guild.id, channelId: channel.id, requester, ...changes };
}

/** By hash. */
const kept = new Map<string, Buffer>();

/** Of a test that has a real store. */
const stores = new Set<Pick<Files, 'open'>>();

/** What `filesOf` has made can be sent, and what is in the stores of the test. */
export const keptFiles: Pick<Files, 'open'> = {
  async open(hash) {
    for (const store of stores) {
      const found = await store.open(hash);
      if (found) return found;
    }
    const data = kept.get(hash);
    return data && { sizeBytes: data.length, bytes: () => Readable.from([data]) };
  },
};

/** From here to the end of the test, what is in a store can be sent. */
export function sendFrom(store: Pick<Files, 'open'>): void {
  stores.add(store);
  onTestFinished(() => void stores.delete(store));
}

/** Files that are kept, each of so many bytes. */
export function filesOf(...sizes: number[]): PostedFile[] {
  return sizes.map((sizeBytes, index) => keepFile(Buffer.alloc(sizeBytes, index + 1), `cover-${index + 1}.mp3`));
}

export function keepFile(data: Buffer, name: string): PostedFile {
  const hash = randomUUID();
  kept.set(hash, data);
  onTestFinished(() => void kept.delete(hash));
  return { hash, name, sizeBytes: data.length };
}

/** It is not kept any more. */
export function loseFile({ hash }: PostedFile): void {
  kept.delete(hash);
}

/** Takes of one file each. */
export function postingOf(...sizes: number[]): Posting {
  return { takes: filesOf(...sizes).map((file, index) => ({ index, files: [file], link: null })), picture: null };
}
