import { describeProvider } from '../../contracts/provider.ts';
import { startAimlapiHarness } from './harness.ts';

describeProvider('AI/ML API', () => startAimlapiHarness(), {
  hasTasks: true,
  knowsOurIds: false,
  maximumTakes: 1,
  tellsSeedAndCost: false,
});
