import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from './answer.ts';
import type { ApiRequest } from './api.ts';
import { isObject } from './check-field.ts';
import type { UploadForm } from './music01.ts';

/** Reads all that the API looks at, files of a form included. */
export async function readRequest(
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<ApiRequest> {
  return {
    endpoint,
    method: request.method,
    path: pathOf(request),
    requestId: requestIdOf(reply),
    authorization: request.headers.authorization,
    generationId: isObject(request.query) ? request.query.generation_id : undefined,
    include: isObject(request.query) ? request.query.include : undefined,
    body: request.body,
    form: endpoint === 'upload' && request.isMultipart() ? await readForm(request) : undefined,
  };
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}

export function requestIdOf(reply: FastifyReply): string {
  return String(reply.getHeader('x-request-id'));
}

/** What a request log keeps of a body. */
export function loggedBody({ body, form }: ApiRequest): unknown {
  return form ? { purpose: form.purpose, file: `${form.file?.length ?? 0} bytes` } : body;
}

async function readForm(request: FastifyRequest): Promise<UploadForm> {
  const form: UploadForm = { purpose: undefined, file: undefined };
  for await (const part of request.parts()) {
    if (part.type === 'field' && part.fieldname === 'purpose') form.purpose = part.value;
    if (part.type !== 'file') continue;
    const data = await part.toBuffer();
    if (part.fieldname === 'file') form.file = data;
  }
  return form;
}
