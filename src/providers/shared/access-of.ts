import type { Access } from '../../domain/policy/operator-desk.ts';
import { ProviderError, type ProviderErrorCode } from '../../errors.ts';

/** What a refusal says of the account; undefined where it says nothing of it. */
export function accessAfter(code: ProviderErrorCode): Exclude<Access, 'ok' | 'unknown'> | undefined {
  if (code === 'auth' || code === 'noAccess') return 'refused';
  return code === 'noCredit' ? 'no credit' : undefined;
}

/** For `catch` behind a free request: lets everything through but what its provider, or the way there, has answered. */
export function accessOfFailure(error: unknown): Access {
  if (error instanceof ProviderError) return accessAfter(error.code) ?? 'unknown';
  throw error;
}
