import type { WireMessage, WireWorld } from '../wire.ts';

export type Messages = ReadonlyMap<string, readonly WireMessage[]>;

/** Puts a message where it belongs, in place of an older state of it. */
export function withMessage(messages: Messages, message: WireMessage): Messages {
  const others = (messages.get(message.channelId) ?? []).filter(({ id }) => id !== message.id);
  const place = others.findLastIndex(({ id }) => compareIds(id, message.id) < 0) + 1;
  return new Map(messages).set(message.channelId, others.toSpliced(place, 0, message));
}

export function withoutMessage(messages: Messages, channelId: string, messageId: string): Messages {
  const others = (messages.get(channelId) ?? []).filter(({ id }) => id !== messageId);
  return new Map(messages).set(channelId, others);
}

export function messagesByChannel(all: readonly WireMessage[]): Messages {
  return all.reduce<Messages>(withMessage, new Map());
}

/** Ids are numbers that are too long to be numbers. */
export function compareIds(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

/** How long messages of one author stand under one name. */
const TOGETHER_MS = 7 * 60_000;

/** Whether a message follows the one before without a head of its own. */
export function isGrouped(before: WireMessage | undefined, message: WireMessage): boolean {
  if (!before || message.reply !== null || message.used !== null || before.isPrivate !== message.isPrivate)
    return false;
  const apart = sentAt(message) - sentAt(before);
  return authorId(before) === authorId(message) && apart < TOGETHER_MS;
}

export function sentAt({ json }: WireMessage): number {
  return Date.parse(String(json.timestamp));
}

export interface Author {
  id: string;
  name: string;
  isBot: boolean;
}

/** Under the name that the page knows, where it knows one. */
export function authorOf({ json }: WireMessage, world: WireWorld | undefined): Author {
  const author = json.author as { id: string; username: string; bot?: boolean };
  const known = world?.users.find(({ id }) => id === author.id);
  return known ?? { id: author.id, name: author.username, isBot: author.bot === true };
}

function authorId({ json }: WireMessage): string {
  return (json.author as { id: string }).id;
}
