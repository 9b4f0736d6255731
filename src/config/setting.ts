import type { z } from 'zod';

/**
 * Who a setting is for: `needed` ones must be looked at before the first start, `useful` ones fit the bot to its servers, and
 * all others are best left as they are.
 */
export type SettingPart = 'needed' | 'useful';

/** One setting: how its text is read, and what `.env.example` and `docs/settings.md` say of it. */
export interface Setting<Value> {
  /** Undefined is what it reads where nothing was given and there is no fallback. */
  schema: z.ZodType<Value, string | undefined>;
  /** What is expected, in words; part of every complaint. */
  expected: string;
  about: string;
  /** As it would stand in the environment; undefined where there is none. */
  fallback?: string | undefined;
  /** In the environment, where that is not its key in the table. */
  name?: string;
  /** Another name that other programs know it by; ours goes first. */
  alias?: string;
  /** Never echoed. */
  secret?: true;
  /** Where it stands in `.env.example`; at its end, among what is best left alone, unless told otherwise. */
  part?: SettingPart;
}

export type SettingTable = Readonly<Record<string, Setting<unknown>>>;

/** What a table of settings reads as, under the table's keys. */
export type ValuesOf<Table extends SettingTable> = { [Key in keyof Table]: ReturnType<Table[Key]['schema']['parse']> };

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingProblem {
  name: string;
  expected: string;
  /** Undefined when nothing was given; never a secret. */
  given: string | undefined;
}

/** Lets each setting of a table keep the type of its own value. */
export function defineSetting<Value>(setting: Setting<Value>): Setting<Value> {
  return setting;
}

/** What stands in the environment under a name; what is empty counts as not set. */
export function givenIn(environment: Environment, name: string): string | undefined {
  return environment[name]?.trim() || undefined;
}

/** Reads a table of settings: under its keys, what could be read. What could not is missing there, and among the problems. */
export function readSettings(
  table: SettingTable,
  environment: Environment,
): { values: Record<string, unknown>; problems: SettingProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const [key, { name = key, alias = name, schema, expected, fallback, secret }] of Object.entries(table)) {
    const given = givenIn(environment, name) ?? givenIn(environment, alias);
    const parsed = schema.safeParse(given ?? fallback);
    if (parsed.success) values[key] = parsed.data;
    else problems.push({ name, expected, given: secret && given ? '(a secret)' : given });
  }
  return { values, problems };
}
