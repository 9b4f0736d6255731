import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface Finding {
  id: string;
  impact: string;
  nodes: { target: unknown[] }[];
}

/** What axe has to say against the page as it stands, a line for each place; nothing where all is well. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
    violations: Finding[];
  };
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target }) => `${impact}: ${id} at ${target.flat().join(' ')}`),
  );
}
