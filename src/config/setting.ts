import type { z } from 'zod';

/** One setting: how its text is read, and what `.env.example` and the README say of it. */
export interface Setting<Value> {
  /** Undefined is what it reads where nothing was given and there is no fallback. */
  schema: z.ZodType<Value, string | undefined>;
  /** What is expected, in words; part of every complaint. */
  expected: string;
  about: string;
  /** As it would stand in the environment; undefined where there is none. */
  fallback?: string | undefined;
  /** Another name that other programs know it by; ours goes first. */
  alias?: string;
  /** Never echoed. */
  secret?: true;
}

/** Settings by their names in the environment. */
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

export function readSetting(
  name: string,
  { schema, expected, fallback, alias = name, secret }: Setting<unknown>,
  environment: Environment,
): { value: unknown } | { problem: SettingProblem } {
  const given = givenIn(environment, name) ?? givenIn(environment, alias);
  const parsed = schema.safeParse(given ?? fallback);
  if (parsed.success) return { value: parsed.data };
  return { problem: { name, expected, given: secret && given ? '(a secret)' : given } };
}
