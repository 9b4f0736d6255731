import { success } from './minimax/answer.ts';
import { createApi } from './minimax/api.ts';
import type { ComposeSong } from './minimax/compose.ts';
import { createFeatures } from './minimax/features.ts';
import type { MinimaxModel } from './minimax/limits.ts';
import { createLyrics } from './minimax/lyrics.ts';
import { createMusic } from './minimax/music.ts';
import { createCashier, type NextFailure, type PaidCall } from './minimax/payment.ts';
import { createPreprocess } from './minimax/preprocess.ts';
import { createRateLimit } from './minimax/rate-limit.ts';
import type { RequestRecord } from './minimax/request-log.ts';
import { createResultFiles } from './minimax/result-files.ts';
import { type MinimaxFault, registerRoutes } from './minimax/routes.ts';
import { defaultMinimaxSettings, type MinimaxSettings } from './minimax/settings.ts';
import { createExpiringFiles } from './shared/expiring-files.ts';
import type { FaultHandle } from './shared/faults.ts';
import { type StandIn, type StandInOptions, type StandInParts, startStandIn } from './shared/stand-in.ts';

export interface MinimaxSandboxOptions extends StandInOptions<MinimaxSettings> {
  /** Makes the songs that have no reference. */
  compose: ComposeSong;
}

type Parts = StandInParts<MinimaxSettings, MinimaxFault, NextFailure, RequestRecord, PaidCall>;

/** A running stand-in for MiniMax. */
export interface MinimaxSandbox extends StandIn<MinimaxSettings, MinimaxFault, RequestRecord, PaidCall> {
  /** How many music calls were ever billed. */
  paidRequests(): number;
  /** Makes the next calls fail, music calls when not said otherwise, and one when not said how many. */
  failNext(failure: Omit<NextFailure, 'endpoint'> & { endpoint?: NextFailure['endpoint'] }): FaultHandle;
}

/** Starts a stand-in for MiniMax's music API on loopback. */
export function startMinimaxSandbox(options: MinimaxSandboxOptions): Promise<MinimaxSandbox> {
  const { compose } = options;
  const settings = { ...defaultMinimaxSettings, ...options.settings };
  return startStandIn({ name: 'minimax', settings, basePath: '' }, options, (parts: Parts) => {
    const { clock, money, failures } = parts;
    const maximumBytes = parts.maximumHeldBytes;
    const features = createFeatures({ clock, settings, maximumBytes });
    const stored = createExpiringFiles({ clock, maximumBytes });
    const files = createResultFiles({ ...parts, files: stored });
    const cashier = createCashier(parts);
    const enter = createRateLimit(clock, settings);
    const shared = { ...parts, cashier, features };
    const answer = createApi({
      ...parts,
      endpoints: {
        music: createMusic({ ...shared, enter, compose, files }),
        preprocess: createPreprocess(shared),
        lyrics: createLyrics(shared),
        plan: async () => success(remains(settings.enabledModels)),
      },
    });
    return {
      register: (app) => registerRoutes(app, { ...parts, answer, files }),
      handles: {
        paidRequests: () => money.paid.filter(({ kind }) => kind === 'music').length,
        failNext: (failure: Parameters<MinimaxSandbox['failNext']>[0]) =>
          failures.add({ times: 1, endpoint: 'music', ...failure }),
      },
    };
  });
}

/** What is left of the plan, per model. Only its path is documented; a good key is all that it tells here. */
function remains(models: readonly MinimaxModel[]): Record<string, unknown> {
  return {
    model_remains: models.map((name) => ({
      model_name: name,
      current_interval_total_count: 1_500,
      current_interval_usage_count: 0,
    })),
  };
}
