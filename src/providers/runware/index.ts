import { z } from 'zod';
import { describeProvider } from '../descriptor.ts';
import { apiKeySetting, baseUrlSetting, runningSetting } from '../shared/settings.ts';
import { models, PROVIDER } from './models.ts';
import { createRunware } from './runware.ts';

const title = 'Runware';

export const runware = describeProvider({
  name: PROVIDER,
  title,
  models,
  settings: {
    apiKey: apiKeySetting({ name: 'RUNWARE_API_KEY', title }),
    running: runningSetting({ name: 'RUNWARE_RUNNING', title, advice: 'It advises 2 to 4.', fallback: 4 }),
    outputType: {
      name: 'RUNWARE_OUTPUT',
      schema: z.enum(['URL', 'base64Data', 'dataURI']),
      expected: 'one of: URL, base64Data, dataURI',
      about: 'How Runware hands covers over: as links to other hosts of it, or within its answers.',
      fallback: 'URL',
    },
    baseUrl: baseUrlSetting({ name: 'RUNWARE_BASE_URL', title }),
  },
  create: ({ apiKey, outputType, baseUrl }, { http, files, clock, newId }) =>
    createRunware({ apiKey, outputType, ...(baseUrl !== undefined && { baseUrl }), http, files, clock, newId }),
});
