import type { ApplicationFacts } from '../../../discord/inspection/read-application.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

export interface ApplicationUse {
  /** Whether servers that ALLOWED_GUILDS does not name may use the bot. */
  othersMayTry: boolean;
  /** What each of them may then spend in a month, in dollars. */
  dollars: number;
}

/** What is switched on in the developer portal that keeps the bot from working, costs money, or is not needed. */
export function checkApplication(application: ApplicationFacts, { othersMayTry, dollars }: ApplicationUse): Finding[] {
  return [
    checkEntry(application),
    checkPublic(application, { othersMayTry, dollars }),
    application.intents.length === 0
      ? ok('intents', 'no privileged one is on, and none is needed')
      : warn(
          'intents',
          `${application.intents.join(', ')} ${application.intents.length === 1 ? 'is' : 'are'} on, and none is needed`,
          'switch off all three privileged intents on the page "Bot" of the application',
        ),
  ];
}

function checkEntry({ id, hasEndpoint, needsCodeGrant }: ApplicationFacts): Finding {
  if (hasEndpoint) {
    return fail(
      'application',
      'sends interactions to an address, so that none comes to the bot',
      'empty "Interactions Endpoint URL" on the page "General Information" of the application',
    );
  }
  if (needsCodeGrant) {
    return fail(
      'application',
      'demands a code grant, so that the invite leads nowhere',
      'switch off "Requires OAuth2 Code Grant" on the page "Bot"',
    );
  }
  return ok('application', `id ${id}`);
}

function checkPublic({ isPublic }: ApplicationFacts, { othersMayTry, dollars }: ApplicationUse): Finding {
  if (!isPublic) return ok('public', 'only you can add the bot to servers');
  if (!othersMayTry) return ok('public', 'everybody can add the bot, and only servers in ALLOWED_GUILDS may use it');
  return warn(
    'public',
    `everybody can add the bot to servers of theirs, each of which may spend $${dollars.toFixed(2)} a month`,
    'switch off "Public Bot" on the page "Bot" of the application, or name your servers in ALLOWED_GUILDS',
  );
}
