import { describeProvider } from '../../contracts/provider.ts';
import { startMinimaxHarness } from './harness.ts';

describeProvider('MiniMax', startMinimaxHarness, {
  hasTasks: false,
  knowsOurIds: false,
  maximumTakes: 1,
  tellsSeedAndCost: false,
});
