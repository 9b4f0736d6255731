import { formatCustomId } from './custom-id.ts';

const of = (action: string) => (id: string) => formatCustomId({ command: 'help', action, id });

/** Custom ids that `/help` answers; all by server. */
export const helpIds = {
  /** In the greeting and in the help: opens the card that sets the bot up. */
  setUp: of('setUp'),
  /** Menus of that card. */
  where: of('where'),
  who: of('who'),
  howMany: of('howMany'),
  /** Has the bot look at that card's channel again. */
  look: of('look'),
  /** Has the song covered that comes with the bot. */
  tryIt: of('tryIt'),
};
