/** Nested like the request: `{ components: { 0: { label: { _errors: [{ code, message }] } } } }`. */
export type FormErrors = { [key: string]: FormErrors | { code: string; message: string }[] };

/** A refusal as Discord words it: HTTP status, error code, and for forms where in the request it went wrong. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: number;
  readonly errors: FormErrors | undefined;
  /** Of a 429. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: number,
    code: number,
    message: string,
    details: { errors?: FormErrors; retryAfterSeconds?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = details.errors;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

const refusals = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownRole: [404, 10011, 'Unknown Role'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  notThisApplication: [403, 20012, 'You are not authorized to perform this action on this application'],
  commandsPerDay: [400, 30034, 'Max number of daily application command creates has been reached (200)'],
  commandCount: [400, 30032, 'Maximum number of application commands reached'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAnswered: [400, 40060, 'Interaction has already been acknowledged.'],
  unknownTag: [404, 10087, 'Unknown tag'],
  tagRequired: [400, 40067, 'A tag is required to create a forum post in this channel'],
  missingAccess: [403, 50001, 'Missing Access'],
  notForDirectMessages: [403, 50003, 'Cannot execute action on a DM channel'],
  notAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotSendToUser: [403, 50007, 'Cannot send messages to this user'],
  notATextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidRole: [400, 50028, 'Invalid Role'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  noMutualGuilds: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  archivedThread: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  uploadedFileNotFound: [400, 50146, 'Uploaded file not found.'],
  voiceContent: [400, 50159, 'Voice messages do not support additional content.'],
  voiceFile: [400, 50160, 'Voice messages must have a single audio attachment.'],
  voiceMetadata: [400, 50161, 'Voice messages must have supporting metadata.'],
  voiceEdit: [400, 50162, 'Voice messages cannot be edited.'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  noHistoryForReply: [400, 160002, 'Cannot reply without permission to read message history'],
} as const satisfies Record<string, readonly [number, number, string]>;

/** Ends a request the way Discord would. */
export function refuse(reason: keyof typeof refusals): never {
  const [status, code, message] = refusals[reason];
  throw new ApiError(status, code, message);
}

/** 50035 with one error at one place of the form. */
export function refuseForm(path: readonly PropertyKey[], code: string, message: string): never {
  throw new ApiError(400, 50035, 'Invalid Form Body', { errors: formErrors([{ path, code, message }]) });
}

export interface FormProblem {
  path: readonly PropertyKey[];
  code: string;
  message: string;
}

/** Puts each problem at its place in Discord's tree of errors. */
export function formErrors(problems: readonly FormProblem[]): FormErrors {
  const root: FormErrors = {};
  for (const { path, code, message } of problems) {
    let node = root;
    for (const key of path.map(String)) {
      const next = node[key];
      const child = next && !Array.isArray(next) ? next : {};
      node[key] = child;
      node = child;
    }
    const listed = node._errors;
    node._errors = [...(Array.isArray(listed) ? listed : []), { code, message }];
  }
  return root;
}
