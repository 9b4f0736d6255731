import type { SettingProblem } from './setting.ts';

/** The environment cannot be used; names every fault at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

function describeProblem({ name, expected, given }: SettingProblem): string {
  return `${name}: expected ${expected}, ${given === undefined ? 'but it is not set' : `got ${JSON.stringify(given)}`}`;
}
