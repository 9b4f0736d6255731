import type { RuleTrial } from './try-rules.ts';

/** In Markdown, by chapter. */
export function tableOf(trials: readonly RuleTrial[]): string {
  const chapters = Map.groupBy(trials, ({ rule }) => rule.chapter);
  return [...chapters].flatMap(([chapter, own]) => [`### ${chapter}`, '', ...rowsOf(own), '']).join('\n');
}

function rowsOf(trials: readonly RuleTrial[]): string[] {
  return [
    '| rule | broken by | test that fails |',
    '|---|---|---|',
    ...trials.map(({ rule: { rule, broken, test, name }, trouble }) => {
      const proof = trouble === undefined ? `\`${test}\`: ${name}` : `**${trouble}**: \`${test}\`: ${name}`;
      return `| ${[rule, broken, proof].map(cell).join(' | ')} |`;
    }),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
