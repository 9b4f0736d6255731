import { describeProvider } from '../../contracts/provider.ts';
import { startRunwareHarness } from './harness.ts';

for (const outputType of ['URL', 'base64Data', 'dataURI'] as const)
  describeProvider(`Runware, asked for ${outputType},`, () => startRunwareHarness({}, { outputType }));
