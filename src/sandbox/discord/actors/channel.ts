import { forumRecord, overwriteRecords, removeChannel, setArchived } from '../channels.ts';
import { deleteMessage } from '../messages.ts';
import type { ChannelRecord, World } from '../records.ts';
import { compareIds } from '../snowflake.ts';
import type { SandboxChannel, SandboxMessage } from '../types.ts';

/** Shows channels; the same record is always the same view. */
export function createChannelViews(world: World): (channel: ChannelRecord) => SandboxChannel {
  const views = new WeakMap<ChannelRecord, SandboxChannel>();
  return (channel) => {
    const view = views.get(channel) ?? viewOf(world, channel);
    views.set(channel, view);
    return view;
  };
}

function viewOf(world: World, channel: ChannelRecord): SandboxChannel {
  let lastHandedOut = '0';

  const shownTo = (userId: string | undefined): SandboxMessage[] =>
    [...channel.messages.values()]
      .filter(({ ephemeralFor }) => ephemeralFor === undefined || ephemeralFor === userId)
      .map(world.views.of);

  const handOut = (predicate: (message: SandboxMessage) => boolean): SandboxMessage | undefined => {
    const next = shownTo(undefined).find(
      (message) =>
        message.author.id === world.bot.id &&
        !message.loading &&
        compareIds(message.id, lastHandedOut) > 0 &&
        predicate(message),
    );
    if (next) lastHandedOut = next.id;
    return next;
  };

  return {
    id: channel.id,
    kind: channel.kind,
    name: channel.name,
    guildId: channel.guildId,
    parentId: channel.parentId,
    get messages() {
      return shownTo(undefined);
    },
    messagesFor: ({ id }) => shownTo(id),
    nextMessage: (predicate = () => true, { timeoutMs } = {}) =>
      world.events.wait(() => handOut(predicate), {
        what: () => `a new message in ${channel.name}; it holds ${channel.messages.size}`,
        timeoutMs,
      }),
    setOverwrites(overwrites) {
      channel.overwrites = overwriteRecords(overwrites);
    },
    setLocked(locked) {
      channel.locked = locked;
      setArchived(world, channel, locked);
    },
    setArchived: (archived) => setArchived(world, channel, archived),
    setForum(forum) {
      channel.forum = forumRecord(world, forum);
    },
    get tags() {
      return channel.forum?.tags ?? [];
    },
    get appliedTags() {
      return channel.appliedTags;
    },
    deleteMessage({ id }) {
      const message = channel.messages.get(id);
      if (message) deleteMessage(world, message);
    },
    delete: () => removeChannel(world, channel),
  };
}
