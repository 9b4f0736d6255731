import { z } from 'zod';

const guildChoiceSchema = z.looseObject({
  /** In place of what ALLOWED_GUILDS says of the server. */
  isAllowed: z.boolean().optional(),
  /** In place of a month's limits of the environment. */
  monthTakes: z.number().int().nonnegative().optional(),
  monthMicros: z.number().int().nonnegative().optional(),
  /** Nothing new is begun for it. */
  isPaused: z.boolean().optional(),
});

/** What the operator has chosen for one server, over what the environment says. */
export type GuildChoice = z.output<typeof guildChoiceSchema>;

export const operatorChoicesSchema = z.looseObject({
  /** Nothing new is begun anywhere. */
  isDrained: z.boolean().default(false),
  pausedProviders: z.array(z.string()).default([]),
  guilds: z.record(z.string(), guildChoiceSchema).default({}),
});

/** What the operator has chosen while the bot runs; what this release does not know of it is kept. */
export type OperatorChoices = z.output<typeof operatorChoicesSchema>;

export const noChoices: OperatorChoices = operatorChoicesSchema.parse({});

/** Why nothing new is begun somewhere. */
export type Hold = 'drained' | 'guildPaused' | 'providerPaused';

/** What keeps new work of a server, at a provider where one is named, from being begun; undefined: nothing. */
export function holdOf(choices: OperatorChoices, guildId: string, provider?: string): Hold | undefined {
  if (choices.isDrained) return 'drained';
  if (choices.guilds[guildId]?.isPaused) return 'guildPaused';
  return provider !== undefined && choices.pausedProviders.includes(provider) ? 'providerPaused' : undefined;
}

/** What keeps a job from being begun that may go to any of these providers. */
export function holdOfCandidates(
  choices: OperatorChoices,
  guildId: string,
  candidates: readonly { provider: string }[],
): Hold | undefined {
  const holds = candidates.map(({ provider }) => holdOf(choices, guildId, provider));
  return holds.includes(undefined) ? undefined : holds[0];
}

/** With other choices for one server; undefined takes one back. A server without choices is not named any more. */
export function withGuildChoice(
  choices: OperatorChoices,
  guildId: string,
  change: { [Key in keyof GuildChoice]?: GuildChoice[Key] | undefined },
): OperatorChoices {
  const next = Object.entries({ ...choices.guilds[guildId], ...change }).filter(([, value]) => value !== undefined);
  const { [guildId]: _, ...others } = choices.guilds;
  return { ...choices, guilds: next.length === 0 ? others : { ...others, [guildId]: Object.fromEntries(next) } };
}

export function withProviderPaused(choices: OperatorChoices, provider: string, isPaused: boolean): OperatorChoices {
  const others = choices.pausedProviders.filter((name) => name !== provider);
  return { ...choices, pausedProviders: isPaused ? [...others, provider] : others };
}

/** Where no turns are given; what is under way goes on. */
export interface HeldTurns {
  all: boolean;
  guilds: ReadonlySet<string>;
  providers: ReadonlySet<string>;
}

/** Where the line gives no turns. */
export function heldTurns({ isDrained, guilds, pausedProviders }: OperatorChoices): HeldTurns {
  const paused = Object.entries(guilds).filter(([, { isPaused }]) => isPaused);
  return { all: isDrained, guilds: new Set(paused.map(([id]) => id)), providers: new Set(pausedProviders) };
}
