import { defineSetting } from '../setting.ts';
import { discordIds, text } from '../value-schemas.ts';

/** What the operator does from within Discord. */
export const operatorSettings = {
  OPERATOR_GUILDS: defineSetting({
    schema: discordIds.optional(),
    expected: 'a list of server ids',
    about: 'Servers in which /cover-operator can be typed, for those in OPERATOR_IDS. Empty: in none.',
    part: 'useful',
  }),
  OPERATOR_IDS: defineSetting({
    schema: discordIds.optional(),
    expected: 'a list of user ids',
    about: 'Who runs the bot: they alone may use /cover-operator; needed with OPERATOR_GUILDS.',
    part: 'useful',
  }),
  OPERATOR_CHANNEL: defineSetting({
    schema: text.regex(/^\d{17,20}$/).optional(),
    expected: 'the id of a channel',
    about:
      'Channel in which the bot tells of what needs its operator. Empty: by direct message to the first in OPERATOR_IDS that takes it.',
    part: 'useful',
  }),
};
