import { randomBytes, randomUUID } from 'node:crypto';
import { type AimlapiModel, aimlapiLimits } from './limits.ts';
import type { AimlapiSettings } from './settings.ts';

/** Ids of 21 characters, as of AI/ML API's newer generations. */
export function nanoid(length = 21): string {
  return randomBytes(length).toString('base64url').slice(0, length);
}

export function newGenerationId(model: AimlapiModel, { idForm }: AimlapiSettings): string {
  if (model === aimlapiLimits.legacy.model || idForm === 'withColon') return `${randomUUID()}:${model}`;
  return idForm === 'uuid' ? randomUUID() : nanoid();
}

/** Whether an id could be one of ours; the header that repeats it is left out for any other. */
export function looksLikeId(id: string): boolean {
  return /^[\w:./-]{1,128}$/.test(id);
}

/** As ids and file names of AI/ML API begin or end: the moment, then some characters. */
export function stamped(now: number, characters = 8): string {
  const digits = new Date(now).toISOString().replaceAll(/\D/g, '').slice(0, 14);
  return `${digits}-${randomBytes(characters).toString('hex').slice(0, characters)}`;
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}
