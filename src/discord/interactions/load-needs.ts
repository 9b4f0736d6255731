import type { Draft } from '../../domain/draft.ts';
import type { Job } from '../../domain/job.ts';
import type { MemberBlock } from '../../domain/moderation/moderation.ts';
import type { GuildPolicy } from '../../domain/policy/guild-settings.ts';
import type { Need } from './command.ts';
import type { InteractionContext } from './interaction-context.ts';

/** Where dispatch finds what handlers need. */
export interface Loaders {
  draft(id: string): Promise<Draft | undefined>;
  /** Undefined as well where whoever asks may not know of it. */
  job(id: string, reader: Asking): Promise<Job | undefined>;
  settings(guildId: string): Promise<GuildPolicy>;
  /** What keeps a member from having anything made in a server. */
  block(guildId: string, memberId: string): Promise<MemberBlock | undefined>;
  lastStyles(memberId: string): Promise<readonly string[]>;
}

/** Who asks, and where. */
export type Asking = Pick<InteractionContext, 'guildId' | 'channelId' | 'member'>;

export type Loaded = Pick<InteractionContext, 'draft' | 'job' | 'settings' | 'block' | 'lastStyles'>;

/** What a handler needs: records by the id that came with the interaction, the rest by server and member. */
export async function loadNeeds(
  needs: readonly Need[],
  call: Asking & Pick<InteractionContext, 'id'>,
  load: Loaders,
): Promise<Loaded> {
  const { id, guildId, member } = call;
  const [draft, job, settings, block, lastStyles] = await Promise.all([
    id !== null && needs.includes('draft') ? load.draft(id) : undefined,
    id !== null && needs.includes('job') ? load.job(id, call) : undefined,
    needs.includes('settings') ? load.settings(guildId) : undefined,
    needs.includes('settings') ? load.block(guildId, member.id) : undefined,
    needs.includes('lastStyles') ? load.lastStyles(member.id) : undefined,
  ]);
  return { draft, job, settings, block, lastStyles };
}
