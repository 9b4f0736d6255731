import { describeProvider } from '../../contracts/provider.ts';
import { startAimlapiHarness } from './harness.ts';

const TRAITS = { hasTasks: true, knowsOurIds: false, maximumTakes: 1, tellsSeedAndCost: false };

describeProvider('AI/ML API', () => startAimlapiHarness(), TRAITS);
describeProvider(
  'AI/ML API where it is strict about fields and says costs in credits',
  () => startAimlapiHarness({ unknownFields: 'refuse', usage: 'creditsOnly', emptyFields: 'null' }),
  TRAITS,
);
