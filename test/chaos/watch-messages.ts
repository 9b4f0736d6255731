import type { SandboxMessage } from '../../src/sandbox/discord/types.ts';
import { markersIn, wishNumberOf } from './markers.ts';
import { readMessage } from './read-message.ts';
import type { RunRecord, Shown, Sighting } from './record.ts';
import type { Stage } from './world.ts';

/** What was seen of each cover so far, and the newest message that said so. */
export interface Seen {
  /** In order. */
  of(marker: string): readonly Sighting[];
  message(messageId: string): SandboxMessage | undefined;
  /** Whether the bot last said of a wish that it does not know yet what became of its request. */
  isFindingOut(wish: number): boolean;
}

/** Reads every message of the bot, and notes when one about a cover takes on a new meaning. */
export function watchMessages({ discord, clock, servers }: Stage, record: RunRecord): Seen {
  const bornAt = new Map<string, number>();
  const lastShown = new Map<string, string>();
  const messages = new Map<string, SandboxMessage>();
  const sightings = new Map<string, Sighting[]>();
  const newest = new Map<number, Shown>();
  const channels = new Set(servers.map(({ channel }) => channel.id));

  const read = (message: SandboxMessage, at: number) => {
    const text = message.text();
    const isPrivate = message.ephemeralFor !== undefined;
    const takes = message.attachments.filter(({ contentType }) => contentType.startsWith('audio/')).length;
    const buttons = message.buttons().map(({ label }) => label);
    const tryAgainId = message.buttons().find(({ label }) => label === 'Try again')?.customId;
    const shown = readMessage({ text, buttons, takes, isPrivate });
    for (const marker of markersIn(text)) {
      const key = `${message.id} ${marker}`;
      if (lastShown.get(key) === shown) continue;
      lastShown.set(key, shown);
      messages.set(message.id, message);
      newest.set(wishNumberOf(marker), shown);
      const place = isPrivate ? 'private' : channels.has(message.channelId) ? 'channel' : 'direct';
      const sighting: Sighting = {
        ...{ number: record.sightings.length, marker, at, messageId: message.id, bornAt: bornAt.get(message.id) ?? at },
        ...{ place, shown, text, takes, tryAgainId },
      };
      record.sightings.push(sighting);
      sightings.set(marker, [...(sightings.get(marker) ?? []), sighting]);
    }
  };

  discord.events.on((event) => {
    if (event.type !== 'messageCreated' && event.type !== 'messageUpdated') return;
    const { message } = event;
    if (!message.author.bot) return;
    const at = clock.now();
    if (!bornAt.has(message.id)) bornAt.set(message.id, at);
    if (!message.loading) read(message, at);
  });

  return {
    of: (marker) => sightings.get(marker) ?? [],
    message: (id) => messages.get(id),
    isFindingOut: (wish) => newest.get(wish) === 'findingOut',
  };
}
