import { type Check, controlsPosted, countBy, type DiscordEvent, isClockSet } from './seen.ts';

/** What the bot says in a server of its own accord. */
export const helloRules = {
  'a server that takes in the bot is greeted once, and no other': ({ life, done }) => {
    // Whose clock was set is wrong about how long ago it has begun.
    if (isClockSet(life.plan)) return [];
    const joins = countBy(life.events.flatMap((event) => (event.kind === 'bot added' ? event.guild : [])));
    const deletedAt = life.events.flatMap((event) =>
      event.kind === 'message deleted' && event.control === GREETING ? [event] : [],
    );
    return [...Map.groupBy(postsWith(GREETING, done), ({ guild }) => guild ?? '')].flatMap(([guild, posts]) => {
      // What somebody deletes while Discord still knows it by its nonce, the bot takes for one that never came.
      const again = posts.filter(({ at }, index) => {
        const before = posts[index - 1]?.at ?? Number.NEGATIVE_INFINITY;
        const isDeleted = deletedAt.some(
          (deleted) => deleted.guild === guild && deleted.at > before && deleted.at < at,
        );
        return isDeleted && at < before + NONCE_MS;
      });
      const most = (joins.get(guild) ?? 0) + again.length;
      return posts.length > most ? [`${guild} was greeted ${posts.length} times, at most ${most} were due`] : [];
    });
  },

  'nobody is greeted alone where a greeting is there for all': ({ life, done }) => {
    const there = postsWith(GREETING, done).filter(({ message = '' }) => life.messages.has(message));
    return done
      .filter(({ reader, body }) => reader !== undefined && JSON.stringify(body ?? '').includes(HELLO))
      .filter(({ at, guild }) =>
        there.some((greeting) => greeting.guild === guild && greeting.at < at - HEARD_WITHIN_MS),
      )
      .map(({ reader, guild }) => `${reader} is greeted in ${guild}, where a greeting is there`);
  },

  'it stands once in a channel how covers are made there': ({ life, done }) => {
    const there = postsWith(HOW_TO, done).filter(({ message = '' }) => life.messages.has(message));
    return [...countBy(there.map(({ route }) => route))]
      .filter(([, count]) => count > 1)
      .map(([route, count]) => `${route} says ${count} times how it is used`);
  },

  'what somebody has deleted is not said again': ({ life, done }) =>
    life.events.flatMap((deleted) => {
      if (deleted.kind !== 'message deleted') return [];
      const { at, guild, control } = deleted;
      // Unless it is asked for once more, or somewhere else.
      const asked = life.events.some(
        (event) => event.kind === 'asked' && event.guild === guild && event.at > at && event.what.startsWith('sets '),
      );
      const again = postsWith(control, done).filter((post) => post.guild === guild && post.at > at);
      return asked ? [] : again.map(({ route }) => `${control} was deleted in ${guild}, and posted again to ${route}`);
    }),
} satisfies Record<string, Check>;

/** Buttons that nothing else of the bot's own accord has. */
const GREETING = 'help:setUp';
const HOW_TO = 'cover:begin';

/** How it begins, whoever reads it. */
const HELLO = '**Hi! ';

/** For so long after the post before the same one may be sent again: Discord knows it for two minutes, and one may be on its way. */
const NONCE_MS = 150_000;
/** What the bot has heard of Discord's answers. */
const HEARD_WITHIN_MS = 1_000;

/** What was posted with such a button, each message once. */
function postsWith(button: string, done: readonly DiscordEvent[]): DiscordEvent[] {
  return done.filter(
    (event) => event.message !== undefined && controlsPosted(event).some((id) => id.startsWith(`${button}:`)),
  );
}
