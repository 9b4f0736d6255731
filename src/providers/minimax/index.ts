import { describeProvider } from '../descriptor.ts';
import { apiKeySetting, baseUrlSetting, runningSetting } from '../shared/settings.ts';
import { createMinimax } from './minimax.ts';
import { models, PROVIDER } from './models.ts';

const title = 'MiniMax';

export const minimax = describeProvider({
  name: PROVIDER,
  title,
  models,
  settings: {
    apiKey: apiKeySetting({ name: 'MINIMAX_API_KEY', title }),
    running: runningSetting({ name: 'MINIMAX_RUNNING', title, advice: 'It allows 20 connections.', fallback: 10 }),
    baseUrl: baseUrlSetting({
      name: 'MINIMAX_BASE_URL',
      title,
      reason: 'keys belong to one region: https://api.minimax.io or https://api.minimaxi.com',
    }),
  },
  create: ({ apiKey, baseUrl }, { http, files, featureIdsOf, clock }) =>
    createMinimax({
      apiKey,
      ...(baseUrl !== undefined && { baseUrl }),
      http,
      files,
      featureIds: featureIdsOf(apiKey),
      clock,
    }),
});
