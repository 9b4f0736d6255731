import { describeProvider } from '../../contracts/provider.ts';
import { startRunwareHarness } from './harness.ts';

describeProvider('Runware', () => startRunwareHarness());
