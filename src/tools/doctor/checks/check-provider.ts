import type { Access } from '../../../domain/policy/operator-desk.ts';
import type { Provider } from '../../../providers/port.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

export interface ProviderToCheck {
  title: string;
  provider: Pick<Provider, 'name' | 'checkAccess'>;
}

/** Whether the key is good and there is credit, by something that costs nothing. */
export async function checkProvider({ title, provider }: ProviderToCheck, signal: AbortSignal): Promise<Finding> {
  return findingOf(`provider ${provider.name}`, title, await provider.checkAccess(signal));
}

function findingOf(name: string, title: string, access: Access): Finding {
  switch (access) {
    case 'ok':
      return ok(name, `${title} takes the key`);
    case 'refused':
      return fail(
        name,
        `${title} refuses the key`,
        `make a new key at ${title}, see that the account is not shut, and put the key into .env`,
      );
    case 'no credit':
      return fail(name, `${title} takes the key, and there is no credit`, `put money on the account at ${title}`);
    case 'unknown':
      return warn(
        name,
        `${title} did not say whether the key is good`,
        'try again in a while; look at the network, and at its …_BASE_URL where that is set',
      );
  }
}
