import { z } from 'zod';
import type { QuotaPolicy } from '../../domain/money/charges.ts';
import { defineSetting, type ValuesOf } from '../setting.ts';
import { amount, list, microsOf, whole } from '../value-schemas.ts';

/** How much may be made and spent. */
export const quotaSettings = {
  RUNNING_PER_GUILD: defineSetting({
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about:
      'How many covers one server may have running at once, and the most that it can choose; the others of it wait.',
    fallback: '2',
  }),
  BUDGET_USD_PER_MONTH: defineSetting({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 50 or 7.50',
    about: 'How much all servers together may spend at the providers in a UTC month, in dollars.',
    fallback: '50',
    part: 'useful',
  }),
  ALLOWED_GUILDS: defineSetting({
    schema: list.pipe(z.array(z.string().regex(/^(\d{17,20}|\*)$/))).optional(),
    expected: 'a list of server ids, with * where others may try the bot',
    about:
      'Servers that have the full budget. Others may use the bot only where this is empty or has a *, and within NEW_GUILD_BUDGET_USD.',
    part: 'useful',
  }),
  NEW_GUILD_BUDGET_USD: defineSetting({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 1',
    about: 'How much a server that ALLOWED_GUILDS does not name may spend in a UTC month, in dollars.',
    fallback: '1',
    part: 'useful',
  }),
  GUILD_COVERS_PER_MONTH: defineSetting({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one server may have made in a UTC month, and the most that it can choose.',
    fallback: '100',
    part: 'useful',
  }),
  GUILD_BUDGET_USD_PER_MONTH: defineSetting({
    schema: amount(1_000_000),
    expected: 'an amount in dollars, such as 15 or 7.50',
    about:
      'How much one server may spend at the providers in a UTC month, in dollars, and the most that it can choose.',
    fallback: '15',
    part: 'useful',
  }),
  MEMBER_COVERS_PER_DAY: defineSetting({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one member may have made in one server in a UTC day, and the most that a server can choose.',
    fallback: '10',
    part: 'useful',
  }),
  MEMBER_COVERS_PER_DAY_TOTAL: defineSetting({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many takes one member may have made in all servers together in a UTC day.',
    fallback: '20',
    part: 'useful',
  }),
  MEMBER_REFUSALS_PER_DAY: defineSetting({
    schema: whole(1, 1_000_000),
    expected: 'a whole number from 1 to 1000000',
    about:
      'After how many covers of a member that came to nothing because of their song, style or lyrics no more are tried that day.',
    fallback: '5',
  }),
  MEMBER_LYRICS_HEARD_PER_DAY: defineSetting({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How many songs a day the bot listens to for one member to find out their lyrics.',
    fallback: '20',
  }),
  MEMBER_LYRICS_WRITTEN_PER_DAY: defineSetting({
    schema: whole(0, 1_000_000),
    expected: 'a whole number from 0 to 1000000',
    about: 'How often a day one member may have lyrics written, which costs money.',
    fallback: '10',
  }),
};

export function quotaPolicy(values: ValuesOf<typeof quotaSettings>): QuotaPolicy {
  const guildMicros = microsOf(values.GUILD_BUDGET_USD_PER_MONTH);
  const count = values.GUILD_COVERS_PER_MONTH;
  const { ALLOWED_GUILDS: allowed = [] } = values;
  return {
    operatorMonth: { micros: microsOf(values.BUDGET_USD_PER_MONTH) },
    guildMonth: { count, micros: guildMicros },
    trialMonth: { count, micros: Math.min(guildMicros, microsOf(values.NEW_GUILD_BUDGET_USD)) },
    memberDay: { count: values.MEMBER_COVERS_PER_DAY },
    memberDayTotal: { count: values.MEMBER_COVERS_PER_DAY_TOTAL },
    allowedGuilds: {
      ids: allowed.filter((id) => id !== '*'),
      othersMayTry: allowed.length === 0 || allowed.includes('*'),
    },
    refusalsPerDay: values.MEMBER_REFUSALS_PER_DAY,
    lyricsHeardPerDay: values.MEMBER_LYRICS_HEARD_PER_DAY,
    lyricsWrittenPerDay: values.MEMBER_LYRICS_WRITTEN_PER_DAY,
  };
}
