import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from './rules.ts';

const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
// The tests of a port stand in the contract that its implementations share.
const contracts = globSync('test/contracts/**/*.ts').map(read).join('\n');

describe('the table of rules', () => {
  it.each(rules)('knows where it is held: $rule ($broken)', ({ file, from, to, test, name }) => {
    expect(read(file).split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
    expect(read(test) + contracts).toContain(name);
  });

  it('breaks nothing twice in the same way', () => {
    const changes = rules.map(({ file, from, to }) => [file, from, to].join('\n'));
    expect(new Set(changes).size).toBe(changes.length);
  });
});
