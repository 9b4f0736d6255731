import type { Clock } from '../../clock.ts';
import { createEventHub } from './events.ts';
import { createFileStore } from './files.ts';
import { createMessageViews } from './message-view.ts';
import type { UserRecord, World, WorldSettings } from './records.ts';
import { createSnowflakes } from './snowflake.ts';

interface WorldOptions {
  clock: Clock;
  botName: string;
  settings: WorldSettings;
  closed: AbortSignal;
}

export function createWorld({ clock, botName, settings, closed }: WorldOptions): World {
  const nextId = createSnowflakes(clock);
  const applicationId = nextId();
  // A bot's user has the id of its application, as it is for every application made since 2016.
  const bot: UserRecord = { id: applicationId, name: botName, bot: true, locale: 'en-US', dmsClosed: false };
  const world: World = {
    clock,
    settings,
    origin: '',
    applicationId,
    bot,
    files: createFileStore({ clock, origin: () => world.origin, settings }),
    events: createEventHub(),
    views: createMessageViews(() => world),
    closed,
    nextId,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    channels: new Map(),
    interactions: new Map(),
    commands: new Map(),
  };
  return world;
}
