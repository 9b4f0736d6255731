import { z } from 'zod';
import { address, whole } from '../../config/value-schemas.ts';
import type { ProviderSetting } from '../descriptor.ts';

interface Named {
  name: string;
  /** The provider's. */
  title: string;
}

/** Read as an empty text where there is none: of a provider that is not used, none is needed. */
export function apiKeySetting({ name, title }: Named): ProviderSetting<string> {
  return {
    name,
    schema: z.string().min(1).default(''),
    expected: `an API key of ${title}`,
    about: `API key of ${title}; needed while PROVIDERS names it.`,
    secret: true,
    isNeeded: true,
    part: 'needed',
  };
}

/** `advice`: a sentence on what the provider says of it. */
export function runningSetting({
  name,
  title,
  advice,
  fallback,
}: Named & { advice: string; fallback: number }): ProviderSetting<number> {
  return {
    name,
    schema: whole(1, 1_000),
    expected: 'a whole number from 1 to 1000',
    about: `How many covers may run at ${title} at once. ${advice}`,
    fallback: String(fallback),
  };
}

/** `reason`: what it is for. */
export function baseUrlSetting({
  name,
  title,
  reason = 'for the sandbox',
}: Named & { reason?: string }): ProviderSetting<string | undefined> {
  return {
    name,
    schema: address.optional(),
    expected: 'an http(s) address',
    about: `Another base address for the API of ${title}; ${reason}.`,
  };
}
