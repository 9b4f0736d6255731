import type { ProviderErrorCode } from '../../errors.ts';

/** What an HTTP status says by itself, where a vendor's own code does not say more. */
export function failureCodeOfStatus(status: number): ProviderErrorCode {
  switch (status) {
    case 401:
      return 'auth';
    case 402:
      return 'noCredit';
    case 403:
    case 410:
      return 'noAccess';
    case 404:
      return 'notFound';
    case 408:
    case 504:
      return 'timeout';
    case 429:
      return 'rateLimited';
    default:
      if (status >= 500) return 'unavailable';
      return status >= 400 ? 'badRequest' : 'badResponse';
  }
}

/** With these a paid request was refused before anything was made. 408, 409 and 5xx say nothing of the kind. */
const REFUSING_STATUSES = new Set([400, 401, 402, 403, 404, 422, 429]);

export function isRefusing(status: number): boolean {
  return REFUSING_STATUSES.has(status);
}
