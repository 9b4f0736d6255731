const ANY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function isUuid(value: unknown, versions: 'v4' | 'any'): value is string {
  return typeof value === 'string' && (versions === 'v4' ? VERSION_4 : ANY).test(value);
}
