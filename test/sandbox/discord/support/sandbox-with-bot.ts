import { onTestFinished } from 'vitest';
import {
  type DiscordSandbox,
  type DiscordSandboxOptions,
  startDiscordSandbox,
} from '../../../../src/sandbox/discord/sandbox.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';

/** A stand-in with one guild, one channel and one member, on a clock that stands still. */
export async function openStage(options: Partial<DiscordSandboxOptions> = {}) {
  const clock: ManualClock = createManualClock();
  const discord = await startDiscordSandbox({ clock, ...options });
  onTestFinished(() => discord.close());
  const guild = discord.addGuild({ name: 'Test server' });
  const channel = guild.addChannel({ name: 'covers' });
  const member = guild.addMember({ name: 'Ada' });
  return { clock, discord, guild, channel, member, api: apiOf(discord) };
}

/** The id in an answer. */
export function idOf({ body }: { body: unknown }): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string') return body.id;
  throw new Error(`no id in ${JSON.stringify(body)}`);
}

export type Stage = Awaited<ReturnType<typeof openStage>>;

export interface ApiReply {
  status: number;
  body: unknown;
  headers: Headers;
}

interface ApiOptions {
  body?: unknown;
  files?: readonly { name: string; data: Uint8Array; type?: string }[];
  token?: string;
}

/** Plain requests as the bot would send them; refusals are answers here. */
function apiOf(discord: DiscordSandbox) {
  return async (method: string, path: string, { body, files, token = discord.token }: ApiOptions = {}) => {
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${token}`,
        ...(!files && body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(files ? { body: formOf(body, files) } : body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const reply: ApiReply = { status: response.status, body: text && JSON.parse(text), headers: response.headers };
    return reply;
  };
}

function formOf(body: unknown, files: NonNullable<ApiOptions['files']>): FormData {
  const form = new FormData();
  form.set('payload_json', JSON.stringify(body ?? {}));
  for (const [index, { name, data, type = '' }] of files.entries()) {
    form.set(`files[${index}]`, new Blob([Buffer.from(data)], { type }), name);
  }
  return form;
}
