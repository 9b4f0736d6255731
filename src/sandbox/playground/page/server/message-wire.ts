import type { DiscordSandbox } from '../../../discord/sandbox.ts';
import type { SandboxMessage } from '../../../discord/types.ts';
import type { WireMessage, WireReply } from '../wire.ts';
import type { LocalMedia } from './local-media.ts';

/** Shows messages to the page. */
export interface MessageWire {
  of(message: SandboxMessage): WireMessage;
  /** Remembers which command an interaction is. */
  noteCommand(interactionId: string, command: string): void;
}

interface MessageWireOptions {
  discord: DiscordSandbox;
  media: LocalMedia;
}

export function createMessageWire({ discord, media }: MessageWireOptions): MessageWire {
  const commands = new Map<string, string>();
  const begunThinking = new Set<string>();

  const usedIn = (json: Record<string, unknown>): WireMessage['used'] => {
    const { id, user } = (json.interaction_metadata ?? {}) as { id?: string; user?: { id: string } };
    const command = commands.get(id ?? '');
    return user && command !== undefined ? { userId: user.id, command } : null;
  };

  return {
    of(message) {
      if (message.loading) begunThinking.add(message.id);
      const json = media.localise(message.toJSON());
      return {
        id: message.id,
        channelId: message.channelId,
        json,
        isPrivate: message.ephemeralFor !== undefined,
        isThinking: message.loading,
        // What first said "thinking" is not edited when it says something for the first time.
        isEdited: message.edits > (begunThinking.has(message.id) ? 1 : 0),
        used: usedIn(json),
        reply: message.reference === undefined ? null : replyTo(discord, message.channelId, message.reference),
        reactions: message.reactions.map(({ emoji, userIds }) => ({ emoji, userIds })),
      };
    },
    noteCommand: (interactionId, command) => void commands.set(interactionId, command),
  };
}

function replyTo(discord: DiscordSandbox, channelId: string, messageId: string): WireReply | 'gone' {
  const target = discord.channel(channelId)?.messages.find(({ id }) => id === messageId);
  if (!target) return 'gone';
  return {
    authorId: target.author.id,
    author: target.author.name,
    isBot: target.author.bot,
    text: target.text(),
    hasFiles: target.attachments.length > 0,
  };
}
