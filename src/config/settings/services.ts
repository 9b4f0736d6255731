import { z } from 'zod';
import type { ModelWish } from '../../domain/draft/choose-models.ts';
import { providers } from '../../providers/index.ts';
import { defineSetting } from '../setting.ts';
import { list, microsOf, text } from '../value-schemas.ts';

const names = providers.map(({ name }) => name);

/** `provider/model`, then `~like` a known model, then `=price` of a take in dollars; the last two may be missing. */
function readWish(wish: string, context: z.RefinementCtx): ModelWish {
  const parts = /^(?<provider>[a-z]+)\/(?<id>[^~=\s]+)(?:~(?<like>[^=\s]+))?(?:=(?<dollars>\d+(?:\.\d{1,6})?))?$/.exec(
    wish,
  )?.groups;
  if (!parts?.provider || !parts.id || !names.includes(parts.provider)) {
    context.issues.push({ code: 'custom', input: wish, message: 'not a model' });
    return z.NEVER;
  }
  return {
    provider: parts.provider,
    id: parts.id,
    ...(parts.like !== undefined && { like: parts.like }),
    ...(parts.dollars !== undefined && { priceMicros: microsOf(Number(parts.dollars)) }),
  };
}

/** The services that the bot works with. */
export const serviceSettings = {
  DISCORD_TOKEN: defineSetting({
    // As it stands in examples of Discord's API.
    schema: text.transform((value) => value.replace(/^Bot\s+/i, '')).pipe(text.min(1)),
    expected: 'the token of your Discord application',
    about: 'Bot token, from the page "Bot" of your application in the Discord developer portal.',
    secret: true,
    part: 'needed',
  }),
  PROVIDERS: defineSetting({
    schema: list.pipe(z.array(z.enum(names)).min(1)),
    expected: `a list of: ${names.join(', ')}`,
    about: 'The music providers to use, in the order in which they are tried.',
    fallback: names[0],
    part: 'needed',
  }),
  MODELS: defineSetting({
    schema: list.pipe(z.array(z.string().transform(readWish))).optional(),
    expected: 'a list such as aimlapi/minimax/music-cover=0.15, minimax/music-4.0~music-3.0=0.20',
    about:
      'Models in place of the usual ones of a provider: provider/model, ~like which known one, =price of a take in dollars. A price that stands here counts; others are read from what the provider publishes.',
    part: 'useful',
  }),
};
