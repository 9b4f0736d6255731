import type { SandboxChannel, SandboxGuild, SandboxMember, SandboxMessage } from '../../src/sandbox/discord/types.ts';
import type { RunwareSandbox } from '../../src/sandbox/providers/runware.ts';
import { openTestStage, type TestStage, type TestStageOptions } from './bot-with-stand-ins.ts';

export const STYLE = 'slow blues with a warm organ';

/** Where the sandbox serves what members upload. */
export const DOWNLOADS = '/ephemeral-attachments/:folder/:attachmentId/:filename';

export interface Scene extends TestStage {
  guild: SandboxGuild;
  channel: SandboxChannel;
  member: SandboxMember;
  other: SandboxMember;
  /** The next cover in the channel, after as much time as it takes. */
  cover(): Promise<SandboxMessage>;
}

/** One server with one channel and two members. */
export async function createTestBot({
  memberUploadLimit,
  ...options
}: TestStageOptions & { memberUploadLimit?: number } = {}): Promise<Scene> {
  const stage = await openTestStage(options);
  const guild = stage.discord.addGuild();
  const channel = guild.addChannel({ name: 'remix-lab' });
  let seen = 0;
  return {
    ...stage,
    guild,
    channel,
    member: guild.addMember({
      name: 'Ada',
      ...(memberUploadLimit !== undefined && { uploadLimit: memberUploadLimit }),
    }),
    other: guild.addMember({ name: 'Bob' }),
    async cover() {
      await stage.until(() => channel.messages.length > seen);
      seen += 1;
      return channel.nextMessage();
    },
  };
}

/** What Runware was asked to do, beside how the account stands. */
export function workAsked({ requests }: RunwareSandbox): readonly { taskTypes: readonly string[] }[] {
  return requests.filter(({ taskTypes }) => !['ping', 'accountManagement'].includes(taskTypes[0] ?? ''));
}
