import { parseArgs } from 'node:util';

export const USAGE = `npm run rules                 every rule is broken once, and its test must fail
npm run rules -- --only TEXT  only those with this text in their chapter, rule, file or test; may be given several times
`;

export interface RulesOptions {
  only: readonly string[];
}

/** Undefined for what cannot be understood, and for --help. */
export function readArguments(given: readonly string[]): RulesOptions | undefined {
  try {
    const { values } = parseArgs({ args: [...given], options: { only: { type: 'string', multiple: true } } });
    return { only: values.only ?? [] };
  } catch {
    return undefined;
  }
}
