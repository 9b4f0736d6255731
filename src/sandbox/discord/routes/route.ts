import type { UploadedPart } from '../message-files.ts';

/** One request, read whole. */
export interface Call {
  /** Only what the template names; unknown names read as undefined. */
  params: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
  body: unknown;
  files: readonly UploadedPart[];
}

export interface Reply {
  status: number;
  body?: unknown;
  /** In place of JSON. */
  raw?: { data: Uint8Array; contentType: string };
  headers?: Readonly<Record<string, string>>;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API prefix. */
  path: string;
  /** `token`: the path itself carries the right, as for interactions and their webhooks. */
  auth: 'bot' | 'token';
  handle(call: Call): Reply;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const noContent: Reply = { status: 204 };
