import { describeProvider } from '../descriptor.ts';
import { apiKeySetting, baseUrlSetting, runningSetting } from '../shared/settings.ts';
import { createAimlapi } from './aimlapi.ts';
import { models, PROVIDER } from './models.ts';

const title = 'AI/ML API';

export const aimlapi = describeProvider({
  name: PROVIDER,
  title,
  models,
  settings: {
    apiKey: apiKeySetting({ name: 'AIMLAPI_API_KEY', title }),
    running: runningSetting({ name: 'AIMLAPI_RUNNING', title, advice: 'It publishes no limit.', fallback: 4 }),
    baseUrl: baseUrlSetting({ name: 'AIMLAPI_BASE_URL', title }),
  },
  create: ({ apiKey, baseUrl }, { http, files, featureIdsOf, clock, newId }) =>
    createAimlapi({
      apiKey,
      ...(baseUrl !== undefined && { baseUrl }),
      http,
      files,
      featureIds: featureIdsOf(apiKey),
      clock,
      newId,
    }),
});
