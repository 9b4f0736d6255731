export interface TaskRef {
  taskUUID: string;
  /** How many takes were ordered. */
  takes?: number;
  /** When the task was acknowledged. */
  acceptedAt?: number;
}

/**
 * Runware finds a task by our own `taskUUID`. The ref adds what its answers do not tell: how many takes to wait for, and
 * when the life of the links began. The bare `taskUUID`, all there is of a task found by `lookup`, is a ref too.
 */
export function formatRef({ taskUUID, takes, acceptedAt }: TaskRef): string {
  return [taskUUID, takes, acceptedAt].filter((part) => part !== undefined).join('/');
}

export function parseRef(ref: string): TaskRef {
  const [taskUUID = '', takes, acceptedAt] = ref.split('/');
  return {
    taskUUID,
    ...(takes !== undefined && { takes: Number(takes) }),
    ...(acceptedAt !== undefined && { acceptedAt: Number(acceptedAt) }),
  };
}
