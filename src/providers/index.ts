import { aimlapi } from './aimlapi/index.ts';
import type { ProviderDescriptor } from './descriptor.ts';
import { minimax } from './minimax/index.ts';
import { runware } from './runware/index.ts';

/** Every provider there is, in the order in which settings and documents name them. */
export const providers: readonly ProviderDescriptor[] = [runware, aimlapi, minimax];
