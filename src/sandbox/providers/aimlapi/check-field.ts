import { badBody } from './problem.ts';

export type FieldRule = {
  /** Dotted when it lies within an object. */
  path: string;
  required?: boolean;
  /** Null counts as not given: the documentation's own sample code sends it. */
  nullable?: boolean;
} & (
  | { kind: 'text'; minimum: number; maximum?: number }
  | { kind: 'choice'; values: readonly (string | number)[] }
  | { kind: 'boolean' }
  | { kind: 'object' }
);

/** Refuses a value that does not keep its rule, in the words of AI/ML API's validation. */
export function checkField(rule: FieldRule, value: unknown): void {
  if (rule.nullable && value === null) return;
  if (value === undefined && !rule.required) return;
  const trouble = troubleWith(rule, value);
  if (trouble) throw badBody(`${rule.path}: ${trouble}`);
}

/** Refuses a body that is no object, breaks a rule, or, when told to, has a field that no rule knows. */
export function checkBody(
  body: unknown,
  rules: readonly FieldRule[],
  unknownFields: 'refuse' | 'ignore',
): Record<string, unknown> {
  if (!isObject(body)) throw badBody(`Expected object, received ${typeName(body)}`);
  for (const rule of rules) checkField(rule, valueAt(body, rule.path));
  const known = new Set(rules.map(({ path }) => path));
  const unknown = unknownFields === 'refuse' ? pathsOf(body).find((path) => !known.has(path)) : undefined;
  if (unknown !== undefined) throw badBody(`Unrecognized key in object. Received '${unknown}'`);
  return body;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(body: Record<string, unknown>, path: string): unknown {
  const [outer = '', inner] = path.split('.');
  const value = body[outer];
  if (inner === undefined) return value;
  return isObject(value) ? value[inner] : undefined;
}

export function textAt(body: Record<string, unknown>, path: string): string | null {
  const value = valueAt(body, path);
  return typeof value === 'string' ? value : null;
}

/** Characters as a person counts them, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length;
}

function troubleWith(rule: FieldRule, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'text':
      return typeof value === 'string' ? lengthTrouble(value, rule.minimum, rule.maximum) : wrongType('string', value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType('boolean', value);
    case 'object':
      return isObject(value) ? undefined : wrongType('object', value);
    case 'choice':
      if (rule.values.some((allowed) => allowed === value)) return undefined;
      return `Invalid enum value. Expected ${rule.values.map(quoted).join(' | ')}, received ${quoted(value)}`;
  }
}

function lengthTrouble(text: string, minimum: number, maximum = Number.POSITIVE_INFINITY): string | undefined {
  const length = lengthOf(text);
  if (length < minimum) return `String must contain at least ${minimum} character(s)`;
  if (length > maximum) return `String must contain at most ${maximum} character(s)`;
  return undefined;
}

function wrongType(expected: string, value: unknown): string {
  return `Expected ${expected}, received ${typeName(value)}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : typeName(value);
}

/** The names of the fields, and those within objects: no field of the models lies deeper. */
function pathsOf(body: Record<string, unknown>): string[] {
  return Object.entries(body).flatMap(([name, value]) =>
    isObject(value) ? [name, ...Object.keys(value).map((inner) => `${name}.${inner}`)] : [name],
  );
}
