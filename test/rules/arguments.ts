import { parseArgs } from 'node:util';

export const USAGE = `npm run rules                 every rule is broken once, and its test must fail
npm run rules -- --only text  only those with this text in their chapter, rule, file or test
`;

export interface RulesOptions {
  only: string;
}

/** Undefined for what it does not understand. */
export function readArguments(args: readonly string[]): RulesOptions | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { only: { type: 'string', default: '' } } });
    return values;
  } catch {
    return undefined;
  }
}
