import { expect, it } from 'vitest';
import { fail } from '../../../src/tools/doctor/finding.ts';
import { hideSecrets } from '../../../src/tools/doctor/hide-secrets.ts';

it('takes every secret setting out of what a check says, by whatever name it is set', () => {
  const environment = {
    DISCORD_TOKEN: 'a.long.token',
    RUNWARE_API_KEY: 'the-key',
    OPERATOR_SECRET: 'the operator’s own',
    https_proxy: 'http://ada:p%40ssword@proxy.example:3128',
    BUDGET_USD_PER_MONTH: '123456',
  };

  const { detail, whatToDo } = hideSecrets(
    fail(
      'all',
      'a.long.token the-key the operator’s own p@ssword 123456 proxy.example',
      'http://ada:p%40ssword@proxy.example:3128',
    ),
    environment,
  );

  expect(detail).toBe('(a secret) (a secret) (a secret) (a secret) 123456 proxy.example');
  expect(whatToDo).toBe('(a secret)');
});
