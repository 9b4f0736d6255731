import type { ChannelRecord, ForumRecord, MessageRecord, OverwriteRecord, UserRecord, World } from './records.ts';
import type { Forum, Overwrite } from './types.ts';

/** Forum and media channels: they hold posts and no messages. */
export const FORUMS: ReadonlySet<number> = new Set([15, 16]);

/** Puts a channel into the world. */
export function addChannel(
  world: World,
  channel: Pick<ChannelRecord, 'kind' | 'name'> & Partial<ChannelRecord>,
): ChannelRecord {
  const record: ChannelRecord = {
    id: world.nextId(),
    guildId: undefined,
    parentId: undefined,
    recipient: undefined,
    overwrites: [],
    messages: new Map<string, MessageRecord>(),
    locked: false,
    archived: false,
    archiveChangedAt: world.clock.now(),
    privateThread: false,
    ownerId: undefined,
    threadMembers: new Set<string>(),
    archiveMinutes: 1440,
    forum: undefined,
    appliedTags: [],
    ...channel,
  };
  world.channels.set(record.id, record);
  world.events.emit({ type: 'channelsChanged', guildId: record.guildId });
  return record;
}

/** A thread has the overwrites of its parent, whatever they become; who starts it is in it. */
export function addThread(
  world: World,
  parent: ChannelRecord,
  thread: Pick<ChannelRecord, 'name'> & { ownerId: string } & Partial<
      Pick<ChannelRecord, 'id' | 'privateThread' | 'archiveMinutes' | 'appliedTags'>
    >,
): ChannelRecord {
  const threadMembers = new Set([thread.ownerId]);
  return addChannel(world, { kind: 'thread', guildId: parent.guildId, parentId: parent.id, threadMembers, ...thread });
}

/** Puts a thread to sleep, or wakes it. */
export function setArchived(world: World, thread: ChannelRecord, archived: boolean): void {
  if (thread.archived === archived) return;
  thread.archived = archived;
  thread.archiveChangedAt = world.clock.now();
}

/** A channel with all its messages and threads. */
export function removeChannel(world: World, channel: ChannelRecord): void {
  const removed = [channel, ...[...world.channels.values()].filter(({ parentId }) => parentId === channel.id)];
  for (const gone of removed) {
    world.channels.delete(gone.id);
    for (const message of gone.messages.values()) {
      message.deleted = true;
      world.files.remove(message.attachments);
    }
  }
  world.events.emit({ type: 'channelsChanged', guildId: channel.guildId });
}

/** The one channel between the bot and a user; made on first use. */
export function directChannel(world: World, user: UserRecord): ChannelRecord {
  const known = [...world.channels.values()].find(({ kind, recipient }) => kind === 'dm' && recipient === user);
  return known ?? addChannel(world, { kind: 'dm', name: '', recipient: user });
}

/** Each tag gets an id of its own. */
export function forumRecord(world: World, { tags = [], requiresTag = false }: Forum): ForumRecord {
  return { tags: tags.map(({ name, moderated = false }) => ({ id: world.nextId(), name, moderated })), requiresTag };
}

export function overwriteRecords(overwrites: readonly Overwrite[]): OverwriteRecord[] {
  return overwrites.map(({ id, type, allow = 0n, deny = 0n }) => ({ id, type, allow, deny }));
}
