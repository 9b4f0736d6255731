import type { Environment } from '../../config/setting.ts';
import { settings } from '../../config/settings.ts';
import type { Finding } from './finding.ts';

/** Shorter values are no secrets, and may be part of any word. */
const SHORTEST = 6;

/** The last door: whatever a check has said, no value of a setting that is secret leaves, whole or as part of an address. */
export function hideSecrets(finding: Finding, environment: Environment): Finding {
  const secrets = Object.entries(settings)
    .filter(([, { secret }]) => secret)
    .flatMap(([name, { alias }]) => [environment[name], alias === undefined ? undefined : environment[alias]])
    .flatMap((value) => partsOf(value?.trim() ?? ''))
    .filter((part) => part.length >= SHORTEST);
  const hide = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '(a secret)'), text);
  return {
    ...finding,
    detail: hide(finding.detail),
    whatToDo: finding.whatToDo === null ? null : hide(finding.whatToDo),
  };
}

/** Of an address, the password is the secret, as it is written and as it is meant; its host may be shown. */
function partsOf(value: string): string[] {
  const url = value.includes('@') ? URL.parse(value.includes('://') ? value : `http://${value}`) : null;
  if (url) return [value, url.password, decodeURIComponent(url.password)];
  return /^https?:\/\//.test(value) ? [] : [value];
}
